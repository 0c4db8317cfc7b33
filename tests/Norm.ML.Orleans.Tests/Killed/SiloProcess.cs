using System.Diagnostics;

namespace Norm.ML.Orleans.Tests.Killed;

/// <summary>A silo of the sample in a process of its own.</summary>
sealed class SiloProcess : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    readonly Process _process;

    public SiloProcess(int number, int ports, string postgres)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "LiveStatistics.dll");
        string[] arguments = [program, "silo", "--number", $"{number}", "--ports", $"{ports}", "--postgres", postgres];
        _process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until it serves.</summary>
    public async Task Ready()
    {
        using var patience = new CancellationTokenSource(Patience);
        string? line = await _process.StandardOutput.ReadLineAsync(patience.Token);
        Assert.EndsWith("is ready", line, StringComparison.Ordinal);
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }
}
