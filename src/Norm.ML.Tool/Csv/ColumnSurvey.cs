using System.Globalization;
using CsvHelper;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Csv;

/// <summary>What the first rows show of a column, to explain what is done with it. Nothing is decided by it.</summary>
internal sealed class ColumnSurvey
{
    // Rows enough to judge by, and values few enough to be classes.
    private const int MostRows = 1000, MostClasses = 20, FewestForClasses = 10;

    private readonly HashSet<double> _different = [];

    /// <summary>The cells of the first rows that are not missing.</summary>
    public int Values { get; private set; }

    /// <summary>Those of them that are numbers.</summary>
    public int Numbers { get; private set; }

    /// <summary>The first that is neither missing nor a number; null for none.</summary>
    public string? Text { get; private set; }

    /// <summary>Where that stands.</summary>
    public long TextLine { get; private set; }

    /// <summary>Whether the first cell that is not missing is that text, so that the column is one of text.</summary>
    public bool TextComesFirst { get; private set; }

    /// <summary>The first infinite value; null for none.</summary>
    public string? Infinite { get; private set; }

    /// <summary>Where that stands.</summary>
    public long InfiniteLine { get; private set; }

    /// <summary>How many different whole numbers there are; null where others are among them, or more than a handful.</summary>
    public int? Classes => _different.Count is > 1 and <= MostClasses && _different.All(double.IsInteger) && Numbers == Values
        && Values >= Math.Max(FewestForClasses, 2 * _different.Count) ? _different.Count : null;

    /// <summary>What made a text of the column, in a few words.</summary>
    public string Reason => !TextComesFirst ? RowSource.Text
        : $"text: {Cell.Show(Text!)} in line {TextLine.ToString(CultureInfo.InvariantCulture)}; "
            + $"{Numbers} of the first {Values} values {(Numbers == 1 ? "is a number" : "are numbers")}";

    /// <summary>Reads the first records; a broken one ends it, and is told when it is read in earnest.</summary>
    /// <param name="text">Whole records.</param>
    /// <param name="layout">What separates cells, and whether blank lines are rows.</param>
    /// <param name="columns">How many.</param>
    /// <param name="lines">The lines before the records.</param>
    /// <param name="rules">What cells mean.</param>
    public static IReadOnlyList<ColumnSurvey> Read(ReadOnlyMemory<byte> text, CsvLayout layout, int columns, long lines, CellRules rules)
    {
        ColumnSurvey[] surveys = [.. Enumerable.Range(0, columns).Select(_ => new ColumnSurvey())];
        bool malformed = false;
        using CsvReader reader = CsvRecords.CreateReader(text, layout, trackLines: true,
            record => malformed |= CsvRecords.Quotes(record.Reason) is not null);
        for (int row = 0; row < MostRows && reader.Read() && !malformed && reader.FieldCount == columns; row++)
        {
            for (int i = 0; i < columns; i++)
            {
                surveys[i].Add(reader.GetSpan(i), lines + reader.LineNumber, rules);
            }
        }

        return surveys;
    }

    private void Add(ReadOnlySpan<byte> cell, long line, CellRules rules)
    {
        if (rules.IsMissing(cell))
        {
            return;
        }

        Values++;
        if (!rules.TryParse(cell, out double value))
        {
            if (Text is null)
            {
                (Text, TextLine, TextComesFirst) = (Cell.Text(cell), line, Values == 1);
            }

            return;
        }

        Numbers++;
        if (_different.Count <= MostClasses)
        {
            _different.Add(value);
        }

        if (double.IsInfinity(value) && Infinite is null)
        {
            (Infinite, InfiniteLine) = (Cell.Text(cell), line);
        }
    }
}
