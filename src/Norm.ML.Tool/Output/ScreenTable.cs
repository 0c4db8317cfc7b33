using Spectre.Console;

namespace Norm.ML.Tool.Output;

/// <summary>Draws a table where it fits on the screen, and writes plain lines elsewhere.</summary>
internal static class ScreenTable
{
    /// <summary>Writes; the first column goes to the left, the others to the right.</summary>
    public static void Write(Terminal terminal, string[] titles, string[][] rows)
    {
        if (terminal.Screen is { } screen && Width(titles, rows) + 3 * titles.Length + 1 <= screen.Profile.Width)
        {
            Draw(screen, titles, rows);
        }
        else
        {
            PlainTable.Write(terminal.Out, [titles, .. rows]);
        }
    }

    private static int Width(string[] titles, string[][] rows) =>
        Enumerable.Range(0, titles.Length).Sum(i => rows.Max(row => Math.Max(row[i].Length, titles[i].Length)));

    private static void Draw(IAnsiConsole screen, string[] titles, string[][] rows)
    {
        Table table = new Table().RoundedBorder();
        for (int i = 0; i < titles.Length; i++)
        {
            table.AddColumn(new TableColumn(new Text(titles[i])) { Alignment = i == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        }

        foreach (string[] row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        screen.Write(table);
    }
}
