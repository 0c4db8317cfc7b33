#if REAL_MLNET
using Microsoft.ML;
using Norm.ML.Benchmarks.Reports;
#endif

namespace Norm.ML.Benchmarks.Pipeline;

/// <summary>The ML.NET that this program was built with.</summary>
static class Engine
{
#if REAL_MLNET
    public const bool IsReal = true;

    public static string Name => $"ML.NET {RunFacts.Version(typeof(MLContext))}";
#else
    public const bool IsReal = false;

    public static string Name => "stand-ins for ML.NET";
#endif
}
