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

    /// <summary>
    /// The epsilon that is fixed in the kernel; null for a fitted norm whose attribute names none, which takes that of its parameters.
    /// </summary>
    public double? Epsilon => Norm.Fitted && !Options.NamesEpsilon ? null : Options.Epsilon;

    public bool TakesGamma => Options.Affine && Norm.HasGamma;

    public bool TakesBeta => Options.Affine && Options.Bias && Norm.HasBeta;

    public int GammaLength => TakesGamma ? Shape.AffineLength(Norm) : 0;

    public int BetaLength => TakesBeta ? Shape.AffineLength(Norm) : 0;
}

/// <summary>The size of one example, seen as segments: runs of elements that share one mean and one deviation.</summary>
internal sealed record KernelShape
{
    /// <summary>The normalized dimensions of a norm per row; empty for the others.</summary>
    public required EquatableArray<int> Normalized { get; init; }

    /// <summary>The number of groups, for GroupNorm.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>The number of channels, for norms with a gamma per channel.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>The number of positions of a channel.</summary>
    public int Spatial { get; init; } = 1;

    /// <summary>The number of elements of one example; more than fit a span if the request is not sound.</summary>
    public long ExampleLength
    {
        get
        {
            long length = (long)Channels * Spatial;
            foreach (int dimension in Normalized)
            {
                length = length > int.MaxValue ? length : length * dimension;
            }

            return length;
        }
    }

    /// <summary>The number of elements that share one mean and one deviation.</summary>
    public int SegmentLength(NormDefinition norm) => norm.Segment switch
    {
        NormSegment.Group => Channels / Groups * Spatial,
        NormSegment.Instance => Spatial,
        NormSegment.Channel => 1,
        _ => (int)ExampleLength,
    };

    /// <summary>The number of elements of gamma (and beta), where there is one.</summary>
    public int AffineLength(NormDefinition norm) => norm.Affine == NormAffine.PerChannel ? Channels : (int)ExampleLength;
}

/// <summary>The named options of a request. Each has the meaning that its attribute documents.</summary>
internal sealed record KernelOptions
{
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>
    /// Whether the attribute of a fitted norm names <see cref="Epsilon"/>; false for the others, where the default is the same as naming it.
    /// </summary>
    public bool NamesEpsilon { get; init; }

    public bool Affine { get; init; } = true;

    public bool Bias { get; init; } = true;

    public bool UnitOffset { get; init; }

    public NormLayout Layout { get; init; }

    public bool Residual { get; init; }

    public bool Backward { get; init; }

    public NormPrecision Precision { get; init; }
}
