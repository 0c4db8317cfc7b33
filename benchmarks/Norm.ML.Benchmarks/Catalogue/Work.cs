namespace Norm.ML.Benchmarks.Catalogue;

/// <summary>What is computed. The numbers are those of <c>norm_kind</c> in <c>peers.h</c>.</summary>
internal enum Work
{
    BatchNorm = 0,
    LayerNorm = 1,
    RmsNorm = 2,
    GroupNorm = 3,
    InstanceNorm = 4,

    /// <summary>The mean and variance of each channel, which is what BatchNorm's fit computes.</summary>
    BatchStatistics = 5,

    /// <summary>LayerNorm of doubles.</summary>
    LayerNormDouble = 6,

    /// <summary>RMSNorm of doubles.</summary>
    RmsNormDouble = 7,
}
