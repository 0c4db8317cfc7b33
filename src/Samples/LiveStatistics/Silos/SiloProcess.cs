using Microsoft.Extensions.Logging.Console;

namespace Norm.ML.Samples.Live.Silos;

/// <summary>A process that keeps statistics.</summary>
internal static class SiloProcess
{
    public static async Task Run(CommandLine line)
    {
        if (line.Postgres is { } postgres)
        {
            await PostgresSchema.Create(postgres);
        }

        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.UseOrleans(silo => Cluster.Configure(silo, line));
        using IHost host = builder.Build();
        await host.StartAsync();
        Console.WriteLine($"silo {line.Number} is ready");
        await host.WaitForShutdownAsync();
    }
}
