using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

/// <summary>The rows of text files; its cursors take turns at batches of lines.</summary>
internal sealed class TextView(TextFormat format, IMultiStreamSource source) : IDataView
{
    public DataViewSchema Schema => format.Schema;

    public bool CanShuffle => false;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        Cursors(columnsNeeded, 1)[0];

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        Cursors(columnsNeeded, CursorCount.For(n));

    private TextCursor[] Cursors(IEnumerable<DataViewSchema.Column> columnsNeeded, int n)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        var batches = new TextBatches(format, source, n);
        return [.. Enumerable.Range(0, n).Select(_ => new TextCursor(format, batches, columns))];
    }
}
