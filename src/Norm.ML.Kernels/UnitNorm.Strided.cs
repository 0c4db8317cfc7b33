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
        Guard.NotExact(precision, nameof(UnitNorm));
        int length = Strided.Check(buffer, rows, default, default);
        if (typeof(T) == typeof(float) && rows.Stride != length && NormalizeBatches(
            ElementTypes.As<T, float>(buffer), rows, epsilon, precision == NormPrecision.Fast))
        {
            return;
        }

        Strided.Run(buffer, rows, length, new UnitNormOfRows<T>(rows.Size, epsilon, precision));
    }

    private static bool NormalizeBatches(
        Span<float> buffer, in StridedRows rows, double epsilon, bool fast) =>
        StridedKernels.Normalize<UnitNormPlain>(buffer, rows, default, default, epsilon, fast);
}
