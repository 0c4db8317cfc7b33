using System.Runtime.CompilerServices;
using Norm.ML.Internals.Rows.Floats;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Batched;

/// <summary>Float rows of up to 128 elements, strict: the arithmetic of <see cref="FloatStrict{F, D, TMode}"/>, for sixteen rows at a time.</summary>
internal readonly struct BatchedStrict<F, D, TMode> : IBatchedRow
    where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
{
    private const int Vector = 16, Eight = 8, Batch = 16;

    // Offsets in floats.
    private const int Squares = Batch * Vector, High = 2 * Batch * Vector, Low = High + Batch, ShiftHigh = Low + Batch, ShiftLow = ShiftHigh + Batch;

    public static int Rows => Batch;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Measure<N>(ref float x, nint size, ref float scratch, nint row) where N : struct, IVectorCount
    {
        nint rest = (N.Count - 1) * Vector;
        F last = F.MaskedLoad(ref x, rest, size - rest);
        D a = Lower<N>(ref x, 0, last), b = Upper<N>(ref x, 0, last);
        D s0 = a, t0 = b, s1 = default, t1 = default, s2 = default, t2 = default, s3 = default, t3 = default;
        D q0 = a * a, r0 = b * b, q1 = default, r1 = default, q2 = default, r2 = default, q3 = default, r3 = default;
        if (N.Count > 1) { a = Lower<N>(ref x, 1, last); b = Upper<N>(ref x, 1, last); s1 = a; t1 = b; q1 = a * a; r1 = b * b; }
        if (N.Count > 2) { a = Lower<N>(ref x, 2, last); b = Upper<N>(ref x, 2, last); s2 = a; t2 = b; q2 = a * a; r2 = b * b; }
        if (N.Count > 3) { a = Lower<N>(ref x, 3, last); b = Upper<N>(ref x, 3, last); s3 = a; t3 = b; q3 = a * a; r3 = b * b; }
        if (N.Count > 4)
        {
            a = Lower<N>(ref x, 4, last); b = Upper<N>(ref x, 4, last);
            s0 += a; t0 += b; q0 = D.FmaOfFloats(a, a, q0); r0 = D.FmaOfFloats(b, b, r0);
        }
        if (N.Count > 5)
        {
            a = Lower<N>(ref x, 5, last); b = Upper<N>(ref x, 5, last);
            s1 += a; t1 += b; q1 = D.FmaOfFloats(a, a, q1); r1 = D.FmaOfFloats(b, b, r1);
        }
        if (N.Count > 6)
        {
            a = Lower<N>(ref x, 6, last); b = Upper<N>(ref x, 6, last);
            s2 += a; t2 += b; q2 = D.FmaOfFloats(a, a, q2); r2 = D.FmaOfFloats(b, b, r2);
        }
        if (N.Count > 7)
        {
            a = Lower<N>(ref x, 7, last); b = Upper<N>(ref x, 7, last);
            s3 += a; t3 += b; q3 = D.FmaOfFloats(a, a, q3); r3 = D.FmaOfFloats(b, b, r3);
        }
        ref double sums = ref Unsafe.As<float, double>(ref scratch), squares = ref Unsafe.As<float, double>(ref Unsafe.Add(ref scratch, Squares));
        if (TMode.SubtractsMean)
        {
            D.Store(Sum<N>(s0, s1, s2, s3) + Sum<N>(t0, t1, t2, t3), ref sums, row * Eight);
        }

        D.Store(Sum<N>(q0, q1, q2, q3) + Sum<N>(r0, r1, r2, r3), ref squares, row * Eight);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D Sum<N>(D a, D b, D c, D d) where N : struct, IVectorCount =>
        N.Count == 1 ? a : N.Count == 2 ? a + b : N.Count == 3 ? (a + c) + b : (a + c) + (b + d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D Lower<N>(ref float x, int vector, F last) where N : struct, IVectorCount =>
        vector < N.Count - 1 ? D.Load(ref x, vector * Vector) : F.Lower(last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D Upper<N>(ref float x, int vector, F last) where N : struct, IVectorCount =>
        vector < N.Count - 1 ? D.Load(ref x, vector * Vector + Eight) : F.Upper(last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Coefficients(nint size, double epsilon, nint rows, ref float scratch)
    {
        for (nint row = rows; row < Batch; row++) // pad an incomplete last batch with copies of its first row's sums
        {
            if (TMode.SubtractsMean)
            {
                F.Store(F.Load(ref scratch, 0), ref scratch, row * Vector);
            }

            F.Store(F.Load(ref scratch, Squares), ref scratch, Squares + row * Vector);
        }
        return D.Sum(Eights(size, epsilon, ref scratch, 0) + Eights(size, epsilon, ref scratch, Eight)) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D Eights(nint size, double epsilon, ref float scratch, nint first)
    {
        ref double sums = ref Unsafe.As<float, double>(ref Unsafe.Add(ref scratch, first * Vector));
        D sum = TMode.SubtractsMean ? FloatRowCoefficients.Sums<D>(ref sums, 0) : default;
        FloatRowCoefficients.Of(
            TMode.SubtractsMean, sum, RowDivisor.Squares<D, TMode>(FloatRowCoefficients.Sums<D>(ref sums, Squares / 2), epsilon),
            RowDivisor.Count<TMode>(size), RowDivisor.Added<TMode>(epsilon), out D mean, out D variance, out D inverse, out D needsFallback);
        D.Store(inverse, ref scratch, High + first);
        D.Store(inverse - D.RoundToFloat(inverse), ref scratch, Low + first);
        if (!TMode.SubtractsMean)
        {
            return needsFallback;
        }

        D shift = (D.Zero - mean) * inverse;
        D.Store(shift, ref scratch, ShiftHigh + first);
        D.Store(shift - D.RoundToFloat(shift), ref scratch, ShiftLow + first);
        // A mean far from 0 would have to be subtracted first.
        return D.SelectIfLess(mean * mean, variance * D.Broadcast(FloatRowCoefficients.FarMean), needsFallback, D.Broadcast(1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<N>(ref float x, nint size, ref float gamma, ref float beta, ref float y, ref float scratch, nint row)
        where N : struct, IVectorCount
    {
        F high = F.Broadcast(ref scratch, High + row), low = F.Broadcast(ref scratch, Low + row), shiftHigh = default, shiftLow = default;
        if (TMode.SubtractsMean)
        {
            (shiftHigh, shiftLow) = (F.Broadcast(ref scratch, ShiftHigh + row), F.Broadcast(ref scratch, ShiftLow + row));
        }

        for (int i = 0; i < N.Count - 1; i++)
        {
            F g = TMode.Gamma ? F.Load(ref gamma, i * Vector) : default, b = TMode.Beta ? F.Load(ref beta, i * Vector) : default;
            F.Store(FloatOutput.ApplyWithoutPivot<F, D, TMode>(F.Load(ref x, i * Vector), high, low, shiftHigh, shiftLow, g, b), ref y, i * Vector);
        }
        nint last = (N.Count - 1) * Vector, tail = size - last;
        F lastGamma = TMode.Gamma ? F.MaskedLoad(ref gamma, last, tail) : default,
            lastBeta = TMode.Beta ? F.MaskedLoad(ref beta, last, tail) : default;
        F end = F.MaskedLoad(ref x, last, tail);
        F.MaskedStore(FloatOutput.ApplyWithoutPivot<F, D, TMode>(end, high, low, shiftHigh, shiftLow, lastGamma, lastBeta), ref y, last, tail);
    }
}
