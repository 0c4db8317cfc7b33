using Microsoft.CodeAnalysis;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>InstanceNorm needs more than one position.</summary>
internal sealed class SingleValue() : Rule(Declared)
{
    private static readonly DiagnosticDescriptor Declared = new(
        "NORM012",
        "InstanceNorm of a single value",
        "'{0}' normalizes one position per channel, which always gives beta: set Spatial to at least 2",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true,
        description: "InstanceNorm takes the statistics of a channel over its positions. With a single position the deviation is zero and the data is lost. Set Spatial, or use LayerNorm.");

    public override IEnumerable<Diagnostic> Check(Declaration declaration) =>
        declaration.Norm.Segment == NormSegment.Instance && declaration.Shape.Spatial == 1 ? [At(declaration.AttributeLocation, declaration.Type.Name)] : [];
}
