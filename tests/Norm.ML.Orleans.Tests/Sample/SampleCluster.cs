using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Norm.ML.Orleans.Tests.Killed;
using Norm.ML.Samples.Live;
using Norm.ML.Samples.Live.Serving;

namespace Norm.ML.Orleans.Tests.Sample;

/// <summary>The sample: two silos as processes, and its client in this one.</summary>
internal sealed class SampleCluster : IAsyncDisposable
{
    private readonly int _ports = 12_000 + Random.Shared.Next(38) * 200;
    private readonly string? _postgres;
    private readonly List<SiloProcess> _silos = [];

    private SampleCluster(string? postgres) => _postgres = postgres;

    public WebApplication Client { get; private set; } = null!;

    public Uri Address => new(Client.Urls.First());

    /// <summary>What the page reads.</summary>
    public PageState Now => Client.Services.GetRequiredService<Dashboard>().Now;

    public static async Task<SampleCluster> Start(string? postgres)
    {
        Rows.Shift = 0;
        var cluster = new SampleCluster(postgres);
        await cluster.StartSilo(1);
        await cluster.StartSilo(2);
        string[] database = postgres is null ? [] : ["--postgres", postgres];
        cluster.Client = ClientProcess.Create(CommandLine.Read(
            ["client", "--ports", $"{cluster._ports}", "--urls", "http://127.0.0.1:0", .. database]));
        await cluster.Client.StartAsync();
        return cluster;
    }

    /// <summary>kill -9.</summary>
    public void Kill(int number) => _silos[number - 1].Kill();

    public async ValueTask DisposeAsync()
    {
        if (Client is not null)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await Client.StopAsync(patience.Token);
            await Client.DisposeAsync();
        }

        foreach (SiloProcess silo in _silos)
        {
            silo.Dispose();
        }
    }

    private async Task StartSilo(int number)
    {
        var silo = new SiloProcess(number, _ports, _postgres);
        _silos.Add(silo);
        await silo.Ready();
    }
}
