using System.CommandLine;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Commands;

/// <summary>
/// A command of <c>norm-ml</c>: its options, each with the property that reads it, and its work. An instance runs one command line.
/// </summary>
internal abstract class ToolCommand : Command
{
    protected ToolCommand(Terminal terminal, string name, string description)
        : base(name, description)
    {
        Terminal = terminal;
        SetAction((parsed, cancellation) =>
        {
            Parsed = parsed;
            return RunAsync(cancellation);
        });
    }

    protected Terminal Terminal { get; }

    /// <summary>The command line, while the work runs.</summary>
    protected ParseResult Parsed { get; private set; } = null!;

    /// <summary>The work.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="Exception">Whatever goes wrong; it is told in one line.</exception>
    protected abstract int Run(CancellationToken cancellation);

    /// <summary>What an option was given, or its default.</summary>
    protected T? Value<T>(Option<T> option) => Parsed.GetValue(option);

    /// <summary>The texts of an option that may be given several times.</summary>
    protected string[] Values(Option<string[]> option) => Parsed.GetValue(option) ?? [];

    /// <inheritdoc cref="Values(Option{string[]})"/>
    protected string[] Values(Argument<string[]> argument) => Parsed.GetValue(argument) ?? [];

    protected void AddOptions(params ReadOnlySpan<Option> options)
    {
        foreach (Option option in options)
        {
            Add(option);
        }
    }

    // Work runs beside the thread that listens for Ctrl-C.
    private async Task<int> RunAsync(CancellationToken cancellation)
    {
        try
        {
            return await Task.Run(() => Run(cancellation), cancellation);
        }
        catch (ReaderGoneException)
        {
            return ExitCode.ReaderGone;
        }
        catch (Exception problem) when (cancellation.IsCancellationRequested)
        {
            Terminal.Fail(problem is StoppedException ? problem.Message
                : Terminal.Written.Count == 0 ? "Stopped; nothing was written."
                : $"Stopped after {string.Join(", ", Terminal.Written)} was written.");
            return ExitCode.Cancelled;
        }
        catch (Exception problem)
        {
            Terminal.Fail(Message(problem));
            return ExitCode.Failure;
        }
    }

    // A bug ends in the last case: its type helps to report it, and a stack trace would help nobody else.
    private static string Message(Exception problem) => ToolException.In(problem)?.Message
        ?? (OutOfMemory.In(problem) ? OutOfMemory.Message : $"Unexpected {problem.GetType().Name}: {problem.Message}");
}
