using System.Numerics;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Memory;

namespace Norm.ML;

public static partial class InstanceNorm
{
    /// <summary>
    /// Normalizes examples on several threads: the bits of <c>Normalize</c>. For large data, in programs whose other threads are idle.
    /// </summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">Any number of examples of <paramref name="channels"/> times <paramref name="spatial"/> elements.</param>
    /// <param name="channels">The number of channels of an example, at least 1.</param>
    /// <param name="spatial">The number of positions of a channel, at least 2.</param>
    /// <param name="gamma">Scale; empty means 1.</param>
    /// <param name="beta">Shift; empty means 0.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has; may be the same memory.</param>
    /// <param name="degreeOfParallelism">The most threads, at least 1; -1 for one per processor. Small work uses fewer: a thread for every 256 KiB
    /// of input. The bits do not depend on it.</param>
    /// <param name="epsilon">Added under the square root; finite and not negative.</param>
    /// <param name="layout">Whether an example is <c>[channels, spatial]</c> or <c>[spatial, channels]</c>.</param>
    /// <param name="precision">How exact the result has to be.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size, <paramref name="degreeOfParallelism"/> or <paramref name="epsilon"/> is out of
    /// range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void NormalizeParallel<T>(
        ReadOnlySpan<T> x, int channels, int spatial, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination,
        int degreeOfParallelism, double epsilon = 1e-5, NormLayout layout = NormLayout.ChannelsFirst,
        NormPrecision precision = NormPrecision.Strict) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ChannelGuard.MoreThanOne(
            spatial, ChannelGuard.Forward(x, channels, channels, spatial, gamma, beta, destination, epsilon, layout), "InstanceNorm");
        Threads.Run(
            x, channels * spatial, gamma, beta, destination[..x.Length], degreeOfParallelism,
            (examples, g, b, y) => Normalize(examples, channels, spatial, g, b, y, epsilon, layout, precision));
    }
}
