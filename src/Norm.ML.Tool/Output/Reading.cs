using System.Diagnostics;
using System.Globalization;
using Norm.ML.Tool.Csv;
using Spectre.Console;

namespace Norm.ML.Tool.Output;

/// <summary>Shows how far reading a file has come: a bar when a person is looking, else a line every few seconds.</summary>
static class Reading
{
    static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    /// <summary>Does <paramref name="work"/> and shows what it reports.</summary>
    /// <param name="terminal">Where.</param>
    /// <param name="title">What is being done, in a few words.</param>
    /// <param name="length">Of the file, in bytes.</param>
    /// <param name="work">The work.</param>
    public static T Show<T>(Terminal terminal, string title, long length, Func<ReadProgress, T> work) =>
        terminal.ErrorScreen is { Profile.Capabilities.Interactive: true } screen
            ? WithBar(screen, title, length, work)
            : work(Lines(terminal, title, length));

    static T WithBar<T>(IAnsiConsole screen, string title, long length, Func<ReadProgress, T> work) => screen.Progress()
        .AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .Start(context =>
        {
            ProgressTask task = context.AddTask(Markup.Escape(title), maxValue: length);
            return work((bytes, _) => task.Value = bytes);
        });

    static ReadProgress Lines(Terminal terminal, string title, long length)
    {
        var watch = Stopwatch.StartNew();
        return (bytes, rows) =>
        {
            if (watch.Elapsed < BetweenLines)
                return;
            watch.Restart();
            terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{title}: {100.0 * bytes / length:0} %, {rows} rows"));
        };
    }
}
