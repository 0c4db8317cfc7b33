namespace Norm.ML.Generators.Model;

/// <summary>What is to be computed: all that the planner sees.</summary>
internal sealed record KernelDefinition
{
    public required NormKind Kind { get; init; }

    public required ElementType Element { get; init; }

    public required KernelShape Shape { get; init; }

    public required KernelOptions Options { get; init; }

    /// <summary>The norm's row of the catalog.</summary>
    public NormDefinition Norm => NormCatalog.Get(Kind);

    public int ExampleLength => (int)Shape.ExampleLength;

    public int SegmentLength => Shape.SegmentLength(Norm);

    /// <summary>The epsilon that is fixed in the kernel; null for a fitted norm whose attribute names none, which takes that of its parameters.</summary>
    public double? Epsilon => Norm.Fitted && !Options.NamesEpsilon ? null : Options.Epsilon;

    public bool TakesGamma => Options.Affine;

    public bool TakesBeta => Options.Affine && Options.Bias && Norm.HasBeta;

    public int GammaLength => TakesGamma ? Shape.AffineLength(Norm) : 0;

    public int BetaLength => TakesBeta ? Shape.AffineLength(Norm) : 0;
}
