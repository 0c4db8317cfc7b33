using Microsoft.CodeAnalysis;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>The one list of rules about a request.</summary>
internal static class Rules
{
    public static readonly Rule[] All =
    [
        new NotPartial(),
        new NotReadOnlyStruct(),
        new SizeNotPositive(),
        new GroupsDoNotDivide(),
        new ElementTypeUnsupported(),
        new EpsilonNotPositive(),
        new TwoNorms(),
        new OptionDoesNotApply(),
        new Generic(),
        new FileLocal(),
        new NameTaken(),
        new SingleValue(),
        new NotSpecialised(),
    ];

    /// <summary>Whether a kernel can be emitted for the request.</summary>
    public static bool Accept(Declaration declaration) =>
        !All.Any(rule => rule.Descriptor.DefaultSeverity == DiagnosticSeverity.Error && rule.Check(declaration).Any());
}
