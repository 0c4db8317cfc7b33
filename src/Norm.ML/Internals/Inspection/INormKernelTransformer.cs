namespace Norm.ML.Internals.Inspection;

/// <summary>A generated kernel's transformer, whatever the kernel's type.</summary>
internal interface INormKernelTransformer
{
    Type KernelType { get; }

    KernelFacts Facts { get; }

    string Accepts { get; }

    IReadOnlyList<double> Gamma { get; }

    IReadOnlyList<double> Beta { get; }
}
