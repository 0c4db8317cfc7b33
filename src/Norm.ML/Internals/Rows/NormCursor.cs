using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Internals;

/// <summary>Walks the source's rows with our columns after theirs, on the caller's thread. Disposing it disposes the source.</summary>
sealed class NormCursor(DataViewRowCursor source, NormBindings bindings, bool[] active, LostRows? lost) : DataViewRowCursor
{
    bool _disposed;

    public override DataViewSchema Schema => bindings.Output;

    public override long Position => source.Position;

    public override long Batch => source.Batch;

    public override bool MoveNext() => source.MoveNext();

    public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => bindings.IsActive(source, active, column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => bindings.GetGetter<TValue>(source, active, column, lost);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            source.Dispose();
            lost?.Close();
        }

        base.Dispose(disposing);
    }
}
