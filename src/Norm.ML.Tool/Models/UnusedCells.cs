using System.Globalization;
using Norm.ML.Tool.Csv;

namespace Norm.ML.Tool.Models;

/// <summary>Cells that a fit does not learn from, and what they do to a norm.</summary>
internal static class UnusedCells
{
    /// <summary>A line for each column with infinite values, and one about rows that LayerNorm cannot normalize.</summary>
    /// <param name="source">What messages call the data.</param>
    /// <param name="statistics">What was learned of it, with the columns' names.</param>
    /// <param name="norm">The norm.</param>
    /// <param name="firstInfinite">
    /// The first infinite value of a column and where it stands; null, as its result may be, where that is not known.
    /// </param>
    public static IEnumerable<string> Remarks(string source, RunningStatistics statistics, NormChoice norm,
        Func<string, string?>? firstInfinite = null)
    {
        ChannelStatistics[] columns = [.. Enumerable.Range(0, statistics.ChannelCount).Select(i => statistics[i])];
        foreach (ChannelStatistics column in columns.Where(column => column.Infinite > 0))
        {
            string first = firstInfinite?.Invoke(column.Name!) is { } place ? $", the first is {place}" : "";
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{source}, column {Cell.Show(column.Name!)}: {column.Infinite} infinite {(column.Infinite == 1 ? "value" : "values")}{first}; the "
                    + $"statistics are of the {column.Count} finite ones.");
        }

        ChannelStatistics[] broken = [.. columns.Where(column => column.Missing + column.Infinite > 0)];
        if (norm.NeedsWholeRows && broken.Length > 0)
        {
            string counts = CsvFile.Show([.. broken.Select(
                column => string.Create(CultureInfo.InvariantCulture, $"{column.Name} ({column.Missing + column.Infinite})"))]);
            yield return $"{source}: {norm.Title} makes NaN of every row that has a missing or infinite cell; "
                + $"such cells are in {counts}. Fill them in first.";
        }
    }
}
