using System.Text.Json.Nodes;
using Spectre.Console;

namespace Norm.ML.Tool.Output;

/// <summary>Where a command writes: its result to one writer; progress, remarks and errors to the other.</summary>
/// <param name="output">The result.</param>
/// <param name="error">All else.</param>
internal sealed class Terminal(TextWriter output, TextWriter error)
{
    private readonly List<string> _remarks = [], _written = [];

    public TextWriter Out { get; } = output;

    public TextWriter Error { get; } = error;

    /// <summary>The bytes of a result in place of its text; null for the text in UTF-8.</summary>
    public Func<Stream>? Bytes { get; init; }

    /// <summary>Opens standard output for the bytes of a result.</summary>
    public Stream OpenOutput() => Bytes?.Invoke() ?? new TextStream(Out);

    /// <summary>Draws on <see cref="Out"/> when a person is looking at it; null when it goes to a file or a program.</summary>
    public IAnsiConsole? Screen { get; init; }

    /// <summary>Draws on <see cref="Error"/> when a person is looking at it; null when it goes to a file or a program.</summary>
    public IAnsiConsole? ErrorScreen { get; init; }

    /// <summary>The process's own.</summary>
    public static Terminal OfProcess() => new(StandardStream.Output(), StandardStream.Error())
    {
        Bytes = StandardStream.OutputBytes,
        Screen = Console.IsOutputRedirected ? null : Draw(Console.Out),
        ErrorScreen = Console.IsErrorRedirected ? null : Draw(Console.Error),
    };

    /// <summary>Whether the result is one JSON object, and no table.</summary>
    public bool IsJson { get; set; }

    /// <summary>Whether remarks are left out; errors are told.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>A remark in one line.</summary>
    public void Say(string line)
    {
        _remarks.Add(Printable(line));
        if (!IsQuiet)
        {
            Error.WriteLine(_remarks[^1]);
        }
    }

    /// <summary>Writes a result as JSON, with the remarks so far, where that is asked for.</summary>
    public void WriteJson(Func<JsonObject> result)
    {
        if (IsJson)
        {
            JsonObject json = result();
            json["remarks"] = JsonResult.Texts(_remarks);
            Out.WriteLine(JsonResult.Text(json));
        }
    }

    /// <summary>The files that the command has written so far.</summary>
    public IReadOnlyList<string> Written => _written;

    /// <summary>A file is there as a whole.</summary>
    public void HasWritten(string path) => _written.Add(path);

    /// <summary>An error in one line.</summary>
    public void Fail(string problem) => Error.WriteLine($"norm-ml: {Printable(problem)}");

    // Names come from files, which may hold anything.
    private static string Printable(string line) => string.Concat(line.Select(character => char.IsControl(character) ? ' ' : character));

    private static IAnsiConsole Draw(TextWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });

    /// <summary>Bytes of UTF-8 that become text.</summary>
    private sealed class TextStream(TextWriter text) : MemoryStream
    {
        public override bool CanSeek => false;

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                text.Write(System.Text.Encoding.UTF8.GetString(ToArray()));
            }

            base.Dispose(disposing);
        }
    }
}
