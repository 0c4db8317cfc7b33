using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Rows.Doubles;
using Norm.ML.Internals.Simd;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Few;

/// <summary>Few rows of doubles of any length: the operations of <see cref="DoubleStrict{D, TMode}"/>, in their order.</summary>
internal static class FewDoubles<D, TMode> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
{
    private const int Vector = 8;

    /// <summary>One row. False if it needs the fallback.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Normalize(ref double x, nint size, ref double gamma, ref double beta, ref double y, double epsilon) => size <= Vector
        ? OneVector(ref x, size, ref gamma, ref beta, ref y, epsilon)
        : size <= 2 * Vector ? TwoVectors(ref x, size, ref gamma, ref beta, ref y, epsilon) : Long(ref x, size, ref gamma, ref beta, ref y, epsilon);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe bool OneVector(ref double x, nint size, ref double gamma, ref double beta, ref double y, double epsilon)
    {
        fixed (double* pinnedX = &x, pinnedGamma = &gamma, pinnedBeta = &beta, pinnedY = &y) // masked loads and stores take pointers
        {
            bool whole = size == Vector;
            D v = whole ? D.Load(ref x, 0) : D.MaskedLoad(ref x, 0, size), a = v, mean = default;
            if (TMode.SubtractsMean)
            {
                mean = D.Broadcast(Mean(D.Sum(D.Zero + v), size)); // zero is added first: a sum of zeros is then never -0
                a -= whole ? mean : D.First(mean, size);
            }

            if (!Coefficients(D.Zero + a, a * a, size, epsilon, out D inverse, out D low, out D shift))
            {
                return false;
            }

            if (whole)
            {
                D g = TMode.Gamma ? D.Load(ref gamma, 0) : default, b = TMode.Beta ? D.Load(ref beta, 0) : default;
                D.Store(DoubleStrict<D, TMode>.Apply(v, mean, inverse, low, shift, g, b), ref y, 0);
                return true;
            }

            D some = TMode.Gamma ? D.MaskedLoad(ref gamma, 0, size) : default, other = TMode.Beta ? D.MaskedLoad(ref beta, 0, size) : default;
            D.MaskedStore(DoubleStrict<D, TMode>.Apply(v, mean, inverse, low, shift, some, other), ref y, 0, size);
            return true;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe bool TwoVectors(ref double x, nint size, ref double gamma, ref double beta, ref double y, double epsilon)
    {
        fixed (double* pinnedX = &x) // masked loads take pointers
        {
            nint rest = size - Vector;
            bool whole = rest == Vector;
            D v = D.Load(ref x, 0), u = whole ? D.Load(ref x, Vector) : D.MaskedLoad(ref x, Vector, rest), a = v, b = u, mean = default;
            if (TMode.SubtractsMean)
            {
                mean = D.Broadcast(Mean(D.Sum(D.Zero + v + u), size));
                a -= mean;
                b -= whole ? mean : D.First(mean, rest);
            }

            D squares = whole ? D.Fma(b, b, a * a) : a * a + b * b;
            return Coefficients(D.Zero + a + b, squares, size, epsilon, out D inverse, out D low, out D shift)
                && Write(ref x, size, ref gamma, ref beta, ref y, mean, inverse, low, shift);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe bool Long(ref double x, nint size, ref double gamma, ref double beta, ref double y, double epsilon)
    {
        fixed (double* pinnedX = &x) // masked loads take pointers
        {
            D mean = TMode.SubtractsMean ? D.Broadcast(Mean(D.Sum(DoubleSums.OfValues<D>(ref x, size)), size)) : default, sum, squares;
            if (size <= DoubleSums.Block)
            {
                DoubleSums.OfBlock<D, TMode>(ref x, size, mean, out sum, out squares);
            }
            else
            {
                DoubleSums.OfBlocks<D, TMode>(ref x, size, mean, out sum, out squares);
            }

            if (TMode.SubtractsMean && size > DoubleOutliers.LongestPlain)
            {
                double all = D.Sum(squares);
                if (all * all * DoubleOutliers.Share < D.Sum(squares * squares))
                {
                    return false;
                }
            }

            return Coefficients(sum, squares, size, epsilon, out D inverse, out D low, out D shift)
                && Write(ref x, size, ref gamma, ref beta, ref y, mean, inverse, low, shift);
        }
    }

    // DoubleRowCoefficients.Mean, of one row.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Mean(double sum, nint size)
    {
        double reciprocal = 1.0 / size, mean = sum * reciprocal;
        return Math.FusedMultiplyAdd(Math.FusedMultiplyAdd(-mean, size, sum), reciprocal, mean);
    }

    // DoubleRowCoefficients.Of, of one row. False also for a row whose squares are all 0: the library finds out whether they underflow.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Coefficients(D sums, D squares, nint size, double epsilon, out D inverse, out D low, out D shift)
    {
        double sum = 0, square;
        if (TMode.SubtractsMean)
        {
            Vector128<double> both = PairwiseSum.SumBoth(sums, squares);
            (sum, square) = (both.ToScalar(), both.GetElement(1));
        }
        else
        {
            square = D.Sum(squares);
        }

        double rest = TMode.SubtractsMean ? sum / size : 0, meanSquare = square / size;
        double variance = Math.FusedMultiplyAdd(-rest, rest, meanSquare), raised = variance + epsilon, near = 1 / Math.Sqrt(raised);
        double root = raised * near, error = Math.FusedMultiplyAdd(-root, near, 1) - Math.FusedMultiplyAdd(raised, near, -root) * near;
        double step = 0.5 * near * error, exact = near + step;
        inverse = D.Broadcast(exact);
        low = TMode.SubtractsMean ? D.Broadcast((near - exact) + step) : default;
        shift = TMode.SubtractsMean ? D.Broadcast(-rest * exact) : default;
        return near < DoubleRowCoefficients.Largest && DoubleRowCoefficients.Smallest < near && meanSquare > 0
            && (!TMode.SubtractsMean || rest * rest < variance);
    }

    // The last vector overlaps the one before it; in place, it has to be read before that is written.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Write(ref double x, nint size, ref double gamma, ref double beta, ref double y, D mean, D inverse, D low, D shift)
    {
        nint last = size - Vector;
        D end = D.Load(ref x, last);
        for (nint i = 0; i < last; i += Vector)
        {
            D g = TMode.Gamma ? D.Load(ref gamma, i) : default, b = TMode.Beta ? D.Load(ref beta, i) : default;
            D.Store(DoubleStrict<D, TMode>.Apply(D.Load(ref x, i), mean, inverse, low, shift, g, b), ref y, i);
        }

        D lastGamma = TMode.Gamma ? D.Load(ref gamma, last) : default, lastBeta = TMode.Beta ? D.Load(ref beta, last) : default;
        D.Store(DoubleStrict<D, TMode>.Apply(end, mean, inverse, low, shift, lastGamma, lastBeta), ref y, last);
        return true;
    }
}
