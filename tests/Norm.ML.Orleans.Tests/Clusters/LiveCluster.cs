using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Norm.ML.Internals.Partitions;
using Norm.ML.Internals.Sources;
using Orleans.Configuration;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Norm.ML.Orleans.Tests.Clusters;

/// <summary>A cluster of silos in this process, with storage that outlives them, and a client.</summary>
internal sealed class LiveCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private LiveCluster(InProcessTestCluster cluster, SharedStorage storage)
    {
        (_cluster, Storage) = (cluster, storage);
        Live = cluster.Client.ServiceProvider.GetRequiredService<LiveStatistics>();
    }

    public SharedStorage Storage { get; }

    public LiveStatistics Live { get; private set; }

    public IGrainFactory Grains => _cluster.Client;

    public IServiceProvider SiloServices => _cluster.GetSiloServiceProvider();

    public int Silos => _cluster.Silos.Count;

    public static async Task<LiveCluster> Start(int silos = 1, Action<LiveStatisticsOptions>? configure = null, SharedStorage? storage = null,
        TimeProvider? time = null, Action? beforeCall = null)
    {
        storage ??= new();
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureHost(host => host.Logging.ClearProviders());
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddLiveStatistics(configure);
            silo.Services.AddKeyedSingleton<IGrainStorage>(LiveStatistics.StorageName, storage);
            if (time is not null)
            {
                silo.Services.AddSingleton(time);
            }
            // What it throws is what the silo answers.
            silo.AddIncomingGrainCallFilter(call =>
            {
                if (call.Grain is ILivePartitionGrain or ILiveSourceGrain)
                {
                    beforeCall?.Invoke();
                }

                return call.Invoke();
            });
            // Lost silos are noticed within seconds.
            silo.Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = TimeSpan.FromMilliseconds(500);
                options.NumMissedProbesLimit = 2;
                options.TableRefreshTimeout = TimeSpan.FromSeconds(2);
                options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);
            });
            silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5));
        });
        builder.ConfigureClient(client =>
        {
            client.AddLiveStatistics();
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5));
        });
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return new(cluster, storage);
    }

    /// <summary>Ends a silo at once, without a chance to say goodbye.</summary>
    public Task Kill(int silo) => _cluster.KillSiloAsync(_cluster.Silos[silo]);

    public Task StartAnother() => _cluster.StartAdditionalSiloAsync();

    /// <summary>Forgets all activations: the next calls read storage.</summary>
    public async Task Deactivate()
    {
        await _cluster.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
        // Deactivation goes on after the call.
        await Task.Delay(200);
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
}
