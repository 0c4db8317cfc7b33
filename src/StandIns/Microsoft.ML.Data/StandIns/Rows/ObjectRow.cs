using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

/// <summary>One object as a row, exchanged for the next by its owner.</summary>
internal sealed class ObjectRow<TRow> : DataViewRow
    where TRow : class
{
    private readonly RowColumn[] _columns;
    private TRow _value;
    private long _position = -1;

    public ObjectRow(RowColumn[] columns)
    {
        _columns = columns;
        Schema = RowColumn.SchemaOf(columns);
    }

    public override DataViewSchema Schema { get; }

    public override long Position => _position;

    public override long Batch => 0;

    public void Set(TRow value)
    {
        _value = value;
        _position++;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

    public override bool IsColumnActive(DataViewSchema.Column column) => true;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        Getters.As<TValue>(RowReader.Getter(_columns[column.Index], () => _value), column);
}
