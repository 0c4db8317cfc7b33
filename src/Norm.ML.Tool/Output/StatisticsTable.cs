using System.Globalization;
using Spectre.Console;

namespace Norm.ML.Tool.Output;

/// <summary>What was learned, a line per column.</summary>
static class StatisticsTable
{
    static readonly string[] Titles = ["column", "rows", "missing", "mean", "standard deviation", "min", "max"];

    /// <summary>Draws a table where it fits on the screen, and writes plain lines elsewhere.</summary>
    public static void Write(Terminal terminal, RunningStatistics statistics)
    {
        string[][] rows = [.. Enumerable.Range(0, statistics.ChannelCount).Select(channel => Row(statistics.RowCount, statistics[channel]))];
        if (terminal.Screen is { } screen && Width(rows) + 3 * Titles.Length + 1 <= screen.Profile.Width)
            Draw(screen, rows);
        else
            PlainTable.Write(terminal.Out, [Titles, .. rows]);
    }

    static string[] Row(long rows, ChannelStatistics channel) =>
    [
        channel.Name ?? $"column {channel.Index + 1}",
        Text(rows),
        Text(channel.Missing),
        Text(channel.Mean),
        Text(channel.StandardDeviation()),
        Text(channel.Min),
        Text(channel.Max),
    ];

    // The shortest text that reads back as the same number.
    static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    static int Width(string[][] rows) => Enumerable.Range(0, Titles.Length).Sum(i => rows.Max(row => Math.Max(row[i].Length, Titles[i].Length)));

    static void Draw(IAnsiConsole screen, string[][] rows)
    {
        Table table = new Table().RoundedBorder();
        for (int i = 0; i < Titles.Length; i++)
            table.AddColumn(new TableColumn(new Text(Titles[i])) { Alignment = i == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        foreach (string[] row in rows)
            table.AddRow(row.Select(cell => new Text(cell)));
        screen.Write(table);
    }
}
