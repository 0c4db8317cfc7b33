using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Norm.ML.Internals;
using Orleans.Serialization;

namespace Norm.ML;

/// <summary>Adds live statistics to silos and clients.</summary>
public static class LiveStatisticsHosting
{
    /// <summary>Lets a silo keep live statistics, and provides <see cref="LiveStatistics"/>. The silo also needs a grain storage of the name
    /// <see cref="LiveStatistics.StorageName"/>.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="configure">Changes the options; null for the defaults.</param>
    /// <exception cref="OptionsValidationException">At the start of the silo: an option is out of range.</exception>
    public static ISiloBuilder AddLiveStatistics(this ISiloBuilder silo, Action<LiveStatisticsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.Services.AddOptions<LiveStatisticsOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        silo.Services.AddSingleton<IValidateOptions<LiveStatisticsOptions>, OptionsCheck>();
        silo.Services.AddMetrics();
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.TryAddSingleton<LiveMetrics>();
        AddToBoth(silo.Services);
        return silo;
    }

    /// <summary>Provides <see cref="LiveStatistics"/> to a client.</summary>
    /// <param name="client">The client.</param>
    public static IClientBuilder AddLiveStatistics(this IClientBuilder client)
    {
        ArgumentNullException.ThrowIfNull(client);
        AddToBoth(client.Services);
        return client;
    }

    private static void AddToBoth(IServiceCollection services)
    {
        services.AddSerializer(serializer => serializer.AddAssembly(typeof(LiveStatistics).Assembly));
        services.TryAddSingleton<LiveStatistics>();
    }

    private sealed class OptionsCheck : IValidateOptions<LiveStatisticsOptions>
    {
        public ValidateOptionsResult Validate(string? name, LiveStatisticsOptions options) =>
            options.Violation() is { } violation ? ValidateOptionsResult.Fail(violation) : ValidateOptionsResult.Success;
    }
}
