namespace Microsoft.ML.StandIns;

/// <summary>Objects as rows: one cursor, which enumerates them anew.</summary>
internal sealed class EnumerableView<TRow>(IEnumerable<TRow> data, RowColumn[] columns) : IDataView
    where TRow : class
{
    public DataViewSchema Schema { get; } = RowColumn.SchemaOf(columns);

    public bool CanShuffle => false;

    public long? GetRowCount() => (data as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(this, columnsNeeded);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private IEnumerator<TRow> Rows() => data.GetEnumerator();

    private Delegate Getter(int column, Func<TRow> current) => RowReader.Getter(columns[column], current);

    private sealed class Cursor(EnumerableView<TRow> view, IEnumerable<DataViewSchema.Column> columnsNeeded)
        : RootCursor(view.Schema, columnsNeeded)
    {
        private readonly IEnumerator<TRow> _rows = view.Rows();

        protected override bool MoveNextCore() => _rows.MoveNext();

        protected override Delegate MakeGetter(DataViewSchema.Column column) => view.Getter(column.Index, Current);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _rows.Dispose();
            base.Dispose(disposing);
        }

        private TRow Current()
        {
            CheckOnRow();
            return _rows.Current ?? throw new ArgumentNullException("row", $"Row {Position} of the enumerable is null.");
        }
    }
}
