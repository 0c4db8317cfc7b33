using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Commands;

/// <summary>Runs the work of a command so that it can be stopped, and turns whatever goes wrong into one line and an exit code.</summary>
internal static class Job
{
    /// <summary>Runs <paramref name="work"/> beside the thread that listens for Ctrl-C.</summary>
    public static Task<int> RunAsync(Terminal terminal, Action<CancellationToken> work, CancellationToken cancellation) =>
        RunAsync(terminal, token =>
        {
            work(token);
            return ExitCode.Success;
        }, cancellation);

    /// <summary>The same with work that ends in an exit code.</summary>
    public static async Task<int> RunAsync(Terminal terminal, Func<CancellationToken, int> work, CancellationToken cancellation)
    {
        try
        {
            return await Task.Run(() => work(cancellation), cancellation);
        }
        catch (ReaderGoneException)
        {
            return ExitCode.ReaderGone;
        }
        catch (Exception problem) when (cancellation.IsCancellationRequested)
        {
            terminal.Fail(problem is StoppedException ? problem.Message
                : terminal.Written.Count == 0 ? "Stopped; nothing was written."
                : $"Stopped after {string.Join(", ", terminal.Written)} was written.");
            return ExitCode.Cancelled;
        }
        catch (Exception problem)
        {
            terminal.Fail(Message(problem));
            return ExitCode.Failure;
        }
    }

    // A bug ends in the last case: its type helps to report it, and a stack trace would help nobody else.
    private static string Message(Exception problem) => ToolException.In(problem)?.Message
        ?? (OutOfMemory.In(problem) ? OutOfMemory.Message : $"Unexpected {problem.GetType().Name}: {problem.Message}");
}
