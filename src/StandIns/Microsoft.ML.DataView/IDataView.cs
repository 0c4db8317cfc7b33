namespace Microsoft.ML;

/// <summary>A table with a schema whose rows are read through cursors, as often as needed and only where asked.</summary>
public interface IDataView
{
    bool CanShuffle { get; }

    /// <summary>The number of rows, or null where counting would mean reading.</summary>
    long? GetRowCount();

    DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null);

    /// <summary>Up to <paramref name="n"/> cursors that share the rows between them; each row comes out of exactly one.</summary>
    DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null);

    DataViewSchema Schema { get; }
}

/// <summary>Writes the current row's value into the caller's variable, reusing what it holds.</summary>
public delegate void ValueGetter<TValue>(ref TValue value);
