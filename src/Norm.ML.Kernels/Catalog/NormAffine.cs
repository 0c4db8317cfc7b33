namespace Norm.ML;

/// <summary>What one element of gamma (and beta) belongs to.</summary>
public enum NormAffine
{
    /// <summary>One gamma and beta for each element of the normalized shape.</summary>
    PerElement,

    /// <summary>One gamma and beta for each channel.</summary>
    PerChannel,
}
