using Microsoft.CodeAnalysis;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>No option is ignored: each is one that the norm has, with a value that exists.</summary>
internal sealed class OptionDoesNotApply() : Rule(Declared)
{
    private static readonly DiagnosticDescriptor Declared = new(
        "NORM008",
        "The option does not apply",
        "{0} does not apply to '{1}': {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true,
        description: "An option that would be ignored is refused. Remove it.");

    private sealed record Limit(string Option, Func<Declaration, bool> Applies, string Why);

    private static readonly Limit[] Limits =
    [
        new(nameof(KernelOptions.Bias), d => d.Norm.HasBeta, "RMSNorm has no beta"),
        new(nameof(KernelOptions.Bias), d => d.Options.Affine, "without Affine there is no beta"),
        new(nameof(KernelOptions.UnitOffset), d => !d.Norm.SubtractsMean, "only RMSNorm has a unit offset"),
        new(nameof(KernelOptions.UnitOffset), d => d.Options.Affine, "without Affine there is no gamma"),
        new(nameof(KernelShape.Spatial), d => d.Norm.Affine == NormAffine.PerChannel, "rows have no channels; give all dimensions in the shape"),
        new(nameof(KernelOptions.Layout), d => d.Norm.Affine == NormAffine.PerChannel, "rows have no channels"),
        new(nameof(KernelOptions.Layout), d => Enum.IsDefined(typeof(NormLayout), d.Options.Layout), "there is no such layout"),
        new(nameof(KernelOptions.Residual), d => d.Norm.Segment == NormSegment.Row, "only LayerNorm and RMSNorm add a residual"),
        new(nameof(KernelOptions.Backward), d => !d.Norm.Fitted, "a fitted BatchNorm has no gradient of its own"),
        new(nameof(KernelOptions.Precision), d => Enum.IsDefined(typeof(NormPrecision), d.Options.Precision), "there is no such precision"),
    ];

    public override IEnumerable<Diagnostic> Check(Declaration declaration) =>
        Limits.Where(limit => declaration.GivenOptions.Contains(limit.Option) && !limit.Applies(declaration))
            .Select(limit => At(declaration.Locate(limit.Option), limit.Option, declaration.Type.Name, limit.Why));
}
