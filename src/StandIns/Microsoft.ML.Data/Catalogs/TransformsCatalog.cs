using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Transforms are extension methods of this class.</summary>
public sealed class TransformsCatalog : IInternalCatalog
{
    private readonly IHostEnvironment _env;

    internal TransformsCatalog(IHostEnvironment env) => _env = env;

    IHostEnvironment IInternalCatalog.Environment => _env;
}
