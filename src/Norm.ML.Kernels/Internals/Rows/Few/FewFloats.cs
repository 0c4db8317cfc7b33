using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Rows.Floats;
using Norm.ML.Internals.Simd;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Few;

/// <summary>Few strict rows of floats of any length. The order of additions is defined in <see cref="UnrolledRows"/>.</summary>
internal static class FewFloats<F, D, TMode> where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
{
    private const int Vector = 16;

    /// <summary>One row. False if it needs the fallback.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Normalize(ref float x, nint size, ref float gamma, ref float beta, ref float y, double epsilon) => size <= Vector
        ? OneVector(ref x, size, ref gamma, ref beta, ref y, epsilon)
        : size <= 4 * Vector ? FourVectors(ref x, size, ref gamma, ref beta, ref y, epsilon) : Long(ref x, size, ref gamma, ref beta, ref y, epsilon);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe bool OneVector(ref float x, nint size, ref float gamma, ref float beta, ref float y, double epsilon)
    {
        if (size == Vector)
        {
            F v = F.Load(ref x, 0);
            if (!Coefficients(v, Vector, epsilon, out F high, out F low, out F shiftHigh, out F shiftLow))
            {
                return false;
            }

            F g = TMode.Gamma ? F.Load(ref gamma, 0) : default, b = TMode.Beta ? F.Load(ref beta, 0) : default;
            F.Store(FloatOutput.ApplyWithoutPivot<F, D, TMode>(v, high, low, shiftHigh, shiftLow, g, b), ref y, 0);
            return true;
        }

        fixed (float* pinnedX = &x, pinnedGamma = &gamma, pinnedBeta = &beta, pinnedY = &y) // masked loads and stores take pointers
        {
            F v = F.MaskedLoad(ref x, 0, size);
            if (!Coefficients(v, size, epsilon, out F high, out F low, out F shiftHigh, out F shiftLow))
            {
                return false;
            }

            F g = TMode.Gamma ? F.MaskedLoad(ref gamma, 0, size) : default, b = TMode.Beta ? F.MaskedLoad(ref beta, 0, size) : default;
            F.MaskedStore(FloatOutput.ApplyWithoutPivot<F, D, TMode>(v, high, low, shiftHigh, shiftLow, g, b), ref y, 0, size);
            return true;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Coefficients(F row, nint size, double epsilon, out F high, out F low, out F shiftHigh, out F shiftLow)
    {
        D a = F.Lower(row), b = F.Upper(row);
        return Coefficients(a + b, D.FmaOfFloats(b, b, a * a), size, epsilon, out high, out low, out shiftHigh, out shiftLow);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Coefficients(D sums, D squares, nint size, double epsilon, out F high, out F low, out F shiftHigh, out F shiftLow)
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

        bool isOrdinary = FewCoefficients.Of(
            TMode.SubtractsMean, sum, square, size, epsilon, out float inverse, out float inverseLow, out float shift, out float shiftRest);
        (high, low) = (F.Broadcast(inverse), F.Broadcast(inverseLow));
        shiftHigh = TMode.SubtractsMean ? F.Broadcast(shift) : default;
        shiftLow = TMode.SubtractsMean ? F.Broadcast(shiftRest) : default;
        return isOrdinary;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe bool FourVectors(ref float x, nint size, ref float gamma, ref float beta, ref float y, double epsilon)
    {
        fixed (float* pinned = &x) // masked loads take pointers
        {
            F t = F.Load(ref x, 0), u = size >= 32 ? F.Load(ref x, 16) : F.MaskedLoad(ref x, 16, size - 16);
            D a = F.Lower(t), b = F.Upper(t), c = F.Lower(u), d = F.Upper(u), sum, squares;
            if (size <= 32)
            {
                sum = (a + c) + (b + d);
                squares = D.FmaOfFloats(c, c, a * a) + D.FmaOfFloats(d, d, b * b);
            }
            else
            {
                t = size >= 48 ? F.Load(ref x, 32) : F.MaskedLoad(ref x, 32, size - 32);
                u = size == 64 ? F.Load(ref x, 48) : size > 48 ? F.MaskedLoad(ref x, 48, size - 48) : F.Zero;
                D e = F.Lower(t), f = F.Upper(t), g = F.Lower(u), h = F.Upper(u);
                sum = ((a + e) + (c + g)) + ((b + f) + (d + h));
                squares = (D.FmaOfFloats(e, e, a * a) + D.FmaOfFloats(g, g, c * c)) + (D.FmaOfFloats(f, f, b * b) + D.FmaOfFloats(h, h, d * d));
            }

            return Write(ref x, size, ref gamma, ref beta, ref y, sum, squares, epsilon);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe bool Long(ref float x, nint size, ref float gamma, ref float beta, ref float y, double epsilon)
    {
        D s0 = D.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
        D q0 = s0, q1 = s0, q2 = s0, q3 = s0, q4 = s0, q5 = s0, q6 = s0, q7 = s0;
        nint i = 0;
        for (; i <= size - 64; i += 64)
        {
            D a = D.Load(ref x, i), b = D.Load(ref x, i + 8), c = D.Load(ref x, i + 16), d = D.Load(ref x, i + 24);
            if (TMode.SubtractsMean) { s0 += a; s1 += b; s2 += c; s3 += d; }
            q0 = D.FmaOfFloats(a, a, q0); q1 = D.FmaOfFloats(b, b, q1); q2 = D.FmaOfFloats(c, c, q2); q3 = D.FmaOfFloats(d, d, q3);
            a = D.Load(ref x, i + 32); b = D.Load(ref x, i + 40); c = D.Load(ref x, i + 48); d = D.Load(ref x, i + 56);
            if (TMode.SubtractsMean) { s4 += a; s5 += b; s6 += c; s7 += d; }
            q4 = D.FmaOfFloats(a, a, q4); q5 = D.FmaOfFloats(b, b, q5); q6 = D.FmaOfFloats(c, c, q6); q7 = D.FmaOfFloats(d, d, q7);
        }

        if (i < size)
        {
            fixed (float* pinned = &x) // masked loads take pointers
            {
                nint rest = size - i;
                F t = rest >= 16 ? F.Load(ref x, i) : F.MaskedLoad(ref x, i, rest);
                D a = F.Lower(t), b = F.Upper(t);
                s0 += a; s1 += b; q0 = D.FmaOfFloats(a, a, q0); q1 = D.FmaOfFloats(b, b, q1);
                if (rest > 16)
                {
                    t = rest >= 32 ? F.Load(ref x, i + 16) : F.MaskedLoad(ref x, i + 16, rest - 16);
                    a = F.Lower(t); b = F.Upper(t);
                    s2 += a; s3 += b; q2 = D.FmaOfFloats(a, a, q2); q3 = D.FmaOfFloats(b, b, q3);
                }

                if (rest > 32)
                {
                    t = rest >= 48 ? F.Load(ref x, i + 32) : F.MaskedLoad(ref x, i + 32, rest - 32);
                    a = F.Lower(t); b = F.Upper(t);
                    s4 += a; s5 += b; q4 = D.FmaOfFloats(a, a, q4); q5 = D.FmaOfFloats(b, b, q5);
                }

                if (rest > 48)
                {
                    t = F.MaskedLoad(ref x, i + 48, rest - 48);
                    a = F.Lower(t); b = F.Upper(t);
                    s6 += a; s7 += b; q6 = D.FmaOfFloats(a, a, q6); q7 = D.FmaOfFloats(b, b, q7);
                }
            }
        }

        D sum = ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7)), squares = ((q0 + q4) + (q2 + q6)) + ((q1 + q5) + (q3 + q7));
        return Write(ref x, size, ref gamma, ref beta, ref y, sum, squares, epsilon);
    }

    // False if the row needs the fallback. The last vector overlaps the one before it; in place, it has to be read before that is written.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Write(ref float x, nint size, ref float gamma, ref float beta, ref float y, D sums, D squares, double epsilon)
    {
        if (!Coefficients(sums, squares, size, epsilon, out F high, out F low, out F shiftHigh, out F shiftLow))
        {
            return false;
        }

        nint last = size - Vector;
        F end = F.Load(ref x, last);
        for (nint i = 0; i < last; i += Vector)
        {
            F g = TMode.Gamma ? F.Load(ref gamma, i) : default, b = TMode.Beta ? F.Load(ref beta, i) : default;
            F.Store(FloatOutput.ApplyWithoutPivot<F, D, TMode>(F.Load(ref x, i), high, low, shiftHigh, shiftLow, g, b), ref y, i);
        }

        F lastGamma = TMode.Gamma ? F.Load(ref gamma, last) : default, lastBeta = TMode.Beta ? F.Load(ref beta, last) : default;
        F.Store(FloatOutput.ApplyWithoutPivot<F, D, TMode>(end, high, low, shiftHigh, shiftLow, lastGamma, lastBeta), ref y, last);
        return true;
    }
}
