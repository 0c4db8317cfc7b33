using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

internal sealed class MappedRow(MappedGetters getters) : DataViewRow
{
    public override DataViewSchema Schema => getters.Schema;

    public override long Position => getters.Input.Position;

    public override long Batch => getters.Input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => getters.Input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => getters.IsActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => getters.Get<TValue>(this, column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            getters.Dispose();
        base.Dispose(disposing);
    }
}
