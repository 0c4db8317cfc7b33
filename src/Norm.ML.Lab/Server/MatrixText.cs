using System.Globalization;
using System.Text.RegularExpressions;
using Norm.ML.Internals.Inspection;

namespace Norm.ML.Lab.Server;

/// <summary>
/// A matrix as a text. In addresses: spaces between numbers and <c>_</c> between rows, which an address keeps as they are. Pasted: lines of a table
/// with tabs, semicolons, commas or spaces between numbers, or rows in brackets. <c>NaN</c>, or nothing between two separators, is missing.
/// </summary>
internal static partial class MatrixText
{
    public const int MostCells = 300, MostRows = 60, MostColumns = 40, MostCharacters = 8000;

    /// <summary>Reads one.</summary>
    /// <exception cref="ArgumentException">A cell is not a finite number, rows differ in length, or there are too many.</exception>
    public static double[][] Parse(string text)
    {
        if (text.Length > MostCharacters)
        {
            throw new ArgumentException($"The matrix has {text.Length} characters; at most {MostCharacters} are read.");
        }

        string[] lines = text.Contains('[', StringComparison.Ordinal)
            ? [.. InBrackets().Matches(text).Select(row => row.Groups[1].Value)]
            : text.Split(text.AsSpan().ContainsAny('\n', '\t') ? ['\n', '_'] : ['_', ';']);
        double[][] rows = [.. lines.Select(line => line.Trim(' ', '\r')).Where(line => line.Length > 0).Select(Row)];
        if (rows.Length == 0)
        {
            throw new ArgumentException("The matrix is empty; it has to be rows of numbers, for example '1 2 3' and '4 5 6' on two lines.");
        }

        int width = rows[0].Length, odd = Array.FindIndex(rows, row => row.Length != width);
        if (odd >= 0)
        {
            throw new ArgumentException($"Row {odd + 1} of the matrix has {MessageText.Count(rows[odd].Length, "number")} and row 1 has {width}; "
                + "all rows need as many.");
        }

        return rows.Length <= MostRows && width <= MostColumns && rows.Length * width <= MostCells ? rows : throw new ArgumentException(
            $"The matrix has {rows.Length} rows of {width}; at most {MostRows} rows, {MostColumns} columns and {MostCells} numbers are taken.");
    }

    /// <summary>Writes one for an address; every number reads back as the same double.</summary>
    public static string Format(double[] values, int columns) => string.Join('_', values.Chunk(columns)
        .Select(row => string.Join(' ', row.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))));

    private static double[] Row(string line, int row)
    {
        char separator = new[] { '\t', ';' }.FirstOrDefault(line.Contains, ',');
        bool separated = line.Contains(separator, StringComparison.Ordinal) && !(separator == ',' && HasDecimalCommas(line));
        string[] cells = separated ? line.Split(separator) : line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return [.. cells.Select((cell, column) => Number(cell.Trim(), separator != ',' || !separated, row, column))];
    }

    // A comma is a decimal point where it does not separate numbers.
    private static double Number(string cell, bool commas, int row, int column)
    {
        string plain = (commas ? cell.Replace(',', '.') : cell).Replace('\u2212', '-');
        return cell.Length == 0 || cell.Equals("nan", StringComparison.OrdinalIgnoreCase) ? double.NaN
            : double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value
            : throw new ArgumentException($"Row {row + 1}, column {column + 1} of the matrix is '{Shown(cell)}'; it has to be a finite number, or "
                + "empty for a missing one.");
    }

    private static string Shown(string cell) => cell.Length > 30 ? cell[..30] + "…" : cell;

    [GeneratedRegex(@"\[([^\[\]]*)\]")]
    private static partial Regex InBrackets();

    // Whether spaces are between numbers, all of which have a comma inside: 1,5 2,5. No expression: one that matches this takes as long as it likes.
    private static bool HasDecimalCommas(string line)
    {
        string[] cells = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return cells.Length > 1 && cells.All(HasComma);
    }

    private static bool HasComma(string cell)
    {
        for (int i = 1; i < cell.Length - 1; i++)
        {
            if (cell[i] == ',' && char.IsDigit(cell[i - 1]) && char.IsDigit(cell[i + 1]))
            {
                return true;
            }
        }

        return false;
    }
}
