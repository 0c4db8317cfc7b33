using System.Runtime.CompilerServices;
using Norm.ML.Internals.Reference;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Floats;

/// <summary>
/// The fallback for a single row of floats: one that is ill-conditioned, not finite, or so large or small that float arithmetic would overflow or
/// underflow.
/// </summary>
internal static class FloatRow
{
    /// <summary>Statistics in two passes, in double: the mean, then squared deviations, corrected by the mean of the deviations.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RecomputeTwoPass<F, D, TMode>(ref float x, nint size, double epsilon, ref double batch, nint row)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        DoubleDouble mean = 0;
        double variance;
        if (TMode.SubtractsMean)
        {
            double near = Unsafe.Add(ref batch, RowBatch.Mean + row);
            Deviations<F, D>(ref x, size, near, out double sum, out double squares);
            double rest = sum / size;
            variance = Math.Max(0, squares / size - rest * rest);
            mean = DoubleDouble.TwoSum(near, rest);
        }
        else
        {
            double sum = RowDivisor.Squares<TMode>(D.Sum(D.Load(ref batch, RowBatch.Squares + row * 8)), epsilon);
            variance = sum * (1.0 / RowDivisor.Count<TMode>(size));
        }
        double square = variance + RowDivisor.Added<TMode>(epsilon), inverse = square == 0 ? 0 : 1 / Math.Sqrt(square);
        Unsafe.Add(ref batch, RowBatch.MeanLow + row) = mean.Low;
        FloatRowCoefficients.StoreOne(mean.High, mean.Low, variance, inverse, ref batch, row);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Deviations<F, D>(ref float x, nint size, double mean, out double sum, out double squares)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D>
    {
        D m = D.Broadcast(mean), s0 = D.Zero, s1 = s0, q0 = s0, q1 = s0;
        nint i = 0;
        for (; i <= size - 16; i += 16)
        {
            D a = D.Load(ref x, i) - m, b = D.Load(ref x, i + 8) - m;
            s0 += a; s1 += b;
            q0 = D.Fma(a, a, q0); q1 = D.Fma(b, b, q1);
        }
        sum = D.Sum(s0 + s1);
        squares = D.Sum(q0 + q1);
        for (; i < size; i++)
        {
            double a = Unsafe.Add(ref x, i) - mean;
            sum += a;
            squares = Math.FusedMultiplyAdd(a, a, squares);
        }
    }

    /// <summary>The output in double: the error is at most half a unit of rounding, but it is slow.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Write<TMode>(
        ref float x, ref float gamma, ref float beta, ref float y, nint size, DoubleDouble mean, double inverse, double shift)
        where TMode : struct, IAffineMode
    {
        for (nint i = 0; i < size; i++)
        {
            double xhat = (Unsafe.Add(ref x, i) - mean.High - mean.Low) * inverse;
            if (TMode.Gamma)
            {
                xhat *= TMode.UnitOffset ? 1.0 + Unsafe.Add(ref gamma, i) : Unsafe.Add(ref gamma, i);
            }

            if (TMode.Beta)
            {
                xhat += Unsafe.Add(ref beta, i);
            }

            if (TMode.Channel)
            {
                xhat += shift;
            }

            Unsafe.Add(ref y, i) = double.IsFinite(inverse) ? (float)xhat : float.NaN;
        }
    }
}
