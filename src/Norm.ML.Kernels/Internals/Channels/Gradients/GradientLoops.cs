using System.Runtime.CompilerServices;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Channels.Gradients;

/// <summary>
/// The two passes of a gradient over channels: sums of <c>dy</c> and of <c>dy * (x - mean)</c>, then <c>dx = dy * a + ((x - mean) * b + c)</c>.
/// Parameters and results are arrays of one double per channel, one array after the other. Floats use plain sums in double. Doubles use <see
/// cref="ExactGradientSums{D}"/>, and a has a high and a low part. The order of additions is defined in <c>Norm.ML.Simd.UnrolledRows</c>.
/// </summary>
internal static class GradientLoops<T, D, TStep> where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
{
    /// <summary>
    /// Rows per block. Its cache lines stay in the cache for the next eight channels; a block also limits the length of a chain of additions.
    /// </summary>
    private const nint Block = 32;

    /// <summary><paramref name="sums"/> holds the sums of dy, those of dy * (x - mean), and for doubles the low parts of both.</summary>
    public static void Sum(ref T dy, ref T x, nint examples, nint channels, nint spatial, bool rows, ref double means, ref double sums)
    {
        if (rows)
        {
            nint count = examples * spatial;
            for (nint row = 0; row < count; row += Block)
            {
                for (nint c = 0; c < channels; c += 8)
                {
                    Strip(
                        ref Unsafe.Add(ref dy, row * channels + c), ref Unsafe.Add(ref x, row * channels + c), nint.Min(Block, count - row), channels,
                        nint.Min(8, channels - c), ref Unsafe.Add(ref means, c), ref Unsafe.Add(ref sums, c));
                }
            }
            return;
        }
        for (nint plane = 0; plane < examples * channels; plane++)
        {
            nint c = plane % channels, at = plane * spatial;
            Plane(ref Unsafe.Add(ref dy, at), ref Unsafe.Add(ref x, at), spatial, Unsafe.Add(ref means, c), ref Unsafe.Add(ref sums, c), channels);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Strip(ref T dy, ref T x, nint rows, nint channels, nint count, ref double means, ref double sums)
    {
        if (typeof(T) == typeof(double))
        {
            ExactGradientSums<D>.Strip(ref Unsafe.As<T, double>(ref dy), ref Unsafe.As<T, double>(ref x), rows, channels, count, ref means, ref sums);
            return;
        }
        bool whole = count == 8;
        D mean = Load(ref means, count), s = D.Zero, q = s;
        for (nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, channels), dy = ref Unsafe.Add(ref dy, channels))
        {
            D gradient = whole ? TStep.Load(ref dy, 0) : TStep.MaskedLoad(ref dy, 0, count);
            s += gradient;
            q = D.Fma(gradient, (whole ? TStep.Load(ref x, 0) : TStep.MaskedLoad(ref x, 0, count)) - mean, q);
        }
        Store(Load(ref sums, count) + s, ref sums, count);
        Store(Load(ref Unsafe.Add(ref sums, channels), count) + q, ref Unsafe.Add(ref sums, channels), count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Plane(ref T dy, ref T x, nint length, double mean, ref double sums, nint channels)
    {
        if (typeof(T) == typeof(double))
        {
            ExactGradientSums<D>.Plane(ref Unsafe.As<T, double>(ref dy), ref Unsafe.As<T, double>(ref x), length, mean, ref sums, channels);
            return;
        }
        D m = D.Broadcast(mean), s0 = D.Zero, s1 = s0, q0 = s0, q1 = s0;
        nint i = 0;
        for (; i <= length - 16; i += 16)
        {
            D a = TStep.Load(ref dy, i), b = TStep.Load(ref dy, i + 8);
            s0 += a; s1 += b;
            q0 = D.Fma(a, TStep.Load(ref x, i) - m, q0);
            q1 = D.Fma(b, TStep.Load(ref x, i + 8) - m, q1);
        }
        for (; i < length; i += 8)
        {
            nint count = nint.Min(8, length - i);
            D a = count == 8 ? TStep.Load(ref dy, i) : TStep.MaskedLoad(ref dy, i, count);
            D b = (count == 8 ? TStep.Load(ref x, i) : TStep.MaskedLoad(ref x, i, count)) - m;
            if (count < 8)
            {
                b = D.First(b, count);
            }

            s0 += a;
            q0 = D.Fma(a, b, q0);
        }
        sums += D.Sum(s0 + s1);
        Unsafe.Add(ref sums, channels) += D.Sum(q0 + q1);
    }

    /// <summary><paramref name="p"/> is a, b, c, the means, and for doubles the low part of a.</summary>
    public static void Apply(ref T dy, ref T x, ref T dx, nint examples, nint channels, nint spatial, bool rows, ref double p)
    {
        if (rows)
        {
            nint count = examples * spatial;
            for (nint row = 0; row < count; row += Block)
            {
                nint block = nint.Min(Block, count - row);
                for (nint c = 0; c < channels; c += 8)
                {
                    nint at = row * channels + c, length = nint.Min(8, channels - c);
                    ref double q = ref Unsafe.Add(ref p, c);
                    D a = Load(ref q, length), b = Load(ref Unsafe.Add(ref q, channels), length);
                    D constant = Load(ref Unsafe.Add(ref q, 2 * channels), length), mean = Load(ref Unsafe.Add(ref q, 3 * channels), length);
                    D low = typeof(T) == typeof(double) ? Load(ref Unsafe.Add(ref q, 4 * channels), length) : default;
                    Walk(
                        ref Unsafe.Add(ref dy, at), ref Unsafe.Add(ref x, at), ref Unsafe.Add(ref dx, at), block, channels, length, a, b, constant,
                        mean, low);
                }
            }
            return;
        }
        for (nint plane = 0; plane < examples * channels; plane++)
        {
            nint at = plane * spatial, whole = spatial / 8;
            ref double q = ref Unsafe.Add(ref p, plane % channels);
            D a = D.Broadcast(q), b = D.Broadcast(Unsafe.Add(ref q, channels)), c = D.Broadcast(Unsafe.Add(ref q, 2 * channels)),
                mean = D.Broadcast(Unsafe.Add(ref q, 3 * channels));
            D low = typeof(T) == typeof(double) ? D.Broadcast(Unsafe.Add(ref q, 4 * channels)) : default;
            Walk(ref Unsafe.Add(ref dy, at), ref Unsafe.Add(ref x, at), ref Unsafe.Add(ref dx, at), whole, 8, 8, a, b, c, mean, low);
            at += whole * 8;
            if (whole * 8 < spatial)
            {
                Walk(
                    ref Unsafe.Add(ref dy, at), ref Unsafe.Add(ref x, at), ref Unsafe.Add(ref dx, at), 1, 8, spatial - whole * 8, a, b, c, mean, low);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Walk(ref T dy, ref T x, ref T dx, nint steps, nint stride, nint count, D a, D b, D c, D mean, D low)
    {
        for (nint i = 0; i < steps * stride; i += stride)
        {
            if (count == 8)
            {
                TStep.Store(One(TStep.Load(ref dy, i), TStep.Load(ref x, i), a, b, c, mean, low), ref dx, i);
            }
            else
            {
                TStep.MaskedStore(One(TStep.MaskedLoad(ref dy, i, count), TStep.MaskedLoad(ref x, i, count), a, b, c, mean, low), ref dx, i, count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D One(D dy, D x, D a, D b, D c, D mean, D low)
    {
        D rest = D.Fma(x - mean, b, c);
        return D.Fma(dy, a, typeof(T) == typeof(double) ? D.Fma(dy, low, rest) : rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D Load(ref double source, nint count) => count == 8 ? D.Load(ref source, 0) : D.MaskedLoad(ref source, 0, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(D value, ref double destination, nint count)
    {
        if (count == 8)
        {
            D.Store(value, ref destination, 0);
        }
        else
        {
            D.MaskedStore(value, ref destination, 0, count);
        }
    }
}
