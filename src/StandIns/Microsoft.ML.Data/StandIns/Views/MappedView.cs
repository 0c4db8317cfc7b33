using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

/// <summary>A view with a row mapper's columns added; its cursors are as many as the source gives.</summary>
internal sealed class MappedView(IDataView source, RowMapping mapping) : IDataView
{
    public DataViewSchema Schema => mapping.OutputSchema;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        return Wrap(source.GetRowCursor(mapping.GetDependencies(columns), rand), columns);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        return [.. source.GetRowCursorSet(mapping.GetDependencies(columns), n, rand).Select(cursor => Wrap(cursor, columns))];
    }

    private Cursor Wrap(DataViewRowCursor cursor, DataViewSchema.Column[] columns) => new(cursor, mapping.Getters(cursor, columns));

    private sealed class Cursor(DataViewRowCursor source, MappedGetters getters) : DataViewRowCursor
    {
        public override DataViewSchema Schema => getters.Schema;

        public override long Position => source.Position;

        public override long Batch => source.Batch;

        public override bool MoveNext() => source.MoveNext();

        public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => getters.IsActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => getters.Get<TValue>(this, column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                getters.Dispose();
            base.Dispose(disposing);
        }
    }
}
