using System.Numerics;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Memory;

namespace Norm.ML;

public static partial class UnitNorm
{
    /// <summary>
    /// Divides rows by their lengths on several threads: the bits of <c>Normalize</c>. For large data, in programs whose other threads are idle.
    /// </summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="x">Any number of rows of <paramref name="size"/> elements.</param>
    /// <param name="size">The length of a row, at least 1.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has; may be the same memory.</param>
    /// <param name="degreeOfParallelism">The most threads, at least 1; -1 for one per processor. Small work uses fewer: a thread for every 256 KiB
    /// of input. The bits do not depend on it.</param>
    /// <param name="epsilon">The least number that a row is divided by; finite and not negative.</param>
    /// <param name="precision">How exact the result has to be.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size, <paramref name="degreeOfParallelism"/> or <paramref name="epsilon"/> is out of
    /// range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void NormalizeParallel<T>(
        ReadOnlySpan<T> x, int size, Span<T> destination, int degreeOfParallelism, double epsilon = 1e-12,
        NormPrecision precision = NormPrecision.Strict) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowGuard.Forward(x, size, default, default, destination, epsilon);
        Threads.Run(
            x, size, default, default, destination[..x.Length], degreeOfParallelism, (rows, _, _, y) => Normalize(rows, size, y, epsilon, precision));
    }
}
