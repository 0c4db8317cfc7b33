using Microsoft.CodeAnalysis;

namespace Norm.ML.Generators.Model;

/// <summary>What the compilation offers to emitted code.</summary>
/// <param name="KernelEstimator">The generic estimator over a kernel, if ML.NET and Norm.ML are referenced.</param>
/// <param name="FittedKernelEstimator">The same for kernels that apply fitted statistics.</param>
internal sealed record HostFacts(string? KernelEstimator, string? FittedKernelEstimator)
{
    public const string Helper = "Norm.ML.NormKernelCatalog";

    public static HostFacts Read(Compilation compilation, CancellationToken _)
    {
        if (compilation.GetTypeByMetadataName("Microsoft.ML.TransformsCatalog") is not { } catalog)
            return new(null, null);
        INamedTypeSymbol? helper = compilation.GetTypeByMetadataName(Helper);
        return new(Estimator(helper, HelperMethod(fitted: false), catalog), Estimator(helper, HelperMethod(fitted: true), catalog));
    }

    /// <summary>The method of the helper that makes an estimator of a kernel.</summary>
    public static string HelperMethod(bool fitted) => fitted ? "FittedKernel" : "Kernel";

    /// <summary>The estimator that a kernel of this norm becomes, or null where there is none.</summary>
    public string? EstimatorFor(NormDefinition norm) => norm.Fitted ? FittedKernelEstimator : KernelEstimator;

    // public static Estimator<TKernel, T> Kernel<TKernel, T>(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName)
    private static string? Estimator(INamedTypeSymbol? helper, string method, INamedTypeSymbol catalog) =>
        helper?.GetMembers(method).OfType<IMethodSymbol>()
            .Where(m => m is { IsStatic: true, DeclaredAccessibility: Accessibility.Public, TypeParameters.Length: 2, Parameters.Length: 3 })
            .Where(m => SymbolEqualityComparer.Default.Equals(m.Parameters[0].Type, catalog))
            .Select(m => m.ReturnType)
            .OfType<INamedTypeSymbol>()
            .Where(type => type is { ContainingType: null, TypeArguments.Length: 2 } && type.TypeArguments.All(argument => argument is ITypeParameterSymbol))
            .Select(type => $"global::{type.ContainingNamespace.ToDisplayString()}.{type.Name}")
            .FirstOrDefault();
}
