namespace Norm.ML.Tool.Tests.Running;

/// <summary>A reader of standard output that ends early ends the command, without a word, as shells count it.</summary>
public sealed class BrokenPipeTests : IDisposable
{
    // Whoever still waits for a reader of 'endless' gets one, and ends: it would keep the output of the shell open.
    private const string Endless = "mkfifo endless; (echo a; yes 1) > endless 2> /dev/null & ", End = "; : <> endless; rm endless";

    private readonly Workplace _place = new();

    [Theory]
    [InlineData("norm-ml apply model.zip endless -o - | head -1; echo ${PIPESTATUS[0]}", "a\n141\n")]
    [InlineData("norm-ml apply model.zip endless -o - --to arrow | head -c 0; echo ${PIPESTATUS[0]}", "141\n")]
    [InlineData("norm-ml inspect data.csv --json | (exec 0<&-; sleep 3); echo ${PIPESTATUS[0]}", "141\n")]
    [InlineData("norm-ml --help | (exec 0<&-; sleep 2); echo ${PIPESTATUS[0]}", "141\n")]
    public async Task A_reader_that_ends_early_ends_the_command(string line, string expected)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/bin/bash"))
        {
            return;
        }

        _place.Fit("a\n1\n3\n");
        _place.Write("data.csv", "a\n1\n3\n");
        Outcome outcome = await ToolProcess.ShellAsync(_place.Folder, Endless + line + End);
        Assert.Equal((expected, ""), (outcome.Out, outcome.Error));
    }

    // A pipe that has a name is a file like others.
    [Theory]
    [InlineData("norm-ml apply model.zip endless --out /dev/stdout | head -1", "/dev/stdout: cannot be written: Broken pipe.")]
    [InlineData("mkfifo out; head -1 out > /dev/null & norm-ml apply model.zip endless --out out", "out: cannot be written: Broken pipe.")]
    public async Task A_named_pipe_that_nobody_reads_any_more_is_an_error(string line, string words)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/bin/bash"))
        {
            return;
        }

        _place.Fit("a\n1\n3\n");
        Outcome outcome = await ToolProcess.ShellAsync(_place.Folder, Endless + line + End);
        Assert.Equal($"norm-ml: {words}\n", outcome.Error);
    }

    public void Dispose() => _place.Dispose();
}
