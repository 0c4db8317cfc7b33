using System.Runtime.CompilerServices;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>The loops of the affine step: rows with a channel per element, or planes with a channel for all elements.</summary>
internal static unsafe class AffineLoops
{
    /// <summary>
    /// Rows of channels: blocks of rows that stay in the first cache, and in each block
    /// 32 columns after the other, so that their parameters stay in registers.
    /// </summary>
    public static void Rows<T, D, TStep>(ref T x, ref T y, nint rows, ref double p, nint channels)
        where T : unmanaged where D : struct, IDoubleLanes<D> where TStep : struct, IAffineStep<T, D>
    {
        nint block = nint.Clamp((8 << 10) / sizeof(T) / channels, 4, 1 << 20); // more than four long rows would share few cache sets
        for (nint row = 0; row < rows; row += block)
        {
            nint count = nint.Min(block, rows - row), c = 0;
            ref T source = ref Unsafe.Add(ref x, row * channels), target = ref Unsafe.Add(ref y, row * channels);
            for (; c <= channels - 32; c += 32)
                Columns32<T, D, TStep>(ref Unsafe.Add(ref source, c), ref Unsafe.Add(ref target, c), count, ref Unsafe.Add(ref p, c), channels);
            for (; c < channels; c += 8)
                Columns8<T, D, TStep>(ref Unsafe.Add(ref source, c), ref Unsafe.Add(ref target, c), count, ref Unsafe.Add(ref p, c), channels, channels - c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Columns32<T, D, TStep>(ref T x, ref T y, nint rows, ref double p, nint channels)
        where T : unmanaged where D : struct, IDoubleLanes<D> where TStep : struct, IAffineStep<T, D>
    {
        ref double shifts = ref Unsafe.Add(ref p, channels), lows = ref Unsafe.Add(ref shifts, channels), means = ref Unsafe.Add(ref lows, channels);
        D a0 = D.Load(ref p, 0), a1 = D.Load(ref p, 8), a2 = D.Load(ref p, 16), a3 = D.Load(ref p, 24);
        D b0 = D.Load(ref shifts, 0), b1 = D.Load(ref shifts, 8), b2 = D.Load(ref shifts, 16), b3 = D.Load(ref shifts, 24);
        D l0 = D.Load(ref lows, 0), l1 = D.Load(ref lows, 8), l2 = D.Load(ref lows, 16), l3 = D.Load(ref lows, 24);
        D m0 = D.Load(ref means, 0), m1 = D.Load(ref means, 8), m2 = D.Load(ref means, 16), m3 = D.Load(ref means, 24);
        for (nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, channels), y = ref Unsafe.Add(ref y, channels))
        {
            TStep.Store(TStep.Apply(TStep.Load(ref x, 0), m0, a0, l0, b0), ref y, 0);
            TStep.Store(TStep.Apply(TStep.Load(ref x, 8), m1, a1, l1, b1), ref y, 8);
            TStep.Store(TStep.Apply(TStep.Load(ref x, 16), m2, a2, l2, b2), ref y, 16);
            TStep.Store(TStep.Apply(TStep.Load(ref x, 24), m3, a3, l3, b3), ref y, 24);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Columns8<T, D, TStep>(ref T x, ref T y, nint rows, ref double p, nint channels, nint columns)
        where T : unmanaged where D : struct, IDoubleLanes<D> where TStep : struct, IAffineStep<T, D>
    {
        ref double shifts = ref Unsafe.Add(ref p, channels), lows = ref Unsafe.Add(ref shifts, channels), means = ref Unsafe.Add(ref lows, channels);
        if (columns >= 8)
        {
            D scale = D.Load(ref p, 0), shift = D.Load(ref shifts, 0), low = D.Load(ref lows, 0), mean = D.Load(ref means, 0);
            for (nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, channels), y = ref Unsafe.Add(ref y, channels))
                TStep.Store(TStep.Apply(TStep.Load(ref x, 0), mean, scale, low, shift), ref y, 0);
        }
        else
        {
            D scale = D.LoadPart(ref p, 0, columns), shift = D.LoadPart(ref shifts, 0, columns);
            D low = D.LoadPart(ref lows, 0, columns), mean = D.LoadPart(ref means, 0, columns);
            for (nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, channels), y = ref Unsafe.Add(ref y, channels))
                TStep.StorePart(TStep.Apply(TStep.LoadPart(ref x, 0, columns), mean, scale, low, shift), ref y, 0, columns);
        }
    }

    /// <summary>Examples of channels, each of <paramref name="spatial"/> adjacent elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Planes<T, D, TStep>(ref T x, ref T y, nint examples, ref double p, nint channels, nint spatial)
        where T : unmanaged where D : struct, IDoubleLanes<D> where TStep : struct, IAffineStep<T, D>
    {
        for (nint example = 0; example < examples; example++)
        {
            for (nint c = 0; c < channels; c++, x = ref Unsafe.Add(ref x, spatial), y = ref Unsafe.Add(ref y, spatial))
                Plane<T, D, TStep>(ref x, ref y, spatial, ref Unsafe.Add(ref p, c), channels);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Plane<T, D, TStep>(ref T x, ref T y, nint length, ref double p, nint channels)
        where T : unmanaged where D : struct, IDoubleLanes<D> where TStep : struct, IAffineStep<T, D>
    {
        D scale = D.All(p), shift = D.All(Unsafe.Add(ref p, channels)), low = D.All(Unsafe.Add(ref p, 2 * channels)), mean = D.All(Unsafe.Add(ref p, 3 * channels));
        nint i = 0;
        for (; i <= length - 8; i += 8) TStep.Store(TStep.Apply(TStep.Load(ref x, i), mean, scale, low, shift), ref y, i);
        if (i == length) return;
        TStep.StorePart(TStep.Apply(TStep.LoadPart(ref x, i, length - i), mean, scale, low, shift), ref y, i, length - i);
    }

    /// <summary>Rows past the caches, in the order of memory; directly if every row is whole aligned vectors.</summary>
    public static void StreamRows<T, D, TStep>(ref T x, T* y, nint rows, ref double p, nint channels, byte* buffer)
        where T : unmanaged where D : struct, IDoubleLanes<D> where TStep : struct, IAffineStep<T, D>
    {
        if ((channels * sizeof(T) | (nint)y) % StreamWindow.Line == 0)
        {
            Elements<T, D, TStep, Streamed>(ref x, ref Unsafe.AsRef<T>(y), rows, ref p, channels, channels);
            StreamWindow.Fence();
            return;
        }
        var window = new StreamWindow(buffer, y);
        nint capacity = StreamWindow.Capacity / sizeof(T), step = nint.Max(1, capacity / channels);
        for (nint row = 0; row < rows; row += step)
        {
            nint count = nint.Min(step, rows - row);
            for (nint from = 0; from < channels; from += capacity)
            {
                nint length = nint.Min(capacity, channels - from);
                ref T source = ref Unsafe.Add(ref x, row * channels + from);
                Elements<T, D, TStep, Cached>(ref source, ref Unsafe.AsRef<T>((T*)window.Next), count, ref Unsafe.Add(ref p, from), channels, length);
                window.Advance(count * length * sizeof(T));
            }
        }
        window.Finish();
    }

    /// <summary>Rows element by element. Several rows have to be whole; a single row may be a part of one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Elements<T, D, TStep, TStores>(ref T x, ref T y, nint rows, ref double p, nint channels, nint length)
        where T : unmanaged where D : struct, IDoubleLanes<D> where TStep : struct, IAffineStep<T, D> where TStores : struct, IStores
    {
        ref double shifts = ref Unsafe.Add(ref p, channels), lows = ref Unsafe.Add(ref shifts, channels), means = ref Unsafe.Add(ref lows, channels);
        for (nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, length), y = ref Unsafe.Add(ref y, length))
        {
            nint i = 0;
            for (; i <= length - 8; i += 8)
            {
                D low = TStep.UsesLow ? D.Load(ref lows, i) : default;
                D value = TStep.Apply(TStep.Load(ref x, i), D.Load(ref means, i), D.Load(ref p, i), low, D.Load(ref shifts, i));
                if (TStores.Streaming) TStep.StoreStreaming(value, ref y, i);
                else TStep.Store(value, ref y, i);
            }
            if (i == length) continue;
            nint n = length - i;
            D rest = TStep.Apply(
                TStep.LoadPart(ref x, i, n), D.LoadPart(ref means, i, n), D.LoadPart(ref p, i, n), D.LoadPart(ref lows, i, n), D.LoadPart(ref shifts, i, n));
            TStep.StorePart(rest, ref y, i, n);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void StreamPlanes<T, D, TStep>(ref T x, T* y, nint examples, ref double p, nint channels, nint spatial, byte* buffer)
        where T : unmanaged where D : struct, IDoubleLanes<D> where TStep : struct, IAffineStep<T, D>
    {
        var window = new StreamWindow(buffer, y);
        nint capacity = StreamWindow.Capacity / sizeof(T);
        for (nint example = 0; example < examples; example++)
        {
            for (nint c = 0; c < channels; c++, x = ref Unsafe.Add(ref x, spatial))
            {
                for (nint from = 0; from < spatial; from += capacity)
                {
                    nint length = nint.Min(capacity, spatial - from);
                    Plane<T, D, TStep>(ref Unsafe.Add(ref x, from), ref Unsafe.AsRef<T>((T*)window.Next), length, ref Unsafe.Add(ref p, c), channels);
                    window.Advance(length * sizeof(T));
                }
            }
        }
        window.Finish();
    }
}
