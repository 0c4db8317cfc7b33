using Microsoft.CodeAnalysis;
using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>Says when the emitted kernel calls the library, and why.</summary>
internal sealed class NotSpecialised() : Rule(Declared)
{
    private static readonly DiagnosticDescriptor Declared = new(
        "NORM013",
        "The kernel is not specialised",
        "'{0}' calls the library's kernel with constants: {1}",
        Category, DiagnosticSeverity.Info, isEnabledByDefault: true,
        description: "From some size on, and for some layouts, a text of its own would not be faster, so the emitted method calls the library. Nothing needs to be done.");

    public override IEnumerable<Diagnostic> Check(Declaration declaration) =>
        Rules.Accept(declaration) && Planner.Plan(declaration.ToDefinition()) is LibraryPlan plan
            ? [At(declaration.NameLocation, declaration.Type.Name, plan.Reason)]
            : [];
}
