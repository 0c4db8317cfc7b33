using System.Diagnostics;

namespace Norm.ML.Reliability.Faults;

/// <summary>How a process ended.</summary>
/// <param name="ExitCode">128 and the number of the signal, where one ended it.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Error">And what it said.</param>
internal sealed record Ended(int ExitCode, string Output, string Error)
{
    public const int Killed = 137;

    /// <summary>Whether it failed as it should: no result, one line that begins with the command's name.</summary>
    public bool FailedInOneLine => ExitCode is not 0 and < 128 && Error.StartsWith("norm-ml: ", StringComparison.Ordinal)
        && Error.TrimEnd('\n').Split('\n').Length == 1 && !Error.Contains("Unexpected ", StringComparison.Ordinal);

    /// <summary>The same, after remarks, with each of these words in the last line.</summary>
    public bool HasFailedWith(IEnumerable<string> words) =>
        this with { Error = Error.TrimEnd('\n').Split('\n')[^1] } is { FailedInOneLine: true } last
        && words.All(word => last.Error.Contains(word, StringComparison.Ordinal));
}

/// <summary>The command line tool, or a child that saves in a loop, as a process of its own.</summary>
internal sealed class ChildProcess : IDisposable
{
    // Far above what any of them needs.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Task<string> _output, _error;

    private ChildProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Starts the tool.</summary>
    public static ChildProcess Tool(FaultsPlace place, string[] arguments, params (string Name, string Value)[] environment) =>
        Start(place, [], "norm-ml.dll", arguments, environment);

    /// <summary>Starts the tool by another program, such as a shell with limits.</summary>
    public static ChildProcess Tool(FaultsPlace place, string[] by, string[] arguments) =>
        Start(place, by, "norm-ml.dll", arguments, [("DOTNET_EnableWriteXorExecute", "0")]); // that needs a large file

    /// <summary>Starts this program.</summary>
    public static ChildProcess Own(FaultsPlace place, string[] arguments) => Start(place, [], "Reliability.dll", arguments, []);

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public Ended Kill()
    {
        _process.Kill();
        return End();
    }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="TimeoutException">It hangs; it is killed.</exception>
    public Ended End()
    {
        if (!_process.WaitForExit(Longest))
        {
            _process.Kill();
            throw new TimeoutException($"{string.Join(' ', _process.StartInfo.ArgumentList)} did not end within {Longest.TotalMinutes} minutes.");
        }

        return new Ended(_process.ExitCode, _output.GetAwaiter().GetResult(), _error.GetAwaiter().GetResult());
    }

    public void Dispose() => _process.Dispose();

    private static ChildProcess Start(FaultsPlace place, string[] by, string assembly, string[] arguments, (string Name, string Value)[] environment)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        string[] all = [.. by, host, Path.Combine(AppContext.BaseDirectory, assembly), .. arguments];
        var start = new ProcessStartInfo(all[0], all[1..])
        {
            WorkingDirectory = place.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = place.Temporary;
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ChildProcess(start);
    }
}
