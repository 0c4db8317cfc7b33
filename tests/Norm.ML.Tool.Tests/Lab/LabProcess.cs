using System.Diagnostics;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Lab;

/// <summary><c>norm-ml lab</c> as a process of its own, until it is disposed.</summary>
internal sealed class LabProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private LabProcess(Process process, Uri page, string remark) => (_process, Page, Remark) = (process, page, remark);

    /// <summary>What it printed on standard output: the page's address.</summary>
    public Uri Page { get; }

    /// <summary>The first line on standard error.</summary>
    public string Remark { get; }

    public static Task<LabProcess> StartAsync(string folder, IReadOnlyDictionary<string, string> environment, params string[] args) =>
        StartAsync(folder, environment, null, args);

    /// <summary>Starts it.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="environment">Variables that are set.</param>
    /// <param name="input">What comes on standard input; null for nothing.</param>
    /// <param name="args">After <c>lab</c>.</param>
    public static async Task<LabProcess> StartAsync(
        string folder, IReadOnlyDictionary<string, string> environment, byte[]? input, params string[] args)
    {
        var start = new ProcessStartInfo(ToolProcess.Host, [ToolProcess.Assembly, "lab", .. args])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = input is not null,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        if (input is not null)
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }

        string? page = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        string remark = await process.StandardError.ReadLineAsync().WaitAsync(Patience) ?? "";
        return new LabProcess(process, new Uri(page ?? throw new InvalidOperationException(remark)), remark);
    }

    /// <summary>
    /// Asks it to end, as Ctrl-C does, and waits for that. The signal is SIGTERM: what runs in the background of a script inherits that SIGINT is
    /// ignored.
    /// </summary>
    public async Task<(int ExitCode, string Error)> StopAsync()
    {
        using Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        string error = await _process.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return (_process.ExitCode, error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
