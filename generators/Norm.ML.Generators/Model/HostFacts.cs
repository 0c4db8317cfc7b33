using Microsoft.CodeAnalysis;

namespace Norm.ML.Generators.Model;

/// <summary>What the compilation offers to emitted code.</summary>
/// <param name="Kernel">How a kernel becomes a transform, if ML.NET and Norm.ML are referenced.</param>
/// <param name="FittedKernel">The same for kernels that apply fitted statistics.</param>
internal sealed record HostFacts(EstimatorMethod? Kernel, EstimatorMethod? FittedKernel)
{
    public static HostFacts Read(Compilation compilation, CancellationToken _) =>
        compilation.GetTypeByMetadataName("Microsoft.ML.TransformsCatalog") is { } catalog && compilation.GetTypeByMetadataName(EstimatorMethod.Class) is { } helper
            ? new(EstimatorMethod.Find(helper, "Kernel", catalog), EstimatorMethod.Find(helper, "FittedKernel", catalog))
            : new(null, null);

    /// <summary>The method for kernels of this norm, or null where there is none.</summary>
    public EstimatorMethod? For(NormDefinition norm) => norm.Fitted ? FittedKernel : Kernel;
}
