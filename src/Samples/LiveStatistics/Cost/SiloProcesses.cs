using System.Diagnostics;

namespace Norm.ML.Samples.Live.Cost;

/// <summary>Silos as processes of their own on this machine, until disposed.</summary>
internal sealed class SiloProcesses : IDisposable
{
    private readonly List<Process> _silos = [];

    public static async Task<SiloProcesses> Start(int silos, int ports, string? postgres)
    {
        var started = new SiloProcesses();
        for (int number = 1; number <= silos; number++)
        {
            string[] arguments = [typeof(SiloProcesses).Assembly.Location, "silo", "--number", $"{number}", "--ports", $"{ports}", .. postgres is null
                ? (string[])[] : ["--postgres", postgres]];
            Process silo = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
            started._silos.Add(silo);
            // Without a database, silo 1 has to be there when the others come.
            while (await silo.StandardOutput.ReadLineAsync() is { } line && !line.EndsWith("is ready", StringComparison.Ordinal))
            {
            }
            _ = silo.StandardOutput.ReadToEndAsync();
        }
        return started;
    }

    /// <summary>What they have used of processors so far, together.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            TimeSpan sum = default;
            foreach (Process silo in _silos)
            {
                silo.Refresh();
                sum += silo.TotalProcessorTime;
            }
            return sum;
        }
    }

    public void Dispose()
    {
        foreach (Process silo in _silos)
        {
            silo.Kill();
            silo.WaitForExit();
            silo.Dispose();
        }
    }
}
