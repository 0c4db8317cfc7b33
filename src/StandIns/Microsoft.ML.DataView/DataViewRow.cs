using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>One row: where it stands, which of its columns are active, and a getter for each of those.</summary>
public abstract class DataViewRow : IDisposable
{
    public abstract long Position { get; }

    /// <summary>Rows of all cursors of a set, ordered by batch and then by position, are the view's own order.</summary>
    public abstract long Batch { get; }

    public abstract ValueGetter<DataViewRowId> GetIdGetter();

    public abstract bool IsColumnActive(DataViewSchema.Column column);

    public abstract ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column);

    public abstract DataViewSchema Schema { get; }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>A row that moves: before the first <see cref="MoveNext"/> and after the last one there is nothing to read.</summary>
public abstract class DataViewRowCursor : DataViewRow
{
    public abstract bool MoveNext();
}
