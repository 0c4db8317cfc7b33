using Microsoft.ML;

namespace Norm.ML.Tool.Csv;

/// <summary>
/// A CSV file as ML.NET data: read from the start by each cursor, in constant memory. In place of ML.NET's text loader, which takes a cell that is
/// no number for a missing value.
/// </summary>
sealed class CsvDataView : IDataView
{
    readonly RawCells? _raw;

    /// <summary>Chooses what is seen of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="columns">The columns that are seen.</param>
    /// <param name="raw">Adds the whole record as it stands in the file; null for not.</param>
    public CsvDataView(CsvFile file, IReadOnlyList<CsvColumn> columns, RawCells? raw = null)
    {
        File = file;
        Columns = columns;
        _raw = raw;
        var schema = new DataViewSchema.Builder();
        foreach (CsvColumn column in columns)
            schema.AddColumn(column.Name, column.Type);
        raw?.AddTo(schema);
        Schema = schema.ToSchema();
    }

    public CsvFile File { get; }

    public IReadOnlyList<CsvColumn> Columns { get; }

    /// <summary>Is told now and then how far reading has come.</summary>
    public ReadProgress? Progress { get; init; }

    /// <summary>What the user can do about a cell that is not a number, given the column's name.</summary>
    public required Func<string, string> Advice { get; init; }

    /// <summary>Stops reading between two records.</summary>
    public required CancellationToken Cancellation { get; init; }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => false;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new CsvCursor(this, [.. columnsNeeded.Select(column => column.Index)]);

    // A file is read from start to end by one.
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    internal Delegate CreateGetter(CsvRecords records, int index) => index < Columns.Count
        ? CsvGetters.Create(this, records, Columns[index])
        : _raw!.CreateGetter(records, index - Columns.Count);
}
