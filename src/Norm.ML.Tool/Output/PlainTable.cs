using System.Text.RegularExpressions;

namespace Norm.ML.Tool.Output;

/// <summary>
/// A table for files and programs: a line per row however long, two or more spaces between columns and never inside a cell; the first column to
/// the left, the others to the right.
/// </summary>
internal static partial class PlainTable
{
    private const string Gap = "  ";

    public static void Write(TextWriter output, IReadOnlyList<string[]> rows)
    {
        string[][] cells = [.. rows.Select(row => Array.ConvertAll(row, cell => Spaces().Replace(cell, " ")))];
        int[] widths = [.. Enumerable.Range(0, cells[0].Length).Select(column => cells.Max(row => row[column].Length))];
        foreach (string[] row in cells)
        {
            IEnumerable<string> padded = row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            output.WriteLine(string.Join(Gap, padded));
        }
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
