using Microsoft.CodeAnalysis;

namespace Norm.ML.Generators.Model;

/// <summary>What the compilation offers to emitted code.</summary>
/// <param name="Kernel">How a kernel becomes a transform, if ML.NET and Norm.ML are referenced.</param>
/// <param name="FittedKernel">The same for kernels that apply fitted statistics.</param>
internal sealed record HostFacts(EstimatorMethod? Kernel, EstimatorMethod? FittedKernel)
{
    public static HostFacts Read(Compilation compilation, CancellationToken _) =>
        Find(compilation, "Microsoft.ML.TransformsCatalog") is { } catalog && Find(compilation, EstimatorMethod.Class) is { } helper
            ? new(EstimatorMethod.Find(helper, "Kernel", catalog), EstimatorMethod.Find(helper, "FittedKernel", catalog))
            : new(null, null);

    /// <summary>The method for kernels of this norm and type, or null where there is none. ML.NET has no columns of Half.</summary>
    public EstimatorMethod? For(KernelDefinition definition) => definition switch
    {
        { Element: ElementType.Half } => null,
        { Norm.Fitted: true } => FittedKernel,
        _ => Kernel,
    };

    // A type that emitted code can name: not one of an assembly that is referenced under an alias only.
    private static INamedTypeSymbol? Find(Compilation compilation, string name) =>
        compilation.GetTypeByMetadataName(name) is { } type && References.OnlyAlias(compilation, type.ContainingAssembly) is null ? type : null;
}

/// <summary>
/// A method of Norm.ML that makes an ML.NET estimator of a kernel: <c>Kernel&lt;TKernel, T&gt;(catalog, output, input, options)</c>.
/// </summary>
/// <param name="Name">The method's name.</param>
/// <param name="Estimator">The generic estimator that it returns.</param>
/// <param name="Options">The type of its options, if it takes any.</param>
internal sealed record EstimatorMethod(string Name, string Estimator, string? Options)
{
    public const string Class = "Norm.ML.NormKernelCatalog";

    /// <summary>Finds the method with the most parameters.</summary>
    public static EstimatorMethod? Find(INamedTypeSymbol helper, string name, INamedTypeSymbol catalog) =>
        helper.GetMembers(name).OfType<IMethodSymbol>()
            .Where(method =>
                method is { IsStatic: true, DeclaredAccessibility: Accessibility.Public, TypeParameters.Length: 2, Parameters.Length: 3 or 4 })
            .Where(method => SymbolEqualityComparer.Default.Equals(method.Parameters[0].Type, catalog))
            .OrderByDescending(method => method.Parameters.Length)
            .Select(method => Of(name, method))
            .FirstOrDefault(method => method is not null);

    private static EstimatorMethod? Of(string name, IMethodSymbol method) =>
        method.ReturnType is INamedTypeSymbol { ContainingType: null, TypeArguments.Length: 2 } estimator
            && estimator.TypeArguments.All(argument => argument is ITypeParameterSymbol)
            ? new(name, $"global::{estimator.ContainingNamespace.ToDisplayString()}.{estimator.Name}",
                method.Parameters.Length == 4 ? TypeName(method.Parameters[3].Type) : null)
            : null;

    private static string TypeName(ITypeSymbol type) =>
        type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
}

/// <summary>How the project refers to assemblies.</summary>
internal static class References
{
    /// <summary>The alias of an assembly whose types cannot be named from <c>global::</c> on; null for all others.</summary>
    public static string? OnlyAlias(Compilation compilation, IAssemblySymbol assembly) =>
        compilation.GetMetadataReference(assembly) is { Properties.Aliases: { IsDefaultOrEmpty: false } aliases }
            && !aliases.Contains(MetadataReferenceProperties.GlobalAlias)
            ? aliases[0]
            : null;
}
