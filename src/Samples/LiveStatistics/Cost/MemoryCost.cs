using System.Globalization;
using System.Net;
using System.Text;
using Orleans.Storage;

namespace Norm.ML.Samples.Live.Cost;

/// <summary>The memory and the stored bytes of a partition, by what it has counted. The silo is in this process, and its storage keeps nothing but
/// sizes.</summary>
internal static class MemoryCost
{
    private static readonly (int Channels, int Rows, int Grains)[] Cases =
        [(16, 1, 2000), (16, 256, 1000), (16, 512, 1000), (16, 10_240, 400), (16, 10_496, 400), (768, 1, 200), (768, 256, 100), (768, 512, 100),
        (768, 10_240, 100), (768, 10_496, 100)];

    public static async Task Run(CommandLine line)
    {
        var storage = new Sizes();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(31_900, 31_901, new IPEndPoint(IPAddress.Loopback, 31_900));
            silo.AddLiveStatistics();
            silo.Services.AddKeyedSingleton<IGrainStorage>(LiveStatistics.StorageName, storage);
        });
        using IHost host = builder.Build();
        await host.StartAsync();
        LiveStatistics live = host.Services.GetRequiredService<LiveStatistics>();

        var table = new StringBuilder("""
            # Live statistics: memory

            Made by `dotnet run -c Release --project src/Samples/LiveStatistics -- memory --out FILE`.
            Each partition is the only one of its key, so that the grain of the source counts too.

            | row | rows counted | memory per partition, bytes | stored per partition, bytes |
            | ---: | ---: | ---: | ---: |

            """);
        foreach ((int channels, int rows, int grains) in Cases)
        {
            // The accumulators of the threads come and go with the number of channels.
            await Fill(live, $"warm-up-{channels}-{rows}", channels, rows, 20);
            long before = GC.GetTotalMemory(forceFullCollection: true);
            await Fill(live, $"{channels}-{rows}", channels, rows, grains);
            long memory = (GC.GetTotalMemory(forceFullCollection: true) - before) / grains;
            string text = string.Create(CultureInfo.InvariantCulture, $"| {channels} | {rows} | {memory:N0} | {storage.Last:N0} |");
            table.AppendLine(text);
            Console.WriteLine(text);
        }
        await host.StopAsync();
        if (line.Out is { } file)
        {
            await File.WriteAllTextAsync(file, table.ToString());
        }
    }

    // A key each, as a service with many customers has.
    private static async Task Fill(LiveStatistics live, string source, int channels, int rows, int grains)
    {
        float[] values = [.. Enumerable.Range(0, channels * 512).Select(i => i % 97 * 0.5f)];
        for (int key = 0; key < grains; key++)
        {
            LivePartition partition = await live.OpenAsync(source, "p", new(channels), $"{key}");
            for (int first = 0; first < rows; first += 512)
            {
                await partition.AddAsync(first, values.AsMemory(0, Math.Min(512, rows - first) * channels));
            }
        }
    }

    private sealed class Sizes : IGrainStorage
    {
        private static readonly System.Text.Json.JsonSerializerOptions Json = new();

        /// <summary>The bytes of the state that was written last, without JSON's base 64.</summary>
        public long Last { get; private set; }

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null, false);
            return Task.CompletedTask;
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (stateName == "partition")
            {
                Last = System.Text.Json.JsonSerializer.SerializeToElement(grainState.State, Json).GetProperty("Bytes").GetBytesFromBase64().Length;
            }

            (grainState.ETag, grainState.RecordExists) = ("1", true);
            return Task.CompletedTask;
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;
    }
}
