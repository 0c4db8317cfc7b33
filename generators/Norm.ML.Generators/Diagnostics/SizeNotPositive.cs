using Microsoft.CodeAnalysis;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>Sizes are at least 1, and their product fits an array.</summary>
internal sealed class SizeNotPositive() : Rule(Declared)
{
    private static readonly DiagnosticDescriptor Declared = new(
        "NORM003",
        "A size is out of range",
        "{0} of {1} is out of range: {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true,
        description: "Every dimension is at least 1, and one example holds at most 2,147,483,591 elements, the longest array. Give at least one dimension.");

    /// <summary>The longest array of .NET.</summary>
    private const int MaxLength = 0x7FFFFFC7;

    public override IEnumerable<Diagnostic> Check(Declaration declaration)
    {
        KernelShape shape = declaration.Shape;
        if (declaration.Norm.Affine == NormAffine.PerElement)
        {
            if (shape.Normalized.Count == 0)
                yield return Report(declaration, "normalizedShape", "The normalized shape", "it has no dimension");
            foreach (int dimension in shape.Normalized.Where(dimension => dimension < 1))
                yield return Report(declaration, "normalizedShape", "A dimension", $"{dimension} is less than 1");
        }
        else
        {
            foreach ((string name, int size) in new[] { ("groups", shape.Groups), ("channels", shape.Channels), (nameof(shape.Spatial), shape.Spatial) })
            {
                if (size < 1)
                    yield return Report(declaration, name, name, $"{size} is less than 1");
            }
        }

        if (shape.ExampleLength > MaxLength)
            yield return Report(declaration, "", "The size", $"one example has more than {MaxLength} elements");
    }

    private Diagnostic Report(Declaration declaration, string argument, string what, string why) => At(declaration.Locate(argument), what, declaration.Type.Name, why);
}
