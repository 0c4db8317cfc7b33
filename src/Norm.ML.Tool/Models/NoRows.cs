using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tool.Models;

/// <summary>Columns without rows: what a transformer is fitted on that learns nothing from the data.</summary>
sealed class NoRows : IDataView
{
    public NoRows(IEnumerable<string> columns, DataViewType type)
    {
        var schema = new DataViewSchema.Builder();
        foreach (string column in columns)
            schema.AddColumn(column, type);
        Schema = schema.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => true;

    public long? GetRowCount() => 0;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => throw new NotSupportedException("There are no rows to read.");

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        throw new NotSupportedException("There are no rows to read.");
}
