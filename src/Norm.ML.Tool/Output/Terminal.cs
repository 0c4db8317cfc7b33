using Spectre.Console;

namespace Norm.ML.Tool.Output;

/// <summary>Where a command writes: its result to one writer; progress, remarks and errors to the other.</summary>
/// <param name="output">The result.</param>
/// <param name="error">All else.</param>
internal sealed class Terminal(TextWriter output, TextWriter error)
{
    public TextWriter Out { get; } = output;

    public TextWriter Error { get; } = error;

    /// <summary>Draws on <see cref="Out"/> when a person is looking at it; null when it goes to a file or a program.</summary>
    public IAnsiConsole? Screen { get; init; }

    /// <summary>Draws on <see cref="Error"/> when a person is looking at it; null when it goes to a file or a program.</summary>
    public IAnsiConsole? ErrorScreen { get; init; }

    /// <summary>The process's own.</summary>
    public static Terminal OfProcess() => new(StandardStream.Output(), StandardStream.Error())
    {
        Screen = Console.IsOutputRedirected ? null : Draw(Console.Out),
        ErrorScreen = Console.IsErrorRedirected ? null : Draw(Console.Error),
    };

    /// <summary>A remark in one line.</summary>
    public void Say(string line) => Error.WriteLine(Printable(line));

    /// <summary>An error in one line.</summary>
    public void Fail(string problem) => Error.WriteLine($"norm-ml: {Printable(problem)}");

    // Names come from files, which may hold anything.
    private static string Printable(string line) => string.Concat(line.Select(character => char.IsControl(character) ? ' ' : character));

    private static IAnsiConsole Draw(TextWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
}
