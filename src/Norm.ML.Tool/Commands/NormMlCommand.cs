using System.CommandLine;
using System.CommandLine.Invocation;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Commands;

/// <summary>The <c>norm-ml</c> command: the list of its subcommands, and how a command line is run.</summary>
internal static class NormMlCommand
{
    /// <summary>Parses and runs a command line.</summary>
    /// <returns>The exit code, see <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation = default)
    {
        ParseResult parsed = Create(terminal).Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            IEnumerable<string> words = parsed.Errors.SelectMany(error => error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            terminal.Fail($"{string.Join(' ', words)} '{Path(parsed.CommandResult.Command)} --help' lists what is accepted.");
            return ExitCode.Usage;
        }

        (terminal.IsJson, terminal.IsQuiet) = (parsed.GetValue<bool>(JsonName), parsed.GetValue<bool>(QuietName));
        var configuration = new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false };
        try
        {
            return await parsed.InvokeAsync(configuration, cancellation);
        }
        catch (ReaderGoneException)
        {
            return ExitCode.ReaderGone;
        }
        catch (ToolException problem)
        {
            // What a command does ends in its exit code; this is its help, written to a full disk.
            terminal.Fail(problem.Message);
            return ExitCode.Failure;
        }
    }

    private const string JsonName = "--json", QuietName = "--quiet";

    private static RootCommand Create(Terminal terminal) => new(
        "Normalization you can trust: fits BatchNorm and LayerNorm on files of any size, on one machine or many, "
            + "applies the models, and looks into both.")
    {
        new FitCommand(terminal),
        new ApplyCommand(terminal),
        new MergeCommand(terminal),
        new InspectCommand(terminal),
        new ExportCommand(terminal),
        new ReportCommand(terminal),
        new LabCommand(terminal),
        new Option<bool>(JsonName) { Description = "Writes the result as one JSON object, for programs.", Recursive = true },
        new Option<bool>(QuietName, "-q") { Description = "Leaves remarks and progress out; errors are told.", Recursive = true },
    };

    private static string Path(Command command) => command is RootCommand ? "norm-ml" : $"norm-ml {command.Name}";
}
