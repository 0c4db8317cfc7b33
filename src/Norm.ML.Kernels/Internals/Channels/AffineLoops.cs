using System.Runtime.CompilerServices;
using Norm.ML.Internals.Memory;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Channels;

/// <summary>The loops of the affine step: rows with a channel per element, or planes with a channel for all elements.</summary>
internal static unsafe partial class AffineLoops
{
    /// <summary>Examples of channels, each of <paramref name="spatial"/> adjacent elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Planes<T, D, TStep>(ref T x, ref T y, nint examples, ref double p, nint channels, nint spatial)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        for (nint example = 0; example < examples; example++)
        {
            for (nint c = 0; c < channels; c++, x = ref Unsafe.Add(ref x, spatial), y = ref Unsafe.Add(ref y, spatial))
            {
                Plane<T, D, TStep>(ref x, ref y, spatial, ref Unsafe.Add(ref p, c), channels);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Plane<T, D, TStep>(ref T x, ref T y, nint length, ref double p, nint channels)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        D scale = D.Broadcast(p), shift = D.Broadcast(Unsafe.Add(ref p, channels)), low = D.Broadcast(Unsafe.Add(ref p, 2 * channels)),
            mean = D.Broadcast(Unsafe.Add(ref p, 3 * channels));
        nint i = 0;
        for (; i <= length - 8; i += 8)
        {
            TStep.Store(TStep.Apply(TStep.Load(ref x, i), mean, scale, low, shift), ref y, i);
        }

        if (i == length)
        {
            return;
        }

        TStep.MaskedStore(TStep.Apply(TStep.MaskedLoad(ref x, i, length - i), mean, scale, low, shift), ref y, i, length - i);
    }

    /// <summary>The elements of a cache line: how many parameters after the last one <see cref="StreamRows"/> reads.</summary>
    public static nint LineOf<T>() where T : unmanaged => NonTemporalBuffer.Line / sizeof(T);

    /// <summary>
    /// Rows with non-temporal stores, in the order of memory and by whole cache lines, wherever rows begin. Four short rows share one load of
    /// parameters. Measured on Zen 4, arrays at any offset, time divided by a copy's, through a buffer as before and so: 1.9 and 1.0 at 64 channels,
    /// 1.9 and 1.1 at 256, 2.0 and 1.1 at 768, 2.5 and 1.6 at 1024.
    /// </summary>
    /// <param name="x">The elements.</param>
    /// <param name="y">The results, at a multiple of the element's size.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="p">The parameters, four arrays of <paramref name="period"/> and a line, whose last ones are the first ones again.</param>
    /// <param name="period">After how many elements the parameters begin again: whole rows, and at least a line.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void StreamRows<T, D, TStep>(ref T x, T* y, nint count, ref double p, nint period)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        nint line = LineOf<T>(), stride = period + line;
        ref double shifts = ref Unsafe.Add(ref p, stride), lows = ref Unsafe.Add(ref shifts, stride), means = ref Unsafe.Add(ref lows, stride);
        ref T target = ref Unsafe.AsRef<T>(y);
        nint start = nint.Min(count, (-(nint)y & (NonTemporalBuffer.Line - 1)) / sizeof(T)), i = start, c = start;
        Elements<T, D, TStep>(ref x, ref target, 1, ref p, stride, start);
        if (period % line == 0 && period <= LongestOfFour)
        {
            for (; i <= count - 4 * period; i += 4 * period)
            {
                for (c = start; c < start + period; c += 8)
                {
                    D scale = D.Load(ref p, c), shift = D.Load(ref shifts, c), low = TStep.UsesLow ? D.Load(ref lows, c) : default;
                    D mean = D.Load(ref means, c);
                    nint at = i - start + c;
                    StreamEight<T, D, TStep>(ref x, ref target, at, mean, scale, low, shift);
                    StreamEight<T, D, TStep>(ref x, ref target, at + period, mean, scale, low, shift);
                    StreamEight<T, D, TStep>(ref x, ref target, at + 2 * period, mean, scale, low, shift);
                    StreamEight<T, D, TStep>(ref x, ref target, at + 3 * period, mean, scale, low, shift);
                }
            }

            c = start;
        }

        for (; i <= count - line; i += line)
        {
            for (nint from = 0; from < line; from += 8)
            {
                D low = TStep.UsesLow ? D.Load(ref lows, c + from) : default;
                StreamEight<T, D, TStep>(ref x, ref target, i + from, D.Load(ref means, c + from), D.Load(ref p, c + from), low,
                    D.Load(ref shifts, c + from));
            }

            c += line;
            c -= c >= period ? period : 0;
        }

        NonTemporalBuffer.Fence();
        Elements<T, D, TStep>(ref Unsafe.Add(ref x, i), ref Unsafe.Add(ref target, i), 1, ref Unsafe.Add(ref p, c), stride, count - i);
    }

    // Rows of more channels are read by several streams, which is slower: 1.3 to 1.6 of a copy at 256 channels, where one stream is 1.1.
    private const int LongestOfFour = 128;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StreamEight<T, D, TStep>(ref T x, ref T y, nint i, D mean, D scale, D low, D shift)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        Prefetch.Line(ref x, i + (2 << 10) / sizeof(T));
        TStep.StoreNonTemporal(TStep.Apply(TStep.Load(ref x, i), mean, scale, low, shift), ref y, i);
    }

    /// <summary>Rows from start to end. A single row may be a part of a row; several rows have to be whole.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Elements<T, D, TStep>(ref T x, ref T y, nint rows, ref double p, nint channels, nint length)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        ref double shifts = ref Unsafe.Add(ref p, channels), lows = ref Unsafe.Add(ref shifts, channels), means = ref Unsafe.Add(ref lows, channels);
        for (nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, length), y = ref Unsafe.Add(ref y, length))
        {
            nint i = 0;
            for (; i <= length - 8; i += 8)
            {
                D low = TStep.UsesLow ? D.Load(ref lows, i) : default;
                TStep.Store(TStep.Apply(TStep.Load(ref x, i), D.Load(ref means, i), D.Load(ref p, i), low, D.Load(ref shifts, i)), ref y, i);
            }
            if (i == length)
            {
                continue;
            }

            nint n = length - i;
            D rest = TStep.Apply(
                TStep.MaskedLoad(ref x, i, n), D.MaskedLoad(ref means, i, n), D.MaskedLoad(ref p, i, n), D.MaskedLoad(ref lows, i, n),
                D.MaskedLoad(ref shifts, i, n));
            TStep.MaskedStore(rest, ref y, i, n);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void StreamPlanes<T, D, TStep>(ref T x, T* y, nint examples, ref double p, nint channels, nint spatial, byte* buffer)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        var lines = new NonTemporalBuffer(buffer, y);
        nint capacity = NonTemporalBuffer.Capacity / sizeof(T);
        for (nint example = 0; example < examples; example++)
        {
            for (nint c = 0; c < channels; c++, x = ref Unsafe.Add(ref x, spatial))
            {
                for (nint from = 0; from < spatial; from += capacity)
                {
                    nint length = nint.Min(capacity, spatial - from);
                    Plane<T, D, TStep>(ref Unsafe.Add(ref x, from), ref Unsafe.AsRef<T>((T*)lines.Next), length, ref Unsafe.Add(ref p, c), channels);
                    lines.Advance(length * sizeof(T));
                }
            }
        }
        lines.Finish();
    }
}
