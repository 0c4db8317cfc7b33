using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Simd;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Channels;

/// <summary>
/// The affine step of a single row with a channel per element, as a cursor or a service calls it: checks in line, no pinned memory. The operations
/// are those of <see cref="AffineLoops"/>, so the bits are the same.
/// </summary>
internal static class AffineRow
{
    private const int Vector = 8;

    /// <summary>
    /// Applies <see cref="ChannelAffine"/>'s coefficients. False, without a result, if this is not one row or if an argument is wrong: the general
    /// way computes it or says what is wrong.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Apply<T>(ReadOnlySpan<T> x, double[] coefficients, Span<T> y, NormLayout layout)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T source = ref MemoryMarshal.GetReference(x), target = ref MemoryMarshal.GetReference(y);
        if (typeof(T) == typeof(Half) || x.Length * ChannelAffine.Width != coefficients.Length || y.Length < x.Length
            || (uint)layout > (uint)NormLayout.ChannelsLast || !SoftwareFma.IsHardware
            || (!Unsafe.AreSame(ref source, ref target) && x.Overlaps(y[..x.Length])))
        {
            return false;
        }

        ref double p = ref MemoryMarshal.GetArrayDataReference(coefficients);
        if (typeof(T) == typeof(float))
        {
            Floats(ref Unsafe.As<T, float>(ref source), ref Unsafe.As<T, float>(ref target), ref p, x.Length);
        }
        else
        {
            Doubles(ref Unsafe.As<T, double>(ref source), ref Unsafe.As<T, double>(ref target), ref p, x.Length);
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Floats(ref float x, ref float y, ref double p, nint channels)
    {
        if (channels < Vector)
        {
            FewFloats(ref x, ref y, ref p, channels);
        }
        else if (Vector512.IsHardwareAccelerated)
        {
            Row<float, SimdDouble8Of512, FloatAffine<SimdDouble8Of512>>(ref x, ref y, ref p, channels);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Row<float, SimdDouble8Of256, FloatAffine<SimdDouble8Of256>>(ref x, ref y, ref p, channels);
        }
        else
        {
            Row<float, SimdDouble8Of128, FloatAffine<SimdDouble8Of128>>(ref x, ref y, ref p, channels);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Doubles(ref double x, ref double y, ref double p, nint channels)
    {
        if (channels < Vector)
        {
            FewDoubles(ref x, ref y, ref p, channels);
        }
        else if (Vector512.IsHardwareAccelerated)
        {
            Row<double, SimdDouble8Of512, DoubleAffine<SimdDouble8Of512>>(ref x, ref y, ref p, channels);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Row<double, SimdDouble8Of256, DoubleAffine<SimdDouble8Of256>>(ref x, ref y, ref p, channels);
        }
        else
        {
            Row<double, SimdDouble8Of128, DoubleAffine<SimdDouble8Of128>>(ref x, ref y, ref p, channels);
        }
    }

    // At least eight channels. The last vector overlaps the one before it; in place, it has to be read before that is written.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Row<T, D, TStep>(ref T x, ref T y, ref double p, nint channels)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        ref double shifts = ref Unsafe.Add(ref p, channels), lows = ref Unsafe.Add(ref shifts, channels), means = ref Unsafe.Add(ref lows, channels);
        nint last = channels - Vector;
        D end = TStep.Load(ref x, last);
        for (nint i = 0; i < last; i += Vector)
        {
            D low = TStep.UsesLow ? D.Load(ref lows, i) : default;
            TStep.Store(TStep.Apply(TStep.Load(ref x, i), D.Load(ref means, i), D.Load(ref p, i), low, D.Load(ref shifts, i)), ref y, i);
        }

        D lastLow = TStep.UsesLow ? D.Load(ref lows, last) : default;
        TStep.Store(TStep.Apply(end, D.Load(ref means, last), D.Load(ref p, last), lastLow, D.Load(ref shifts, last)), ref y, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void FewFloats(ref float x, ref float y, ref double p, nint channels)
    {
        if (channels >= 4)
        {
            ref double shifts = ref Unsafe.Add(ref p, channels), means = ref Unsafe.Add(ref p, 3 * channels);
            nint last = channels - 4; // overlaps the first four
            Vector256<double> a = Conversions.Widen(Vector128.LoadUnsafe(ref x)) - Vector256.LoadUnsafe(ref means);
            Vector256<double> b = Conversions.Widen(Vector128.LoadUnsafe(ref x, (nuint)last)) - Vector256.LoadUnsafe(ref means, (nuint)last);
            a = Vector256.FusedMultiplyAdd(a, Vector256.LoadUnsafe(ref p), Vector256.LoadUnsafe(ref shifts));
            b = Vector256.FusedMultiplyAdd(b, Vector256.LoadUnsafe(ref p, (nuint)last), Vector256.LoadUnsafe(ref shifts, (nuint)last));
            Conversions.Narrow(a).StoreUnsafe(ref y);
            Conversions.Narrow(b).StoreUnsafe(ref y, (nuint)last);
            return;
        }

        for (nint i = 0; i < channels; i++)
        {
            double c = Unsafe.Add(ref x, i) - Unsafe.Add(ref p, 3 * channels + i);
            Unsafe.Add(ref y, i) = (float)Math.FusedMultiplyAdd(c, Unsafe.Add(ref p, i), Unsafe.Add(ref p, channels + i));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void FewDoubles(ref double x, ref double y, ref double p, nint channels)
    {
        for (nint i = 0; i < channels; i++)
        {
            double c = Unsafe.Add(ref x, i) - Unsafe.Add(ref p, 3 * channels + i), scale = Unsafe.Add(ref p, i);
            double shift = Math.FusedMultiplyAdd(c, Unsafe.Add(ref p, 2 * channels + i), Unsafe.Add(ref p, channels + i));
            Unsafe.Add(ref y, i) = Math.FusedMultiplyAdd(c, scale, shift);
        }
    }
}
