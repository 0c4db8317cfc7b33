namespace Norm.ML.Tool.Csv;

/// <summary>Columns of numbers of a file, read row by row in constant memory.</summary>
sealed class CsvNumbers(CsvFile file, IReadOnlyList<int> fields)
{
    readonly int[] _fields = [.. fields];

    public CsvFile File { get; } = file;

    /// <summary>Where the columns stand in a record.</summary>
    public IReadOnlyList<int> Fields => _fields;

    /// <summary>The columns' names.</summary>
    public string[] Names => Array.ConvertAll(_fields, index => File.Header[index]);

    /// <summary>What the user should know about the file and the columns that are not among them, a line each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Reads the file once; a missing value is NaN.</summary>
    /// <exception cref="ToolException">A cell is not a number, or the file is broken.</exception>
    public void Read(ReadProgress? progress, CancellationToken cancellation, Action<ReadOnlySpan<double>> add)
    {
        double[] row = new double[_fields.Length];
        using CsvRecords records = File.Read(progress, cancellation);
        while (records.MoveNext())
        {
            for (int i = 0; i < row.Length; i++)
            {
                ReadOnlySpan<byte> cell = records[_fields[i]];
                if (!File.Cells.TryParse(cell, out row[i]))
                    throw File.Problem(records.Line, _fields[i], $"{Cell.Show(cell)} is not a number; '--ignore {File.Header[_fields[i]]}' leaves the column out; {File.Cells.Advice(Cell.Text(cell))}.");
            }

            add(row);
        }
    }
}
