using System.CommandLine;
using System.Globalization;
using Norm.ML.Tool.Commands;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Tests.Running;

/// <summary>How the work of a command ends.</summary>
public sealed class ToolCommandTests
{
    private readonly StringWriter _error = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    public static TheoryData<Exception> WantsOfMemory =>
    [
        new OutOfMemoryException(), new InsufficientMemoryException(), new AggregateException(new OutOfMemoryException()),
        new TypeInitializationException("Type", new OutOfMemoryException()),
        new AggregateException(new InvalidOperationException(), new AggregateException(new OutOfMemoryException())),
    ];

    [Theory]
    [MemberData(nameof(WantsOfMemory))]
    public async Task Want_of_memory_is_told_as_such(Exception problem)
    {
        int code = await RunAsync(new Terminal(TextWriter.Null, _error), _ => throw problem, default);
        Assert.Equal((1, true), (code, _error.ToString().StartsWith("norm-ml: There is not enough memory", StringComparison.Ordinal)));
        Assert.Equal(1, _error.ToString().Count(letter => letter == '\n'));
    }

    [Fact]
    public async Task A_command_that_is_stopped_after_a_file_was_written_says_so()
    {
        using var stop = new CancellationTokenSource();
        var terminal = new Terminal(TextWriter.Null, _error);
        int code = await RunAsync(terminal, token =>
        {
            terminal.HasWritten("m.zip");
            stop.Cancel();
            token.ThrowIfCancellationRequested();
        }, stop.Token);
        Assert.Equal((130, "norm-ml: Stopped after m.zip was written.\n"), (code, _error.ToString()));
    }

    private static Task<int> RunAsync(Terminal terminal, Action<CancellationToken> work, CancellationToken cancellation) =>
        new Works(terminal, work).Parse([]).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, cancellation);

    private sealed class Works(Terminal terminal, Action<CancellationToken> work) : ToolCommand(terminal, "work", "Works.")
    {
        protected override int Run(CancellationToken cancellation)
        {
            work(cancellation);
            return ExitCode.Success;
        }
    }
}
