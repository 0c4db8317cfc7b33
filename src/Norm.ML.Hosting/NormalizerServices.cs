using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Norm.ML;

/// <summary>Normalizers of model files in dependency injection.</summary>
public static class NormalizerServices
{
    /// <summary>
    /// Registers the norms of a model file under a name. A service asks for <see cref="ServedNormalizer"/> with
    /// <c>[FromKeyedServices("wine")]</c>, or <c>provider.GetRequiredKeyedService&lt;ServedNormalizer&gt;("wine")</c>.
    /// </summary>
    /// <example><code>
    /// builder.Services.AddNormalizer("wine", "wine.zip");
    /// app.MapPost("/wine", ([FromKeyedServices("wine")] ServedNormalizer wine, JsonElement row) => ...);
    /// </code></example>
    /// <param name="services">The services of the application.</param>
    /// <param name="name">The name; also the tag <c>normalizer</c> of the instruments.</param>
    /// <param name="modelPath">The model: a file of <c>norm-ml fit</c>, or of any ML.NET pipeline with norms whose numbers have names.</param>
    /// <param name="configure">Changes the options; null for the defaults.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentException">A name is empty, the name is registered already, or an option is out of range.</exception>
    /// <remarks>The model is loaded when the service is first asked for; what is wrong with it is thrown then.</remarks>
    public static IServiceCollection AddNormalizer(
        this IServiceCollection services, string name, string modelPath, Action<ServedNormalizerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        if (services.Any(service => service is { IsKeyedService: true, ServiceKey: string key } && service.ServiceType == typeof(ServedNormalizer)
            && key == name))
        {
            throw new ArgumentException($"A normalizer with the name '{name}' is registered already; accepted: one model for each name.",
                nameof(name));
        }

        var options = new ServedNormalizerOptions();
        configure?.Invoke(options);
        options.Check();
        return services.AddKeyedSingleton(name, (provider, _) => new ServedNormalizer(
            name, modelPath, options, provider.GetService<IMeterFactory>(), provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetService<ILoggerFactory>()?.CreateLogger<ServedNormalizer>() ?? NullLogger<ServedNormalizer>.Instance));
    }
}
