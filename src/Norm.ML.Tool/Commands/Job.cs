using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Commands;

/// <summary>Runs the work of a command so that it can be stopped, and turns whatever goes wrong into one line and an exit code.</summary>
static class Job
{
    /// <summary>Runs <paramref name="work"/> beside the thread that listens for Ctrl-C.</summary>
    public static async Task<int> RunAsync(Terminal terminal, Action<CancellationToken> work, CancellationToken cancellation)
    {
        try
        {
            await Task.Run(() => work(cancellation), cancellation);
            return ExitCode.Success;
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            terminal.Fail("Stopped; nothing was written.");
            return ExitCode.Cancelled;
        }
        catch (Exception problem)
        {
            // A bug ends in the last case: its type helps to report it, and a stack trace would help nobody else.
            terminal.Fail(Find<ToolException>(problem)?.Message ?? $"Unexpected {problem.GetType().Name}: {problem.Message}");
            return ExitCode.Failure;
        }
    }

    // ML.NET wraps what a cursor throws when it reads on several threads.
    static T? Find<T>(Exception? problem)
        where T : Exception
    {
        while (problem is not null and not T)
            problem = problem.InnerException;
        return (T?)problem;
    }
}
