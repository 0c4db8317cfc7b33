using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Norm.ML.Reliability.Load;

/// <summary>What the service has used up to now.</summary>
/// <param name="AllocatedBytes">Allocated by the runtime since the start.</param>
/// <param name="HeapBytes">On the heap, garbage included.</param>
/// <param name="WorkingSet">Memory of the process.</param>
internal sealed record ServiceUse(long AllocatedBytes, long HeapBytes, long WorkingSet);

/// <summary>The sample service as a process of its own, on a free port of the loopback interface.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _counters;

    private ServiceProcess(Process process, string counters, Uri address) => (_process, _counters, Address) = (process, counters, address);

    public Uri Address { get; }

    /// <summary>Starts it, and waits until it answers.</summary>
    public static async Task<ServiceProcess> StartAsync(string model, string folder, double reloadEvery)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "..", "..", "NormalizeService",
            Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), "NormalizeService.dll");
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            UseShellExecute = false,
        };
        foreach (string argument in (string[])[Path.GetFullPath(program), "--model", model, "--urls", address.ToString(), "--reload-every",
            reloadEvery.ToString(CultureInfo.InvariantCulture)])
        {
            start.ArgumentList.Add(argument);
        }

        string counters = Path.Combine(folder, "counters.txt");
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(ServiceProcess).Assembly.Location;
        start.Environment[StartupHook.FileVariable] = counters;
        var service = new ServiceProcess(Process.Start(start)!, counters, address);
        await service.WaitAsync();
        return service;
    }

    public ServiceUse Use()
    {
        long[] numbers = [.. File.ReadAllText(_counters).Split(' ').Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        return new ServiceUse(numbers[0], numbers[1], numbers[3]);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task WaitAsync()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Address };
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await http.GetAsync(new Uri("/", UriKind.Relative));
                if (answer.StatusCode == HttpStatusCode.OK && File.Exists(_counters))
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!_process.HasExited && watch.Elapsed < LongestStart)
            {
                // Not yet.
            }

            await Task.Delay(50);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
