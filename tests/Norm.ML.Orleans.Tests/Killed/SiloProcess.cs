using System.Diagnostics;
using System.Text;

namespace Norm.ML.Orleans.Tests.Killed;

/// <summary>
/// A silo of the sample in a process of its own, run as a service manager runs it: if it ends without having been killed, it is started again.
/// Orleans ends a silo that the others take for dead, as they may when a machine is too busy to answer in time.
/// </summary>
internal sealed class SiloProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly string[] _arguments;
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _said = new();
    private Process _process;
    private bool _killed;

    /// <param name="number">From 1.</param>
    /// <param name="ports">Where its ports begin.</param>
    /// <param name="postgres">Where state is kept; null for the silos' memory, where silo 1 has to be ready before the others start.</param>
    public SiloProcess(int number, int ports, string? postgres)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "LiveStatistics.dll");
        string[] database = postgres is null ? [] : ["--postgres", postgres];
        _arguments = [program, "silo", "--number", $"{number}", "--ports", $"{ports}", .. database];
        _process = Start();
    }

    /// <summary>How often it has ended by itself and was started again.</summary>
    public int Restarts { get; private set; }

    /// <summary>Waits until it serves.</summary>
    public async Task Ready()
    {
        try
        {
            await _ready.Task.WaitAsync(Patience);
        }
        catch (TimeoutException late)
        {
            lock (_said)
            {
                throw new InvalidOperationException($"{string.Join(' ', _arguments[1..])} is not ready: {_said}", late);
            }
        }
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        lock (_lock)
        {
            _killed = true;
        }

        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private Process Start()
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", _arguments) { RedirectStandardOutput = true, RedirectStandardError = true },
            EnableRaisingEvents = true,
        };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_said)
            {
                _said.AppendLine(line.Data);
            }
        };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.EndsWith("is ready", StringComparison.Ordinal) == true)
            {
                _ready.TrySetResult();
            }
        };
        process.Exited += (_, _) =>
        {
            lock (_lock)
            {
                if (!_killed)
                {
                    Restarts++;
                    _process = Start();
                }
            }
        };
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return process;
    }
}
