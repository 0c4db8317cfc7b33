namespace Norm.ML.Tool.Csv;

/// <summary>The columns of one file in another.</summary>
internal sealed class DriftColumns(CsvNumbers older)
{
    /// <summary>Finds them by name, in the order of the older file.</summary>
    /// <exception cref="ToolException">One is missing.</exception>
    public CsvNumbers In(CsvFile newer)
    {
        string[] missing = [.. older.Names.Where(name => newer.IndexOf(name) < 0).Select(Cell.Show)];
        return missing.Length == 0
            ? new CsvNumbers(newer, [.. older.Names.Select(newer.IndexOf)])
            : throw newer.NoColumn(string.Join(", ", missing), $"which {older.File.Path} has");
    }
}
