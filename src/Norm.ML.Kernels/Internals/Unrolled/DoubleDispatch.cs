using Norm.ML.Internals.Memory;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Unrolled;

/// <summary>Sends calls with rows of doubles to the library's own unrolled kernels, as <see cref="FloatDispatch"/> does for floats.</summary>
internal static class DoubleDispatch
{
    /// <summary>The longest such row.</summary>
    public const int Longest = 128;

    private const int LongestTransposed = 7, FewestTransposed = 16;

    /// <summary>Normalizes rows if there is a kernel for them and it is profitable; returns false otherwise. The arguments were checked.</summary>
    public static bool LayerNorm(
        ReadOnlySpan<double> x, int rows, int size, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta, Span<double> y, double epsilon)
    {
        if (gamma.IsEmpty != beta.IsEmpty || !IsProfitable(x, rows, size, y))
        {
            return false;
        }

        return gamma.IsEmpty ? PlainLayer(x, size, gamma, beta, y, epsilon) : Layer(x, size, gamma, beta, y, epsilon);
    }

    /// <inheritdoc cref="LayerNorm"/>
    public static bool RmsNorm(ReadOnlySpan<double> x, int rows, int size, ReadOnlySpan<double> gamma, Span<double> y, double epsilon) =>
        !gamma.IsEmpty && IsProfitable(x, rows, size, y) && Rms(x, size, gamma, default, y, epsilon);

    // Transposing is not profitable for fewer rows. Decline the call if the result is large and rows are long: the general kernel writes such results
    // with non-temporal stores.
    private static bool IsProfitable(ReadOnlySpan<double> x, int rows, int size, ReadOnlySpan<double> y) =>
        size <= LongestTransposed ? rows >= FewestTransposed : !NonTemporalBuffer.ShouldStreamRows(x, size, y);

    private static bool Layer(ReadOnlySpan<double> x, int size, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta, Span<double> y, double epsilon)
    {
        switch (size)
        {
            case 2: UnrolledRows.StrictTransposed<DoubleLayer2>(x, gamma, beta, y, epsilon); return true;
            case 3: UnrolledRows.StrictTransposed<DoubleLayer3>(x, gamma, beta, y, epsilon); return true;
            case 4: UnrolledRows.StrictTransposed<DoubleLayer4>(x, gamma, beta, y, epsilon); return true;
            case 5: UnrolledRows.StrictTransposed<DoubleLayer5>(x, gamma, beta, y, epsilon); return true;
            case 6: UnrolledRows.StrictTransposed<DoubleLayer6>(x, gamma, beta, y, epsilon); return true;
            case 7: UnrolledRows.StrictTransposed<DoubleLayer7>(x, gamma, beta, y, epsilon); return true;
            case 8: UnrolledRows.Strict<DoubleLayer8>(x, gamma, beta, y, epsilon); return true;
            case 16: UnrolledRows.Strict<DoubleLayer16>(x, gamma, beta, y, epsilon); return true;
            case 32: UnrolledRows.Strict<DoubleLayer32>(x, gamma, beta, y, epsilon); return true;
            case 64: UnrolledRows.Strict<DoubleLayer64>(x, gamma, beta, y, epsilon); return true;
            case 128: UnrolledRows.Strict<DoubleLayer128>(x, gamma, beta, y, epsilon); return true;
            default: return false;
        }
    }

    private static bool PlainLayer(
        ReadOnlySpan<double> x, int size, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta, Span<double> y, double epsilon)
    {
        switch (size)
        {
            case 2: UnrolledRows.StrictTransposed<DoublePlainLayer2>(x, gamma, beta, y, epsilon); return true;
            case 3: UnrolledRows.StrictTransposed<DoublePlainLayer3>(x, gamma, beta, y, epsilon); return true;
            case 4: UnrolledRows.StrictTransposed<DoublePlainLayer4>(x, gamma, beta, y, epsilon); return true;
            case 5: UnrolledRows.StrictTransposed<DoublePlainLayer5>(x, gamma, beta, y, epsilon); return true;
            case 6: UnrolledRows.StrictTransposed<DoublePlainLayer6>(x, gamma, beta, y, epsilon); return true;
            case 7: UnrolledRows.StrictTransposed<DoublePlainLayer7>(x, gamma, beta, y, epsilon); return true;
            case 8: UnrolledRows.Strict<DoublePlainLayer8>(x, gamma, beta, y, epsilon); return true;
            case 16: UnrolledRows.Strict<DoublePlainLayer16>(x, gamma, beta, y, epsilon); return true;
            case 32: UnrolledRows.Strict<DoublePlainLayer32>(x, gamma, beta, y, epsilon); return true;
            case 64: UnrolledRows.Strict<DoublePlainLayer64>(x, gamma, beta, y, epsilon); return true;
            case 128: UnrolledRows.Strict<DoublePlainLayer128>(x, gamma, beta, y, epsilon); return true;
            default: return false;
        }
    }

    private static bool Rms(ReadOnlySpan<double> x, int size, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta, Span<double> y, double epsilon)
    {
        switch (size)
        {
            case 2: UnrolledRows.StrictTransposed<DoubleRms2>(x, gamma, beta, y, epsilon); return true;
            case 3: UnrolledRows.StrictTransposed<DoubleRms3>(x, gamma, beta, y, epsilon); return true;
            case 4: UnrolledRows.StrictTransposed<DoubleRms4>(x, gamma, beta, y, epsilon); return true;
            case 5: UnrolledRows.StrictTransposed<DoubleRms5>(x, gamma, beta, y, epsilon); return true;
            case 6: UnrolledRows.StrictTransposed<DoubleRms6>(x, gamma, beta, y, epsilon); return true;
            case 7: UnrolledRows.StrictTransposed<DoubleRms7>(x, gamma, beta, y, epsilon); return true;
            case 8: UnrolledRows.Strict<DoubleRms8>(x, gamma, beta, y, epsilon); return true;
            case 16: UnrolledRows.Strict<DoubleRms16>(x, gamma, beta, y, epsilon); return true;
            case 32: UnrolledRows.Strict<DoubleRms32>(x, gamma, beta, y, epsilon); return true;
            case 64: UnrolledRows.Strict<DoubleRms64>(x, gamma, beta, y, epsilon); return true;
            case 128: UnrolledRows.Strict<DoubleRms128>(x, gamma, beta, y, epsilon); return true;
            default: return false;
        }
    }
}
