namespace Norm.ML;

/// <summary>Parameters of a generated kernel in a pipeline; everything else is fixed in the kernel.</summary>
public sealed record NormKernelOptions
{
    /// <summary>Scale, as many elements as the kernel's gamma has, or null for 1.</summary>
    public IReadOnlyList<double>? Gamma { get; init; }

    /// <summary>Shift, as many elements as the kernel's beta has, or null for 0.</summary>
    public IReadOnlyList<double>? Beta { get; init; }
}
