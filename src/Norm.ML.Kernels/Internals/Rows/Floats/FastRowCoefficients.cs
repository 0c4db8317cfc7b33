using System.Runtime.CompilerServices;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Floats;

/// <summary>From float sums to the coefficients of the output step of fast rows of up to eight elements, for sixteen rows at once.</summary>
internal static class FastRowCoefficients
{
    private const float Smallest = 1e-30f, Largest = 1e30f; // limits of the variance within which nothing overflows or underflows as a float

    /// <summary>
    /// The inverse deviation, within half a unit of rounding after a Newton step with exact products; and the rounding error of the mean, times the
    /// inverse deviation. <paramref name="needsFallback"/> is not 0 in lanes whose row has to be computed strictly.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of<F, D>(bool subtractMean, F sum, F squares, nint size, double epsilon, out F inverse, out F rest, out F needsFallback)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D>
    {
        F one = F.Broadcast(1), reciprocal = F.Broadcast((float)(1.0 / size)), meanSquare = squares * reciprocal, variance = meanSquare,
            mean = F.Zero;
        needsFallback = F.SelectIfLess(F.Broadcast(Smallest), meanSquare, F.Zero, one); // NaN needs the fallback, too
        if (subtractMean)
        {
            mean = sum * reciprocal;
            variance = F.Fma(F.Zero - mean, mean, meanSquare);
            needsFallback = F.SelectIfLess(mean * mean, variance, needsFallback, one);
        }
        variance += F.Broadcast((float)epsilon);
        needsFallback = F.SelectIfLess(variance, F.Broadcast(Largest), needsFallback, one);
        inverse = one / F.Sqrt(variance);
        F product = variance * inverse, negative = F.Zero - product, lost = F.Fma(variance, inverse, negative);
        F error = F.Fma(F.Zero - lost, inverse, F.Fma(negative, inverse, one));
        inverse = F.Fma(inverse * F.Broadcast(0.5f), error, inverse);
        rest = (F.Zero - mean) * inverse;
    }

    /// <summary>The same operations for one row, with the same bits. Returns false if the row needs the fallback.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool OfOneRow(bool subtractMean, float sum, float squares, nint size, double epsilon, out float inverse, out float rest)
    {
        float reciprocal = (float)(1.0 / size), meanSquare = squares * reciprocal, variance = meanSquare, mean = 0;
        if (subtractMean)
        {
            mean = sum * reciprocal;
            variance = MathF.FusedMultiplyAdd(0 - mean, mean, meanSquare);
        }

        bool isOrdinary = Smallest < meanSquare && (!subtractMean || mean * mean < variance);
        variance += (float)epsilon;
        inverse = 1 / MathF.Sqrt(variance);
        float product = variance * inverse, negative = 0 - product, lost = MathF.FusedMultiplyAdd(variance, inverse, negative);
        float error = MathF.FusedMultiplyAdd(0 - lost, inverse, MathF.FusedMultiplyAdd(negative, inverse, 1));
        inverse = MathF.FusedMultiplyAdd(inverse * 0.5f, error, inverse);
        rest = (0 - mean) * inverse;
        return isOrdinary && variance < Largest;
    }
}
