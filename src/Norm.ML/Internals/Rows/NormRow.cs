using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Internals;

/// <summary>One row with our columns after its own, for prediction engines. Disposing it disposes the source.</summary>
sealed class NormRow(DataViewRow source, NormBindings bindings, bool[] active, LostRows? lost) : DataViewRow
{
    bool _disposed;

    public override DataViewSchema Schema => bindings.Output;

    public override long Position => source.Position;

    public override long Batch => source.Batch;

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
