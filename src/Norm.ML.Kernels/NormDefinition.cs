namespace Norm.ML;

/// <summary>A row of the <see cref="NormCatalog"/>: the properties of a norm, so that code can read them instead of a switch over the kind.</summary>
public sealed class NormDefinition
{
    internal NormDefinition(
        NormKind kind, string displayName, NormSegment segment, bool subtractMean, bool fitted, NormAffine affine, bool hasBeta, NormDivisor divisor,
        double defaultEpsilon)
    {
        Kind = kind;
        DisplayName = displayName;
        Segment = segment;
        SubtractsMean = subtractMean;
        Fitted = fitted;
        Affine = affine;
        HasBeta = hasBeta;
        Divisor = divisor;
        DefaultEpsilon = defaultEpsilon;
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

    /// <summary>Whether the norm has a scale (gamma).</summary>
    public bool HasGamma => Affine != NormAffine.None;

    /// <summary>What an element is divided by.</summary>
    public NormDivisor Divisor { get; }

    /// <summary>Whether a zero gives a zero: nothing is subtracted, and no beta is added.</summary>
    public bool KeepsZeros => !SubtractsMean && !HasBeta;

    /// <summary>The epsilon of a kernel or an estimator that names none. (Estimators of BatchNorm take 0.)</summary>
    public double DefaultEpsilon { get; }

    /// <summary>The display name.</summary>
    public override string ToString() => DisplayName;
}

/// <summary>The norms of the <see cref="NormCatalog"/>.</summary>
public enum NormKind
{
    /// <summary>One mean and variance per channel, learned over examples (Ioffe and Szegedy, 2015, arXiv:1502.03167).</summary>
    BatchNorm,

    /// <summary>One mean and variance per row (Ba, Kiros and Hinton, 2016, arXiv:1607.06450).</summary>
    LayerNorm,

    /// <summary>One root mean square per row, not centred (Zhang and Sennrich, 2019, arXiv:1910.07467).</summary>
    RmsNorm,

    /// <summary>One mean and variance per example and group of channels (Wu and He, 2018, arXiv:1803.08494).</summary>
    GroupNorm,

    /// <summary>One mean and variance per example and channel (Ulyanov, Vedaldi and Lempitsky, 2016, arXiv:1607.08022).</summary>
    InstanceNorm,

    /// <summary>One Euclidean length per row, not centred, without gamma and beta: L2 normalization.</summary>
    UnitNorm,
}

/// <summary>The elements that share one mean and one deviation.</summary>
public enum NormSegment
{
    /// <summary>A channel over all examples and spatial positions.</summary>
    Channel,

    /// <summary>The trailing normalized shape: a row.</summary>
    Row,

    /// <summary>The channels of a group and their spatial positions, within one example.</summary>
    Group,

    /// <summary>The spatial positions of one channel, within one example.</summary>
    Instance,
}

/// <summary>What one element of gamma (and beta) belongs to.</summary>
public enum NormAffine
{
    /// <summary>One gamma and beta for each element of the normalized shape.</summary>
    PerElement,

    /// <summary>One gamma and beta for each channel.</summary>
    PerChannel,

    /// <summary>The norm has neither gamma nor beta.</summary>
    None,
}

/// <summary>What an element is divided by, after the mean is subtracted if the norm subtracts it.</summary>
public enum NormDivisor
{
    /// <summary><c>sqrt(variance + epsilon)</c>.</summary>
    Deviation,

    /// <summary><c>sqrt(mean(x^2) + epsilon)</c>.</summary>
    RootMeanSquare,

    /// <summary><c>max(sqrt(sum(x^2)), epsilon)</c>.</summary>
    Length,
}
