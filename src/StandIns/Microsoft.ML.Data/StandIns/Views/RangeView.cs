namespace Microsoft.ML.StandIns;

/// <summary>The rows that remain when some are skipped and so many taken; one cursor.</summary>
internal sealed class RangeView(IDataView source, long skip, long take) : IDataView
{
    public DataViewSchema Schema => source.Schema;

    public bool CanShuffle => false;

    public long? GetRowCount() =>
        source.GetRowCount() is { } count ? Math.Clamp(count - skip, 0, take) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(source.GetRowCursor(columnsNeeded), skip, take);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewRowCursor source, long skip, long take) : ForwardingCursor(source)
    {
        private long _skip = skip;
        private long _take = take;

        protected override bool MoveSource()
        {
            for (; _skip > 0; _skip--)
            {
                if (!Source.MoveNext())
                    return false;
            }
            return _take-- > 0 && Source.MoveNext();
        }
    }
}
