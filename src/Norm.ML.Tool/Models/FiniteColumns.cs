using System.Globalization;
using Norm.ML.Tool.Csv;

namespace Norm.ML.Tool.Models;

/// <summary>The columns that statistics can normalize: a column without a finite value teaches nothing, and is left as it is.</summary>
internal static class FiniteColumns
{
    /// <summary>Those of some columns that have a finite value.</summary>
    /// <param name="statistics">The statistics.</param>
    /// <param name="columns">The columns, by position.</param>
    /// <param name="source">What messages call the data.</param>
    /// <param name="isNamed">Whether the user named a column: it has to have a finite value then.</param>
    /// <exception cref="ToolException">A named column has none, or no column has one.</exception>
    public static int[] Among(RunningStatistics statistics, IReadOnlyList<int> columns, string source, Func<int, bool> isNamed)
    {
        int[] empty = [.. columns.Where(column => statistics[column].Count == 0)];
        if (empty.FirstOrDefault(isNamed, -1) is var refused && refused >= 0)
        {
            throw new ToolException($"{source}, column {Show(refused)}: there is no finite value in any row.");
        }

        return empty.Length < columns.Count
            ? [.. columns.Except(empty)]
            : throw new ToolException($"{source}: there is no finite value in any row of {CsvFile.Show([.. empty.Select(Name)])}.");

        string Show(int column) => Cell.Show(Name(column));

        string Name(int column) => statistics[column].Name ?? column.ToString(CultureInfo.InvariantCulture);
    }
}
