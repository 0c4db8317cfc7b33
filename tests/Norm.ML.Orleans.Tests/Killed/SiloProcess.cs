using System.Diagnostics;

namespace Norm.ML.Orleans.Tests.Killed;

/// <summary>A silo of the sample in a process of its own.</summary>
internal sealed class SiloProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new();

    /// <param name="number">From 1.</param>
    /// <param name="ports">Where its ports begin.</param>
    /// <param name="postgres">Where state is kept; null for the silos' memory, where silo 1 has to be ready before the others start.</param>
    public SiloProcess(int number, int ports, string? postgres)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "LiveStatistics.dll");
        string[] arguments = [program, "silo", "--number", $"{number}", "--ports", $"{ports}", .. postgres is null ? (string[])[] : ["--postgres", postgres]];
        _process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = new System.Text.StringBuilder();
        _process.ErrorDataReceived += (_, line) => said.AppendLine(line.Data);
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                _ready.TrySetException(new InvalidOperationException($"Silo {number} ended: {said}"));
            }
            else if (line.Data.EndsWith("is ready", StringComparison.Ordinal))
            {
                _ready.TrySetResult();
            }
        };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>Waits until it serves.</summary>
    public Task Ready() => _ready.Task.WaitAsync(Patience);

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
