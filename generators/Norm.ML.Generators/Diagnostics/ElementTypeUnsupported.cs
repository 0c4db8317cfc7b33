using Microsoft.CodeAnalysis;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>float and double, and Half for the norms per row.</summary>
internal sealed class ElementTypeUnsupported() : Rule(Declared)
{
    private static readonly DiagnosticDescriptor Declared = new(
        "NORM005",
        "The element type is not supported",
        "{0} does not support elements of type '{1}': use {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true,
        description: "Kernels exist for float and double, and for Half where the norm works on rows and no gradient is asked for.");

    public override IEnumerable<Diagnostic> Check(Declaration declaration)
    {
        bool half = declaration.Norm.Segment == NormSegment.Row && !declaration.Options.Backward;
        ElementType? element = ElementTypes.Recognise(declaration.Element);
        if (element is null || (element == ElementType.Half && !half))
            yield return At(declaration.AttributeLocation, declaration.Norm, declaration.Element.ToDisplayString(), half ? "float, double or Half" : "float or double");
    }
}
