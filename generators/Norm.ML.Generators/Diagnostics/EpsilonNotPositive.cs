using System.Globalization;
using Microsoft.CodeAnalysis;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>Epsilon is positive and finite.</summary>
internal sealed class EpsilonNotPositive() : Rule(Declared)
{
    private static readonly DiagnosticDescriptor Declared = new(
        "NORM006",
        "Epsilon has to be positive",
        "Epsilon of '{0}' has to be positive and finite, but is {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true,
        description: "Epsilon is added to the variance under the square root, so that a constant row does not divide by zero. 1e-5 is usual.");

    public override IEnumerable<Diagnostic> Check(Declaration declaration)
    {
        double epsilon = declaration.Options.Epsilon;
        if (!(epsilon > 0) || double.IsInfinity(epsilon))
            yield return At(declaration.Locate(nameof(KernelOptions.Epsilon)), declaration.Type.Name, epsilon.ToString("R", CultureInfo.InvariantCulture));
    }
}
