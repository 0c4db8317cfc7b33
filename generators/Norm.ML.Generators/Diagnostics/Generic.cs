using Microsoft.CodeAnalysis;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>Neither the struct nor what encloses it is generic.</summary>
internal sealed class Generic() : Rule(Declared)
{
    private static readonly DiagnosticDescriptor Declared = new(
        "NORM009",
        "A kernel cannot be generic",
        "'{0}' cannot be generic or lie in a generic type: a kernel has one size and one element type",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true,
        description: "A kernel is made for one size and one element type at compile time. Move the struct out of the generic type and name its element type in the attribute.");

    public override IEnumerable<Diagnostic> Check(Declaration declaration) =>
        declaration.Type.IsGenericType ? [At(declaration.NameLocation, declaration.Type.Name)] : [];
}
