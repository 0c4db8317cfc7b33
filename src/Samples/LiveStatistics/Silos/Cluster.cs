using System.Net;
using Orleans.Configuration;

namespace Norm.ML.Samples.Live.Silos;

/// <summary>How silos and clients find each other, and where state is kept: in memory, or in PostgreSQL.</summary>
internal static class Cluster
{
    private const string Id = "live-statistics";

    /// <summary>The name by which the providers load Npgsql.</summary>
    private const string Npgsql = "Npgsql";

    public static void Configure(ISiloBuilder silo, CommandLine line)
    {
        int port = line.Ports + line.Number, gateway = port + 100;
        if (line.Postgres is { } postgres)
        {
            silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (Id, Id));
            silo.ConfigureEndpoints(IPAddress.Loopback, port, gateway, listenOnAnyHostAddress: false);
            silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Npgsql, postgres));
            silo.AddAdoNetGrainStorage(LiveStatistics.StorageName, options => (options.Invariant, options.ConnectionString) = (Npgsql, postgres));
        }
        else
        {
            silo.UseLocalhostClustering(port, gateway, new IPEndPoint(IPAddress.Loopback, line.Ports + 1), Id, Id);
            silo.AddMemoryGrainStorage(LiveStatistics.StorageName);
        }

        // A silo that is lost is noticed within ten seconds. Shorter times take a silo of a busy machine for dead, and Orleans ends such a silo.
        silo.Configure<ClusterMembershipOptions>(options => (options.ProbeTimeout, options.NumMissedProbesLimit, options.TableRefreshTimeout) =
            (TimeSpan.FromSeconds(2), 3, TimeSpan.FromSeconds(5)));
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(10));
        silo.AddLiveStatistics(options =>
        {
            // A retry of the last ten thousand rows is recognized, however small its calls.
            options.RememberedRows = 10_000;
            (options.Interval, options.Intervals, options.DriftCheckPeriod) = (TimeSpan.FromSeconds(10), 6, TimeSpan.FromSeconds(1));
        });
    }

    public static void Configure(IClientBuilder client, CommandLine line)
    {
        if (line.Postgres is { } postgres)
        {
            client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (Id, Id));
            client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Npgsql, postgres));
        }
        else
        {
            client.UseLocalhostClustering([.. Enumerable.Range(1, line.Silos).Select(silo => line.Ports + silo + 100)], Id, Id);
        }

        client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(10));
        client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
        client.UseConnectionRetryFilter(async (_, cancellation) =>
        {
            // Silos may start later.
            await Task.Delay(500, cancellation);
            return true;
        });
        client.AddLiveStatistics();
    }
}
