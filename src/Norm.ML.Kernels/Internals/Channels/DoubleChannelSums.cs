using System.Runtime.CompilerServices;
using Norm.ML.Internals.Reference;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Channels;

/// <summary>
/// The sums of <see cref="ChannelsLastSums"/> and <see cref="ChannelsFirstSums"/> for doubles, which have no bits to spare. Terms are added as trees
/// of powers of two, so that equal terms, as a column of mostly one value has them, are added without rounding; then what each addition to the sum
/// loses is added to a low part. The order of additions is part of the promise of equal bits.
/// </summary>
internal static class DoubleChannelSums<D> where D : struct, ISimdDouble8<D>
{
    private const int Rows = 32, Plane = 256, Vector = 8;

    /// <summary>Rows that lie <paramref name="stride"/> elements apart; four arrays of <paramref name="columns"/> sums.</summary>
    public static void Last(ref double x, nint rows, nint stride, nint columns, ref double pivots, ref double sums)
    {
        for (nint row = 0; row < rows; row += Rows)
        {
            nint count = nint.Min(Rows, rows - row), c = 0;
            ref double source = ref Unsafe.Add(ref x, row * stride);
            for (; c <= columns - Vector; c += Vector)
            {
                Strip(ref Unsafe.Add(ref source, c), count, stride, columns, ref Unsafe.Add(ref pivots, c), ref Unsafe.Add(ref sums, c));
            }

            if (c < columns)
            {
                MaskedStrip(
                    ref Unsafe.Add(ref source, c), count, stride, columns, columns - c, ref Unsafe.Add(ref pivots, c), ref Unsafe.Add(ref sums, c));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Strip(ref double x, nint rows, nint stride, nint columns, ref double pivots, ref double sums)
    {
        D p = D.Load(ref pivots, 0), s0 = D.Zero, q0 = s0, s1 = s0, q1 = s0;
        nint row = 0;
        for (; row <= rows - 8; row += 8, x = ref Unsafe.Add(ref x, 8 * stride))
        {
            D a = D.Load(ref x, 0) - p, b = D.Load(ref x, stride) - p, c = D.Load(ref x, 2 * stride) - p, d = D.Load(ref x, 3 * stride) - p;
            ref double half = ref Unsafe.Add(ref x, 4 * stride);
            D e = D.Load(ref half, 0) - p, f = D.Load(ref half, stride) - p, g = D.Load(ref half, 2 * stride) - p,
                h = D.Load(ref half, 3 * stride) - p;
            D s = ((a + b) + (c + d)) + ((e + f) + (g + h));
            D q = (D.Fma(b, b, a * a) + D.Fma(d, d, c * c)) + (D.Fma(f, f, e * e) + D.Fma(h, h, g * g));
            (s0, s1, q0, q1) = (s1, s0 + s, q1, q0 + q);
        }
        if (rows - row >= 4)
        {
            D a = D.Load(ref x, 0) - p, b = D.Load(ref x, stride) - p, c = D.Load(ref x, 2 * stride) - p, d = D.Load(ref x, 3 * stride) - p;
            s0 += (a + b) + (c + d);
            q0 += D.Fma(b, b, a * a) + D.Fma(d, d, c * c);
            row += 4;
            x = ref Unsafe.Add(ref x, 4 * stride);
        }
        if (rows - row >= 2)
        {
            D a = D.Load(ref x, 0) - p, b = D.Load(ref x, stride) - p;
            s1 += a + b;
            q1 += D.Fma(b, b, a * a);
            row += 2;
            x = ref Unsafe.Add(ref x, 2 * stride);
        }
        if (row < rows)
        {
            D a = D.Load(ref x, 0) - p;
            s0 += a;
            q0 = D.Fma(a, a, q0);
        }
        Merge(s0 + s1, ref sums, columns, Vector);
        Merge(q0 + q1, ref Unsafe.Add(ref sums, 2 * columns), columns, Vector);
    }

    // The same additions for fewer than eight columns.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MaskedStrip(ref double x, nint rows, nint stride, nint columns, nint count, ref double pivots, ref double sums)
    {
        D p = D.MaskedLoad(ref pivots, 0, count), s0 = D.Zero, q0 = s0, s1 = s0, q1 = s0;
        nint row = 0;
        for (; row <= rows - 8; row += 8, x = ref Unsafe.Add(ref x, 8 * stride))
        {
            Four(ref x, stride, count, p, out D s, out D q);
            Four(ref Unsafe.Add(ref x, 4 * stride), stride, count, p, out D t, out D r);
            (s0, s1, q0, q1) = (s1, s0 + (s + t), q1, q0 + (q + r));
        }
        if (rows - row >= 4)
        {
            Four(ref x, stride, count, p, out D s, out D q);
            s0 += s;
            q0 += q;
            row += 4;
            x = ref Unsafe.Add(ref x, 4 * stride);
        }
        if (rows - row >= 2)
        {
            D a = D.MaskedLoad(ref x, 0, count) - p, b = D.MaskedLoad(ref x, stride, count) - p;
            s1 += a + b;
            q1 += D.Fma(b, b, a * a);
            row += 2;
            x = ref Unsafe.Add(ref x, 2 * stride);
        }
        if (row < rows)
        {
            D a = D.MaskedLoad(ref x, 0, count) - p;
            s0 += a;
            q0 = D.Fma(a, a, q0);
        }
        Merge(s0 + s1, ref sums, columns, count);
        Merge(q0 + q1, ref Unsafe.Add(ref sums, 2 * columns), columns, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(ref double x, nint stride, nint count, D p, out D sum, out D squares)
    {
        D a = D.MaskedLoad(ref x, 0, count) - p, b = D.MaskedLoad(ref x, stride, count) - p;
        D c = D.MaskedLoad(ref x, 2 * stride, count) - p, d = D.MaskedLoad(ref x, 3 * stride, count) - p;
        sum = (a + b) + (c + d);
        squares = D.Fma(b, b, a * a) + D.Fma(d, d, c * c);
    }

    /// <summary>Adjacent elements of one channel: added to its sums, which lie <paramref name="channels"/> doubles apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void First(ref double x, nint length, double pivot, ref double sums, nint channels)
    {
        D p = D.Broadcast(pivot), sum = D.Zero, lostSum = sum, squares = sum, lostSquares = sum;
        for (nint from = 0; from < length; from += Plane)
        {
            nint end = nint.Min(from + Plane, length), i = from;
            D s0 = D.Zero, q0 = s0, s1 = s0, q1 = s0;
            for (; i <= end - 8 * Vector; i += 8 * Vector)
            {
                D a = D.Load(ref x, i) - p, b = D.Load(ref x, i + 8) - p, c = D.Load(ref x, i + 16) - p, d = D.Load(ref x, i + 24) - p;
                D e = D.Load(ref x, i + 32) - p, f = D.Load(ref x, i + 40) - p, g = D.Load(ref x, i + 48) - p, h = D.Load(ref x, i + 56) - p;
                D s = ((a + b) + (c + d)) + ((e + f) + (g + h));
                D q = (D.Fma(b, b, a * a) + D.Fma(d, d, c * c)) + (D.Fma(f, f, e * e) + D.Fma(h, h, g * g));
                (s0, s1, q0, q1) = (s1, s0 + s, q1, q0 + q);
            }
            for (; i <= end - 2 * Vector; i += 2 * Vector)
            {
                D a = D.Load(ref x, i) - p, b = D.Load(ref x, i + 8) - p;
                (s0, s1, q0, q1) = (s1, s0 + (a + b), q1, q0 + D.Fma(b, b, a * a));
            }
            for (; i < end; i += Vector)
            {
                nint count = nint.Min(Vector, end - i);
                D a = count == Vector ? D.Load(ref x, i) - p : D.First(D.MaskedLoad(ref x, i, count) - p, count);
                s1 += a;
                q1 = D.Fma(a, a, q1);
            }
            Add(s0 + s1, ref sum, ref lostSum);
            Add(q0 + q1, ref squares, ref lostSquares);
        }
        Merge(D.Sum(sum), D.Sum(lostSum), ref sums, channels);
        Merge(D.Sum(squares), D.Sum(lostSquares), ref Unsafe.Add(ref sums, 2 * channels), channels);
    }

    private static void Merge(double block, double lost, ref double sums, nint channels)
    {
        DoubleDouble total = DoubleDouble.TwoSum(sums, block);
        sums = total.High;
        Unsafe.Add(ref sums, channels) += total.Low + lost;
    }

    // Two-sum (Knuth): the high part, and the low part columns doubles after it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Merge(D block, ref double sums, nint columns, nint count)
    {
        if (count == Vector)
        {
            D high = D.Load(ref sums, 0), low = D.Load(ref sums, columns);
            Add(block, ref high, ref low);
            D.Store(high, ref sums, 0);
            D.Store(low, ref sums, columns);
        }
        else
        {
            D high = D.MaskedLoad(ref sums, 0, count), low = D.MaskedLoad(ref sums, columns, count);
            Add(block, ref high, ref low);
            D.MaskedStore(high, ref sums, 0, count);
            D.MaskedStore(low, ref sums, columns, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(D value, ref D sum, ref D lost)
    {
        D total = sum + value, part = total - sum;
        lost += (sum - (total - part)) + (value - part);
        sum = total;
    }
}
