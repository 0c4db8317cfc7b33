using Microsoft.CodeAnalysis;

namespace Norm.ML.Generators.Model;

/// <summary>A method of Norm.ML that makes an ML.NET estimator of a kernel: <c>Kernel&lt;TKernel, T&gt;(catalog, output, input, options)</c>.</summary>
/// <param name="Name">The method's name.</param>
/// <param name="Estimator">The generic estimator that it returns.</param>
/// <param name="Options">The type of its options, if it takes any.</param>
internal sealed record EstimatorMethod(string Name, string Estimator, string? Options)
{
    public const string Class = "Norm.ML.NormKernelCatalog";

    /// <summary>Finds the method with the most parameters.</summary>
    public static EstimatorMethod? Find(INamedTypeSymbol helper, string name, INamedTypeSymbol catalog) =>
        helper.GetMembers(name).OfType<IMethodSymbol>()
            .Where(method => method is { IsStatic: true, DeclaredAccessibility: Accessibility.Public, TypeParameters.Length: 2, Parameters.Length: 3 or 4 })
            .Where(method => SymbolEqualityComparer.Default.Equals(method.Parameters[0].Type, catalog))
            .OrderByDescending(method => method.Parameters.Length)
            .Select(method => Of(name, method))
            .FirstOrDefault(method => method is not null);

    private static EstimatorMethod? Of(string name, IMethodSymbol method) =>
        method.ReturnType is INamedTypeSymbol { ContainingType: null, TypeArguments.Length: 2 } estimator && estimator.TypeArguments.All(argument => argument is ITypeParameterSymbol)
            ? new(name, $"global::{estimator.ContainingNamespace.ToDisplayString()}.{estimator.Name}", method.Parameters.Length == 4 ? TypeName(method.Parameters[3].Type) : null)
            : null;

    private static string TypeName(ITypeSymbol type) =>
        type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
}
