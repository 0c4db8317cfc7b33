using System.Numerics;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Rows;
using Norm.ML.Internals.Rows.Batched;

namespace Norm.ML;

public static partial class UnitNorm
{
    /// <summary>Divides rows that lie apart in a larger buffer by their lengths, in place, such as the queries or the keys of every head
    /// (qk-norm).</summary>
    /// <remarks>The bits are those of <c>Normalize</c> for the same rows. What lies between the rows is not touched.</remarks>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="buffer">The memory with the rows.</param>
    /// <param name="rows">Where they lie.</param>
    /// <param name="epsilon">The least number that a row is divided by; finite and not negative.</param>
    /// <param name="precision">How exact the result has to be.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> or <paramref name="epsilon"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void NormalizeStrided<T>(
        Span<T> buffer, in StridedRows rows,
        double epsilon = 1e-12, NormPrecision precision = NormPrecision.Strict)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ElementTypes.HalfFloatOrDouble<T>();
        Guard.Epsilon(epsilon);
        int length = Strided.Check(buffer, rows, default, default);
        if (typeof(T) == typeof(float) && rows.Stride != length && precision != NormPrecision.Exact && NormalizeBatches(
            ElementTypes.As<T, float>(buffer), rows, epsilon, precision == NormPrecision.Fast))
        {
            return;
        }

        Strided.Run(buffer, rows, length, new UnitNormOfRows<T>(rows.Size, epsilon, precision));
    }

    private static bool NormalizeBatches(
        Span<float> buffer, in StridedRows rows, double epsilon, bool fast) =>
        StridedKernels.Normalize<UnitNormPlain>(buffer, rows, default, default, epsilon, fast);

    /// <summary>Computes the gradients of <c>NormalizeStrided</c>; the statistics are computed again from <paramref name="x"/>.</summary>
    /// <remarks>The formulas and the bits are those of <c>Backward</c> for the same rows. What lies between the rows is neither read nor
    /// written.</remarks>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="dy">A buffer with the gradients of the outputs, as long as <paramref name="x"/>; its rows lie as those of x do.</param>
    /// <param name="x">A buffer with the rows as they were before they were normalized.</param>
    /// <param name="rows">Where the rows lie in all three buffers.</param>
    /// <param name="dx">Receives the gradients of the rows; as long as <paramref name="x"/>, and may be the same memory as <paramref name="dy"/> or
    /// <paramref name="x"/>; empty if not wanted.</param>
    /// <param name="epsilon">As in the forward pass.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> or <paramref name="epsilon"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static void BackwardStrided<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, in StridedRows rows, Span<T> dx, double epsilon = 1e-12)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Strided.CheckGradient(dy, x, rows, default, dx, default, default, epsilon);
        RowKernels.BackwardStrided<T>(dy, x, rows, subtractMean: false, isLength: true, default, unitOffset: false, dx, default, default, epsilon);
    }
}
