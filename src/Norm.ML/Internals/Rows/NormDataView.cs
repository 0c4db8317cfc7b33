using Microsoft.ML;

namespace Norm.ML.Internals;

/// <summary>The source's rows with our columns behind them: one cursor in gives one out, n give n.</summary>
sealed class NormDataView(IDataView source, NormBindings bindings) : IDataView
{
    public DataViewSchema Schema => bindings.Output;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var (active, needed) = bindings.Activate(columnsNeeded);
        return new NormCursor(source.GetRowCursor(needed, rand), bindings, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var (active, needed) = bindings.Activate(columnsNeeded);
        return Array.ConvertAll(source.GetRowCursorSet(needed, n, rand), DataViewRowCursor (cursor) => new NormCursor(cursor, bindings, active));
    }
}
