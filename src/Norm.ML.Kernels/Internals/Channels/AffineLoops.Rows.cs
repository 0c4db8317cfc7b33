using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Channels;

internal static unsafe partial class AffineLoops
{
    /// <summary>
    /// Rows of channels. Either four rows are computed side by side, or a block of rows that fits the L1 cache is computed in strips of 32 channels,
    /// whose parameters stay in registers.
    /// </summary>
    public static void Rows<T, D, TStep>(ref T x, ref T y, nint rows, ref double p, nint channels)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        if (InOnePass<T>(channels))
        {
            Elements<T, D, TStep>(ref x, ref y, rows, ref p, channels, channels);
            return;
        }
        if (FourAtATime<T>(channels))
        {
            nint done = rows & -4;
            FourRows<T, D, TStep>(ref x, ref y, done, ref p, channels);
            x = ref Unsafe.Add(ref x, done * channels);
            y = ref Unsafe.Add(ref y, done * channels);
            rows -= done;
        }
        nint block = nint.Clamp((8 << 10) / sizeof(T) / channels, 4, 1 << 20); // more than four long rows would fall into the same cache sets
        for (nint row = 0; row < rows; row += block)
        {
            nint count = nint.Min(block, rows - row), c = 0;
            ref T source = ref Unsafe.Add(ref x, row * channels), target = ref Unsafe.Add(ref y, row * channels);
            for (; c <= channels - 32; c += 32)
            {
                Strip32<T, D, TStep>(ref Unsafe.Add(ref source, c), ref Unsafe.Add(ref target, c), count, ref Unsafe.Add(ref p, c), channels);
            }

            if (c <= channels - 16 && HasStrip16<T>())
            {
                Strip16<T, D, TStep>(ref Unsafe.Add(ref source, c), ref Unsafe.Add(ref target, c), count, ref Unsafe.Add(ref p, c), channels);
                c += 16;
            }
            for (; c < channels; c += 8)
            {
                Strip8<T, D, TStep>(
                    ref Unsafe.Add(ref source, c), ref Unsafe.Add(ref target, c), count, ref Unsafe.Add(ref p, c), channels, channels - c);
            }
        }
    }

    /// <summary>
    /// Whether a row is computed from start to end, with parameters from the cache, instead of in strips. Measured on Zen 5, time in strips divided
    /// by time in rows: 1.05 to 1.4 at 512 channels, 1.35 to 1.75 at 768 and 1024, 0.85 at 2048, where the parameters leave the L1 cache. Less than 1
    /// at 64 to 320 channels if rows are not aligned.
    /// </summary>
    private static bool InOnePass<T>(nint channels) where T : unmanaged =>
        Vector512.IsHardwareAccelerated && sizeof(T) == sizeof(double) && channels % 8 == 0 && channels is >= 512 and <= 1024;

    /// <summary>
    /// Whether four rows are computed side by side, so that one load of parameters serves four rows. Strips of 32 channels do not fit the registers
    /// of 256-bit vectors. Measured, time in strips divided by time of four rows, in the L2 to L1 cache, with 256-bit vectors: doubles 1.3 to 2 at 32
    /// to 64 channels, 1.6 to 3 at 96 to 512, 1.0 to 1.8 above; floats 1.0 at 32 and 64, 1.0 to 1.6 above. With 512-bit vectors: doubles 1.0 to 1.4
    /// at 224 to 504, 1.0 to 1.1 above 1024, 0.85 to 1.0 at 40 to 96.
    /// </summary>
    private static bool FourAtATime<T>(nint channels) where T : unmanaged =>
        channels % 8 == 0 && (Vector512.IsHardwareAccelerated ? sizeof(T) == sizeof(double) && channels >= 224 : channels >= 32);

    /// <summary>
    /// Whether the parameters of a strip of 16 channels fit the registers. Measured with 256-bit vectors, time of two strips of 8 doubles divided by
    /// time of one strip of 16: 0.85 if rows are not aligned.
    /// </summary>
    private static bool HasStrip16<T>() where T : unmanaged => sizeof(T) == sizeof(float) || Vector512.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void FourRows<T, D, TStep>(ref T x, ref T y, nint rows, ref double p, nint channels)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        ref double shifts = ref Unsafe.Add(ref p, channels), lows = ref Unsafe.Add(ref shifts, channels), means = ref Unsafe.Add(ref lows, channels);
        for (nint row = 0; row < rows; row += 4, x = ref Unsafe.Add(ref x, 4 * channels), y = ref Unsafe.Add(ref y, 4 * channels))
        {
            for (nint i = 0; i < channels; i += 8)
            {
                D scale = D.Load(ref p, i), shift = D.Load(ref shifts, i), low = TStep.UsesLow ? D.Load(ref lows, i) : default,
                    mean = D.Load(ref means, i);
                TStep.Store(TStep.Apply(TStep.Load(ref x, i), mean, scale, low, shift), ref y, i);
                TStep.Store(TStep.Apply(TStep.Load(ref x, i + channels), mean, scale, low, shift), ref y, i + channels);
                TStep.Store(TStep.Apply(TStep.Load(ref x, i + 2 * channels), mean, scale, low, shift), ref y, i + 2 * channels);
                TStep.Store(TStep.Apply(TStep.Load(ref x, i + 3 * channels), mean, scale, low, shift), ref y, i + 3 * channels);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Strip32<T, D, TStep>(ref T x, ref T y, nint rows, ref double p, nint channels)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        ref double shifts = ref Unsafe.Add(ref p, channels), lows = ref Unsafe.Add(ref shifts, channels), means = ref Unsafe.Add(ref lows, channels);
        D a0 = D.Load(ref p, 0), a1 = D.Load(ref p, 8), a2 = D.Load(ref p, 16), a3 = D.Load(ref p, 24);
        D b0 = D.Load(ref shifts, 0), b1 = D.Load(ref shifts, 8), b2 = D.Load(ref shifts, 16), b3 = D.Load(ref shifts, 24);
        D l0 = default, l1 = default, l2 = default, l3 = default;
        if (TStep.UsesLow)
        {
            l0 = D.Load(ref lows, 0);
            l1 = D.Load(ref lows, 8);
            l2 = D.Load(ref lows, 16);
            l3 = D.Load(ref lows, 24);
        }
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
    private static void Strip16<T, D, TStep>(ref T x, ref T y, nint rows, ref double p, nint channels)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        ref double shifts = ref Unsafe.Add(ref p, channels), lows = ref Unsafe.Add(ref shifts, channels), means = ref Unsafe.Add(ref lows, channels);
        D a0 = D.Load(ref p, 0), a1 = D.Load(ref p, 8), b0 = D.Load(ref shifts, 0), b1 = D.Load(ref shifts, 8);
        D l0 = D.Load(ref lows, 0), l1 = D.Load(ref lows, 8), m0 = D.Load(ref means, 0), m1 = D.Load(ref means, 8);
        for (nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, channels), y = ref Unsafe.Add(ref y, channels))
        {
            TStep.Store(TStep.Apply(TStep.Load(ref x, 0), m0, a0, l0, b0), ref y, 0);
            TStep.Store(TStep.Apply(TStep.Load(ref x, 8), m1, a1, l1, b1), ref y, 8);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Strip8<T, D, TStep>(ref T x, ref T y, nint rows, ref double p, nint channels, nint columns)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        ref double shifts = ref Unsafe.Add(ref p, channels), lows = ref Unsafe.Add(ref shifts, channels), means = ref Unsafe.Add(ref lows, channels);
        if (columns >= 8)
        {
            D scale = D.Load(ref p, 0), shift = D.Load(ref shifts, 0), low = D.Load(ref lows, 0), mean = D.Load(ref means, 0);
            for (nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, channels), y = ref Unsafe.Add(ref y, channels))
            {
                TStep.Store(TStep.Apply(TStep.Load(ref x, 0), mean, scale, low, shift), ref y, 0);
            }
        }
        else
        {
            D scale = D.MaskedLoad(ref p, 0, columns), shift = D.MaskedLoad(ref shifts, 0, columns);
            D low = D.MaskedLoad(ref lows, 0, columns), mean = D.MaskedLoad(ref means, 0, columns);
            for (nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, channels), y = ref Unsafe.Add(ref y, channels))
            {
                TStep.MaskedStore(TStep.Apply(TStep.MaskedLoad(ref x, 0, columns), mean, scale, low, shift), ref y, 0, columns);
            }
        }
    }
}
