using System.Runtime.CompilerServices;
using Norm.ML.Internals.Rows.Floats;

namespace Norm.ML.Internals.Rows.Few;

/// <summary>From the sums of one strict row of floats to the coefficients of its output step.</summary>
internal static class FewCoefficients
{
    /// <summary>
    /// The operations of <see cref="FloatRowCoefficients.Of"/>: the inverse deviation and the shift, each as high and low part. False if the row
    /// needs the fallback, also for a pivot. No struct holds the results: the JIT keeps out parameters in registers, but not five fields.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Of(
        bool subtractMean, double sum, double squares, nint size, double epsilon, out float high, out float low, out float shiftHigh,
        out float shiftLow)
    {
        double reciprocal = 1.0 / size, meanSquare = squares * reciprocal, variance = meanSquare, mean = 0;
        if (subtractMean)
        {
            mean = sum * reciprocal;
            if (!nint.IsPow2(size)) // else the quotient is exact, and the correction 0
            {
                mean = Math.FusedMultiplyAdd(Math.FusedMultiplyAdd(-mean, size, sum), reciprocal, mean);
            }

            variance = Math.FusedMultiplyAdd(-mean, mean, meanSquare);
        }

        double inverse = 1 / Math.Sqrt(variance + epsilon), shift = (0 - mean) * inverse;
        high = (float)inverse;
        low = (float)(inverse - high);
        shiftHigh = (float)shift;
        shiftLow = (float)(shift - shiftHigh);
        return FloatRowCoefficients.IsOrdinary(variance, inverse) && (!subtractMean
            || (meanSquare * FloatRowCoefficients.IllConditioned < variance && mean * mean < variance * FloatRowCoefficients.FarMean));
    }
}
