using System.Runtime.CompilerServices;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>From float sums around a pivot to what the output of tiny fast rows needs, sixteen rows at once.</summary>
internal static class FastRulers
{
    private const float Smallest = 1e-30f, Largest = 1e30f; // variances whose inverse deviations, and the squares they come from, are ordinary floats

    /// <summary>
    /// The inverse deviation, which Newton's step with exact products brings within half a unit of rounding, and the rest of the mean times it;
    /// lanes of <paramref name="doubtful"/> are not 0 where a row has to be done strictly.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of<F, D>(bool centres, F sum, F squares, nint size, double epsilon, out F inverse, out F rest, out F doubtful)
        where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D>
    {
        F one = F.All(1), reciprocal = F.All((float)(1.0 / size)), meanSquare = squares * reciprocal, variance = meanSquare, mean = F.Zero;
        doubtful = F.WhereLess(F.All(Smallest), meanSquare, F.Zero, one); // NaN is doubtful, too
        if (centres)
        {
            mean = sum * reciprocal;
            variance = F.Fma(F.Zero - mean, mean, meanSquare);
            doubtful = F.WhereLess(mean * mean, variance, doubtful, one);
        }
        variance += F.All((float)epsilon);
        doubtful = F.WhereLess(variance, F.All(Largest), doubtful, one);
        inverse = one / F.Sqrt(variance);
        F product = variance * inverse, negative = F.Zero - product, lost = F.Fma(variance, inverse, negative);
        F error = F.Fma(F.Zero - lost, inverse, F.Fma(negative, inverse, one));
        inverse = F.Fma(inverse * F.All(0.5f), error, inverse);
        rest = (F.Zero - mean) * inverse;
    }
}
