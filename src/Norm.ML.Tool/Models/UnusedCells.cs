using System.Globalization;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Models;

/// <summary>Cells that a fit does not learn from, and what they do to a norm.</summary>
internal static class UnusedCells
{
    /// <summary>A line for each column with infinite values, and one about rows that LayerNorm cannot normalize.</summary>
    public static IEnumerable<string> Remarks(RowSource source, RunningStatistics statistics, NormChoice norm)
    {
        ChannelStatistics[] columns = [.. Enumerable.Range(0, statistics.ChannelCount).Select(i => statistics[i])];
        foreach (ChannelStatistics column in columns.Where(column => column.Infinite > 0))
        {
            string first = source.FirstInfinite(column.Name!) is { } place ? $", the first is {place}" : "";
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{source.Name}, column {Cell.Show(column.Name!)}: {column.Infinite} infinite {(column.Infinite == 1 ? "value" : "values")}{first}; "
                    + $"the statistics are of the {column.Count} finite ones.");
        }

        ChannelStatistics[] broken = [.. columns.Where(column => column.Missing + column.Infinite > 0)];
        if (norm.NeedsWholeRows && broken.Length > 0)
        {
            string counts = CsvFile.Show([.. broken.Select(
                column => string.Create(CultureInfo.InvariantCulture, $"{column.Name} ({column.Missing + column.Infinite})"))]);
            yield return $"{source.Name}: {norm.Title} makes NaN of every row that has a missing or infinite cell; such cells are in {counts}. Fill "
                + "them in first.";
        }
    }
}
