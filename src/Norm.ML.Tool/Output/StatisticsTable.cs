using System.Globalization;

namespace Norm.ML.Tool.Output;

/// <summary>What was learned, a line per column.</summary>
internal static class StatisticsTable
{
    private static readonly string[] Titles = ["column", "rows", "missing", "mean", "standard deviation", "min", "max"];

    /// <summary>Writes it, unless the result is JSON.</summary>
    public static void Write(Terminal terminal, RunningStatistics statistics)
    {
        if (terminal.IsJson)
        {
            return;
        }

        string[][] rows = [.. Enumerable.Range(0, statistics.ChannelCount).Select(channel => Row(statistics.RowCount, statistics[channel]))];
        ScreenTable.Write(terminal, Titles, rows);
    }

    private static string[] Row(long rows, ChannelStatistics channel) =>
    [
        channel.Name ?? $"column {channel.Index + 1}",
        Text(rows),
        Text(channel.Missing),
        Text(channel.Mean),
        Text(channel.StandardDeviation),
        Text(channel.Min),
        Text(channel.Max),
    ];

    // The shortest text that reads back as the same number.
    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
