using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>The struct and all that encloses it have to be partial.</summary>
internal sealed class NotPartial() : Rule(Declared)
{
    private static readonly DiagnosticDescriptor Declared = new(
        "NORM001",
        "A kernel's struct has to be partial",
        "'{0}' has to be partial, so that the kernel can be added to it",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true,
        description: "The generator completes the struct in a file of its own, which takes the keyword 'partial' on the struct and on every type around it. Add it.");

    public override IEnumerable<Diagnostic> Check(Declaration declaration) =>
        TargetReader.Containers(declaration.Type).Prepend(declaration.Type)
            .SelectMany(OwnOutput.DeclarationsOf)
            .Where(part => !part.Modifiers.Any(SyntaxKind.PartialKeyword))
            .Select(part => At(part.Identifier.GetLocation(), part.Identifier.ValueText));
}
