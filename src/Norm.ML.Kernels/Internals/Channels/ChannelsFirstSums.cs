using System.Runtime.CompilerServices;
using Norm.ML.Internals.Reference;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Channels;

/// <summary>
/// The sums of <see cref="ChannelsLastSums"/> for channels first, where the positions of a channel are adjacent in memory. The order of additions is
/// defined in <c>Norm.ML.Simd.UnrolledRows</c>.
/// </summary>
internal static class ChannelsFirstSums
{
    /// <summary>Elements per block of floats; doubles use <see cref="DoubleChannelSums{D}"/>.</summary>
    private const int Block = 4096;

    public static void Add<T, D, TStep>(ref T x, nint examples, nint channels, nint spatial, ref double pivots, ref double sums)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        for (nint example = 0; example < examples; example++)
        {
            for (nint c = 0; c < channels; c++)
            {
                ref T plane = ref Unsafe.Add(ref x, (example * channels + c) * spatial);
                if (typeof(T) == typeof(double))
                {
                    DoubleChannelSums<D>.First(
                        ref Unsafe.As<T, double>(ref plane), spatial, Unsafe.Add(ref pivots, c), ref Unsafe.Add(ref sums, c), channels);
                    continue;
                }

                for (nint from = 0; from < spatial; from += Block)
                {
                    Plane<T, D, TStep>(
                        ref Unsafe.Add(ref plane, from), nint.Min(Block, spatial - from), Unsafe.Add(ref pivots, c), out double sum,
                        out double squares);
                    Merge(sum, ref Unsafe.Add(ref sums, c), channels);
                    Merge(squares, ref Unsafe.Add(ref sums, 2 * channels + c), channels);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Plane<T, D, TStep>(ref T x, nint length, double pivot, out double sum, out double squares)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        D p = D.Broadcast(pivot), s0 = D.Zero, s1 = s0, s2 = s0, s3 = s0, q0 = s0, q1 = s0, q2 = s0, q3 = s0;
        nint i = 0;
        for (; i <= length - 32; i += 32)
        {
            D a = TStep.Load(ref x, i) - p, b = TStep.Load(ref x, i + 8) - p, c = TStep.Load(ref x, i + 16) - p, d = TStep.Load(ref x, i + 24) - p;
            s0 += a; s1 += b; s2 += c; s3 += d;
            q0 = D.Fma(a, a, q0); q1 = D.Fma(b, b, q1); q2 = D.Fma(c, c, q2); q3 = D.Fma(d, d, q3);
        }
        for (; i <= length - 8; i += 8)
        {
            D a = TStep.Load(ref x, i) - p;
            s0 += a;
            q0 = D.Fma(a, a, q0);
        }
        if (i < length)
        {
            D a = D.First(TStep.MaskedLoad(ref x, i, length - i) - p, length - i);
            s1 += a;
            q1 = D.Fma(a, a, q1);
        }
        sum = D.Sum((s0 + s2) + (s1 + s3));
        squares = D.Sum((q0 + q2) + (q1 + q3));
    }

    private static void Merge(double block, ref double high, nint low)
    {
        DoubleDouble total = DoubleDouble.TwoSum(high, block);
        high = total.High;
        Unsafe.Add(ref high, low) += total.Low;
    }
}
