namespace Norm.ML.Generators.Model;

/// <summary>The named options of a request. Each has the meaning that its attribute documents.</summary>
internal sealed record KernelOptions
{
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Whether the attribute of a fitted norm names <see cref="Epsilon"/>; false for the others, where the default is the same as naming it.</summary>
    public bool NamesEpsilon { get; init; }

    public bool Affine { get; init; } = true;

    public bool Bias { get; init; } = true;

    public bool UnitOffset { get; init; }

    public NormLayout Layout { get; init; }

    public bool Residual { get; init; }

    public bool Backward { get; init; }

    public NormPrecision Precision { get; init; }
}
