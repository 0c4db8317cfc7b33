using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

/// <summary>A cursor with a position of its own: minus one before the first row, and again after the last, when it disposes itself.</summary>
internal abstract class RootCursor : DataViewRowCursor
{
    private readonly bool[] _active;
    private long _position = -1;
    private bool _ended;

    protected RootCursor(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        Schema = schema;
        _active = new bool[schema.Count];
        foreach (DataViewSchema.Column column in columnsNeeded)
            _active[column.Index] = true;
    }

    public sealed override DataViewSchema Schema { get; }

    public sealed override long Position => _position;

    public override long Batch => 0;

    public sealed override bool MoveNext()
    {
        if (_ended)
            return false;
        if (MoveNextCore())
        {
            _position++;
            return true;
        }
        Dispose();
        return false;
    }

    public sealed override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
    {
        CheckOnRow();
        id = new DataViewRowId((ulong)_position, 0);
    };

    public sealed override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Getters.CheckActive(this, column);
        return Getters.As<TValue>(MakeGetter(column), column);
    }

    protected abstract bool MoveNextCore();

    protected abstract Delegate MakeGetter(DataViewSchema.Column column);

    protected void CheckOnRow()
    {
        if (_position < 0)
            throw new InvalidOperationException("A value was asked for before the first or after the last row.");
    }

    protected override void Dispose(bool disposing)
    {
        _ended = true;
        _position = -1;
        base.Dispose(disposing);
    }
}
