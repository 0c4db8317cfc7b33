using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>What every catalog of an <see cref="MLContext"/> keeps from users: the environment that its components run in.</summary>
internal interface IInternalCatalog
{
    IHostEnvironment Environment { get; }
}

internal static class CatalogUtils
{
    public static IHostEnvironment GetEnvironment(this IInternalCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Environment;
    }
}
