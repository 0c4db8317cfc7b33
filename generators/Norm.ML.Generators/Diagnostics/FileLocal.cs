using Microsoft.CodeAnalysis;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>The struct can be completed in another file.</summary>
internal sealed class FileLocal() : Rule(Declared)
{
    private static readonly DiagnosticDescriptor Declared = new(
        "NORM010",
        "A kernel cannot be file-local",
        "'{0}' cannot be file-local: the kernel is added in another file",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true,
        description: "The generator completes the struct in a file of its own, which cannot see a file-local type. Make the struct internal.");

    public override IEnumerable<Diagnostic> Check(Declaration declaration) =>
        TargetReader.Containers(declaration.Type).Prepend(declaration.Type).Any(type => type.IsFileLocal)
            ? [At(declaration.NameLocation, declaration.Type.Name)]
            : [];
}
