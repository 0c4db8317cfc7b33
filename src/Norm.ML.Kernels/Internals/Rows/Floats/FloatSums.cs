using System.Runtime.CompilerServices;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Floats;

/// <summary>
/// Sums and sums of squares of rows of floats, in double, where squares of floats are exact and nothing overflows or underflows. Element i is added
/// to accumulator <c>i / 8 % 8</c>, lane <c>i % 8</c>. The order of additions is defined in <see cref="UnrolledRows"/>.
/// </summary>
internal static class FloatSums
{
    /// <summary>The same for rows of at most 16 elements. Additions of zeros are left out; the bits are the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Short<F, D, TMode>(ref float x, nint rows, nint size, ref double sums)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        for (nint row = 0; row < rows; row++)
        {
            F t = size == 16 ? F.Load(ref x, row * size) : F.MaskedLoad(ref x, row * size, size);
            D a = F.Lower(t), b = F.Upper(t);
            if (TMode.SubtractsMean)
            {
                D.Store(a + b, ref sums, row * 8);
            }

            D.Store(D.FmaOfFloats(b, b, a * a), ref sums, row * 8 + 64);
        }
    }

    /// <summary>The same for rows of 17 to 64 elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Middling<F, D, TMode>(ref float x, nint rows, nint size, ref double sums)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        for (nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, size))
        {
            F t = F.Load(ref x, 0), u = size >= 32 ? F.Load(ref x, 16) : F.MaskedLoad(ref x, 16, size - 16);
            D a = F.Lower(t), b = F.Upper(t), c = F.Lower(u), d = F.Upper(u);
            if (size <= 32)
            {
                if (TMode.SubtractsMean)
                {
                    D.Store((a + c) + (b + d), ref sums, row * 8);
                }

                D.Store(D.FmaOfFloats(c, c, a * a) + D.FmaOfFloats(d, d, b * b), ref sums, row * 8 + 64);
                continue;
            }
            t = size >= 48 ? F.Load(ref x, 32) : F.MaskedLoad(ref x, 32, size - 32);
            u = size == 64 ? F.Load(ref x, 48) : size > 48 ? F.MaskedLoad(ref x, 48, size - 48) : F.Zero;
            D e = F.Lower(t), f = F.Upper(t), g = F.Lower(u), h = F.Upper(u);
            if (TMode.SubtractsMean)
            {
                D.Store(((a + e) + (c + g)) + ((b + f) + (d + h)), ref sums, row * 8);
            }

            D.Store(
                (D.FmaOfFloats(e, e, a * a) + D.FmaOfFloats(g, g, c * c)) + (D.FmaOfFloats(f, f, b * b) + D.FmaOfFloats(h, h, d * d)), ref sums,
                row * 8 + 64);
        }
    }

    /// <summary>Writes eight partial sums per row to <paramref name="sums"/>, and those of squares 64 doubles after them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Rows<F, D, TMode>(ref float x, nint rows, nint size, nint stride, ref double sums)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        for (nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, stride))
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
            nint rest = size - i;
            if (rest > 0)
            {
                F t = rest >= 16 ? F.Load(ref x, i) : F.MaskedLoad(ref x, i, rest);
                D a = F.Lower(t), b = F.Upper(t);
                s0 += a; s1 += b; q0 = D.FmaOfFloats(a, a, q0); q1 = D.FmaOfFloats(b, b, q1);
            }
            if (rest > 16)
            {
                F t = rest >= 32 ? F.Load(ref x, i + 16) : F.MaskedLoad(ref x, i + 16, rest - 16);
                D a = F.Lower(t), b = F.Upper(t);
                s2 += a; s3 += b; q2 = D.FmaOfFloats(a, a, q2); q3 = D.FmaOfFloats(b, b, q3);
            }
            if (rest > 32)
            {
                F t = rest >= 48 ? F.Load(ref x, i + 32) : F.MaskedLoad(ref x, i + 32, rest - 32);
                D a = F.Lower(t), b = F.Upper(t);
                s4 += a; s5 += b; q4 = D.FmaOfFloats(a, a, q4); q5 = D.FmaOfFloats(b, b, q5);
            }
            if (rest > 48)
            {
                F t = F.MaskedLoad(ref x, i + 48, rest - 48);
                D a = F.Lower(t), b = F.Upper(t);
                s6 += a; s7 += b; q6 = D.FmaOfFloats(a, a, q6); q7 = D.FmaOfFloats(b, b, q7);
            }
            if (TMode.SubtractsMean)
            {
                D.Store(((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7)), ref sums, row * 8);
            }

            D.Store(((q0 + q4) + (q2 + q6)) + ((q1 + q5) + (q3 + q7)), ref sums, row * 8 + 64);
        }
    }
}
