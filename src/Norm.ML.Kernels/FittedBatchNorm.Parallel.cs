using System.Numerics;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Memory;

namespace Norm.ML;

public sealed partial class FittedBatchNorm<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Normalizes examples on several threads: the bits of <see cref="Normalize"/>. For large data, in programs whose other threads are idle.
    /// </summary>
    /// <param name="x">Any number of examples of <see cref="Channels"/> times <paramref name="spatial"/> elements.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has; may be the same memory.</param>
    /// <param name="degreeOfParallelism">The most threads, at least 1; -1 for one per processor. Small work uses fewer: a thread for every 256 KiB
    /// of input. The bits do not depend on it.</param>
    /// <param name="spatial">The number of positions of a channel, at least 1.</param>
    /// <param name="layout">Whether an example is <c>[channels, spatial]</c> or <c>[spatial, channels]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="degreeOfParallelism"/>, <paramref name="spatial"/> or <paramref name="layout"/>
    /// is out of range.</exception>
    public void NormalizeParallel(
        ReadOnlySpan<T> x, Span<T> destination, int degreeOfParallelism, int spatial = 1, NormLayout layout = NormLayout.ChannelsFirst)
    {
        ChannelGuard.Forward(x, 1, Channels, spatial, default, default, destination, 0, layout);
        Threads.Run(
            x, Channels * spatial, default, default, destination[..x.Length], degreeOfParallelism,
            (examples, _, _, y) => Normalize(examples, y, spatial, layout));
    }
}
