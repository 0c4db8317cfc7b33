using Microsoft.CodeAnalysis;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>One request for each struct.</summary>
internal sealed class TwoNorms() : Rule(Declared)
{
    private static readonly DiagnosticDescriptor Declared = new(
        "NORM007",
        "A struct carries one norm",
        "'{0}' asks for {1} kernels; a struct carries one",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true,
        description: "The struct's name is the kernel's name. Declare one struct for each kernel.");

    public override IEnumerable<Diagnostic> Check(Declaration declaration)
    {
        int requests = KernelAttributes.On(declaration.Type).Count();
        if (requests > 1)
            yield return At(declaration.AttributeLocation, declaration.Type.Name, requests);
    }
}
