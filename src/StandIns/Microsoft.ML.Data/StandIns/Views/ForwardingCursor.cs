using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

/// <summary>A cursor over some rows of another, with the same columns.</summary>
internal abstract class ForwardingCursor(DataViewRowCursor source) : DataViewRowCursor
{
    private long _position = -1;
    private bool _ended;

    protected DataViewRowCursor Source => source;

    public override DataViewSchema Schema => source.Schema;

    public override long Position => _position;

    public override long Batch => source.Batch;

    public override bool MoveNext()
    {
        if (_ended)
            return false;
        if (MoveSource())
        {
            _position++;
            return true;
        }
        Dispose();
        return false;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => source.IsColumnActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => source.GetGetter<TValue>(column);

    /// <summary>Moves the source to the next row that belongs to this cursor.</summary>
    protected abstract bool MoveSource();

    protected override void Dispose(bool disposing)
    {
        _ended = true;
        _position = -1;
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }
}
