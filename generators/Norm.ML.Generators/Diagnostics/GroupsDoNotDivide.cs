using Microsoft.CodeAnalysis;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>GroupNorm: the channels are divided evenly.</summary>
internal sealed class GroupsDoNotDivide() : Rule(Declared)
{
    private static readonly DiagnosticDescriptor Declared = new(
        "NORM004",
        "Groups have to divide channels",
        "{1} channels of '{2}' cannot be divided into {0} groups",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true,
        description: "Every group has the same number of adjacent channels. Choose a number of groups that divides the number of channels.");

    public override IEnumerable<Diagnostic> Check(Declaration declaration)
    {
        (int groups, int channels) = (declaration.Shape.Groups, declaration.Shape.Channels);
        if (groups > 0 && channels > 0 && channels % groups != 0)
            yield return At(declaration.Locate("groups"), groups, channels, declaration.Type.Name);
    }
}
