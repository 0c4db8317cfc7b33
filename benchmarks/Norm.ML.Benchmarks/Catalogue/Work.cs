namespace Norm.ML.Benchmarks.Catalogue;

/// <summary>Where the data lies when a call starts.</summary>
internal enum Place
{
    /// <summary>256 KiB in and 256 KiB out: in a level-2 cache of 1 MiB, beyond every level-1 cache.</summary>
    InCache,

    /// <summary>128 MiB in and 128 MiB out: beyond every cache.</summary>
    OutOfCache,

    /// <summary>In cache, with a call for every single row: what a pipeline or an app pays that has one row at a time.</summary>
    RowByRow,
}

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
