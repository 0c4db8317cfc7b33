using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Rows;
using Norm.ML.Internals.Rows.Quantized;

namespace Norm.ML;

public static partial class RmsNorm
{
    /// <summary>
    /// Normalizes rows of floats and quantises each to signed bytes with a scale of its own, in one pass over memory: with <c>y = norm(x)</c>,
    /// <c>scale = max|y| / 127</c> and <c>q = round(y / scale)</c>, so that <c>y</c> is about <c>q * scale</c>.
    /// </summary>
    /// <remarks>
    /// <para>Normalized values are rounded to float as by <c>Normalize</c>. The scale is rounded to float. The exact quotient is rounded to the
    /// nearest integer, halves to the even one; so the bits are the same everywhere.</para>
    /// <para>A row of zeros has scale 0 and bytes 0. A row with a value that is not finite has scale NaN and bytes 0. A scale that would be
    /// subnormal is rounded up, so that no byte leaves -127 to 127.</para>
    /// </remarks>
    /// <param name="x">Any number of rows of <paramref name="size"/> elements.</param>
    /// <param name="size">The length of a row, at least 1.</param>
    /// <param name="gamma">Scale per element of a row; empty means 1.</param>
    /// <param name="destination">Receives as many bytes as <paramref name="x"/> has elements, -127 to 127.</param>
    /// <param name="scales">Receives the scale of each row.</param>
    /// <param name="sums">Receives the sum of the bytes of each row, which products of integer matrices with a zero point need; empty if not
    /// wanted.</param>
    /// <param name="epsilon">Added to the mean square, under the square root; finite and not negative.</param>
    /// <param name="precision">How exact the normalized values have to be.</param>
    /// <param name="unitOffset">Whether to multiply by <c>1 + gamma</c> instead of gamma; without effect if gamma is empty.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> or <paramref name="epsilon"/> is out of range, or a row has more than
    /// 16909320 elements, whose sum may not fit an integer.</exception>
    public static void NormalizeQuantized(
        ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, Span<sbyte> destination, Span<float> scales,
        Span<int> sums, double epsilon = 1e-5, NormPrecision precision = NormPrecision.Strict, bool unitOffset = false)
    {
        int rows = QuantizedGuard.Check(x, size, gamma, default, destination, scales, sums, epsilon);
        QuantizedRows.Run(x, rows, size, destination, scales, sums, new RmsNormOfRows<float>(size, gamma, epsilon, precision, unitOffset));
    }
}
