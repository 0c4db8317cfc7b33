using Spectre.Console;

namespace Norm.ML.Tool.Output;

/// <summary>How far reading has come.</summary>
/// <param name="bytes">Read so far.</param>
/// <param name="rows">Read so far.</param>
internal delegate void ReadProgress(long bytes, long rows);

/// <summary>Shows how far reading has come, in bytes and in time, when a person is looking.</summary>
internal static class Reading
{
    /// <summary>Does <paramref name="work"/> and shows what it reports.</summary>
    /// <param name="terminal">Where.</param>
    /// <param name="title">What is being done, in a few words.</param>
    /// <param name="length">In bytes; null where that is not known.</param>
    /// <param name="work">The work.</param>
    public static T Show<T>(Terminal terminal, string title, long? length, Func<ReadProgress, T> work)
    {
        if (terminal.IsQuiet || terminal.ErrorScreen is not { Profile.Capabilities.Interactive: true } screen)
        {
            return work((_, _) => { });
        }

        ProgressColumn[] columns = length is null
            ? [new TaskDescriptionColumn(), new SpinnerColumn(), new DownloadedColumn(), new TransferSpeedColumn()]
            : [new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn()];
        return screen.Progress().AutoClear(true).Columns(columns).Start(context =>
        {
            // Without a length the bytes that were read are all there are.
            ProgressTask task = context.AddTask(Markup.Escape(title), maxValue: Math.Max(1, length ?? 1));
            task.IsIndeterminate = length is null;
            return work((bytes, _) =>
            {
                if (length is null)
                {
                    task.MaxValue = Math.Max(1, bytes);
                }

                task.Value = bytes;
            });
        });
    }
}
