namespace Norm.ML;

/// <summary>What statistics do with values that are NaN (missing) or infinite.</summary>
public enum NonFinitePolicy
{
    /// <summary>
    /// They are counted (<see cref="ChannelStatistics.Missing"/>, <see cref="ChannelStatistics.Infinite"/>) and otherwise left out. The default.
    /// </summary>
    Ignore,

    /// <summary>
    /// They are counted, and the mean and variance of their channel become NaN, also after any merge. Other channels are not touched.
    /// </summary>
    Propagate,

    /// <summary>The first one is an error that names its row and channel, and nothing of that call is added.</summary>
    Throw,
}
