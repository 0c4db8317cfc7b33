namespace Norm.ML;

/// <summary>A row of the <see cref="NormCatalog"/>: what a norm is, as columns that code can read instead of switching on the kind.</summary>
public sealed class NormDefinition
{
    internal NormDefinition(NormKind kind, string displayName, NormSegment segment, bool subtractMean, bool fitted, NormAffine affine, bool hasBeta)
    {
        Kind = kind;
        DisplayName = displayName;
        Segment = segment;
        SubtractsMean = subtractMean;
        Fitted = fitted;
        Affine = affine;
        HasBeta = hasBeta;
    }

    /// <summary>The norm that this row describes.</summary>
    public NormKind Kind { get; }

    /// <summary>The name as the literature writes it, for example "RMSNorm".</summary>
    public string DisplayName { get; }

    /// <summary>The elements that share one mean and deviation.</summary>
    public NormSegment Segment { get; }

    /// <summary>Whether the mean is subtracted. RMSNorm divides by the root mean square and does not.</summary>
    public bool SubtractsMean { get; }

    /// <summary>Whether the statistics are learned when fitting (true) or belong to the example itself (false).</summary>
    public bool Fitted { get; }

    /// <summary>What one element of gamma and beta belongs to.</summary>
    public NormAffine Affine { get; }

    /// <summary>Whether the norm has a shift (beta) beside its scale (gamma).</summary>
    public bool HasBeta { get; }

    /// <summary>The display name.</summary>
    public override string ToString() => DisplayName;
}
