using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Simd;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Floats;

/// <summary>
/// The output of strict rows with gamma and beta on processors without a fused multiply-add: the bits of <see cref="FloatOutput"/> in half the time.
/// A row's coefficients and all that is between stay in registers, in double.
/// </summary>
/// <remarks>
/// <para>With products that are exact, u = c * low + shiftLow, t = c * high + shiftHigh, rest = u * gamma + beta and y = t * gamma + rest are each
/// rounded to double and then to the 24 bits of a float. That is one rounding too many where the first one gives a number halfway between two floats;
/// the eight results are then computed again by <see cref="SoftwareFma.Exact"/>.</para>
/// <para>A float below 2^-126 has less than 24 bits. Where t or u should be such a float, its error times gamma is below 2^-120 (<see cref="IsFor"/>
/// has seen that gamma is at most 2^30). This can matter only if rest or y is below 2^-68: what is added to a greater number is then less than a
/// quarter of a unit in its last place. Such results are computed again, too. No number overflows: normalized values are less than 2^31, gamma at
/// most 2^30, beta 2^100.</para>
/// </remarks>
internal static class SoftwareOutput
{
    private const int Step = 8;
    private const float LargestGamma = 1073741824f, LargestBeta = 1.2676506e30f, SmallestBeta = 3.3881318e-21f; // 2^30, 2^100, 2^-68

    /// <summary>Whether vectors of this kind have no fused multiply-add, and gamma and beta have no extreme numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsFor<F>(ref float gamma, ref float beta, nint size) =>
        typeof(F) == typeof(SimdFloat16Of128) && !SoftwareFma.IsHardware && Fits(ref gamma, ref beta, size);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static bool Fits(ref float gamma, ref float beta, nint size)
    {
        Vector128<float> fits = Vector128<float>.AllBitsSet;
        nint i = 0;
        for (; i <= size - 4; i += 4)
        {
            fits &= Fits(Vector128.LoadUnsafe(ref gamma, (nuint)i), Vector128.LoadUnsafe(ref beta, (nuint)i));
        }

        if (i < size)
        {
            fits &= Fits(MaskedMemory.LoadFour(ref gamma, i, size - i), MaskedMemory.LoadFour(ref beta, i, size - i));
        }

        return fits.AsInt32() == Vector128<int>.AllBitsSet;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Fits(Vector128<float> gamma, Vector128<float> beta)
    {
        gamma = Vector128.Abs(gamma);
        beta = Vector128.Abs(beta);
        return Vector128.LessThanOrEqual(gamma, Vector128.Create(LargestGamma)) & Vector128.LessThanOrEqual(beta, Vector128.Create(LargestBeta))
            & (Vector128.GreaterThanOrEqual(beta, Vector128.Create(SmallestBeta)) | Vector128.Equals(beta, Vector128<float>.Zero));
    }

    /// <summary>Writes one row. The coefficients are those of <see cref="RowBatch.Floats"/>.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Row(ref float x, ref float gamma, ref float beta, ref float y, nint size, ref float coefficients)
    {
        Vector128<double> high = Vector128.Create((double)Unsafe.Add(ref coefficients, RowBatch.High)),
            low = Vector128.Create((double)Unsafe.Add(ref coefficients, RowBatch.Low)),
            shiftHigh = Vector128.Create((double)Unsafe.Add(ref coefficients, RowBatch.ShiftHigh)),
            shiftLow = Vector128.Create((double)Unsafe.Add(ref coefficients, RowBatch.ShiftLow));
        Vector128<float> pivot = Vector128.Create(Unsafe.Add(ref coefficients, RowBatch.Pivot));
        nint i = 0;
        for (; i <= size - Step; i += Step)
        {
            Eight(
                ref Unsafe.Add(ref x, i), ref Unsafe.Add(ref gamma, i), ref Unsafe.Add(ref beta, i), ref Unsafe.Add(ref y, i), pivot, high, low,
                shiftHigh, shiftLow, ref coefficients);
        }
        if (i == size)
        {
            return;
        }

        Unsafe.SkipInit(out Tail tail);
        ref float some = ref Unsafe.As<Tail, float>(ref tail);
        Copy(ref Unsafe.Add(ref x, i), size - i, ref some);
        Copy(ref Unsafe.Add(ref gamma, i), size - i, ref Unsafe.Add(ref some, Step));
        Copy(ref Unsafe.Add(ref beta, i), size - i, ref Unsafe.Add(ref some, 2 * Step));
        Eight(
            ref some, ref Unsafe.Add(ref some, Step), ref Unsafe.Add(ref some, 2 * Step), ref some, pivot, high, low, shiftHigh, shiftLow,
            ref coefficients);
        for (nint k = 0; i + k < size; k++)
        {
            Unsafe.Add(ref y, i + k) = Unsafe.Add(ref some, k);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(
        ref float x, ref float gamma, ref float beta, ref float y, Vector128<float> pivot, Vector128<double> high, Vector128<double> low,
        Vector128<double> shiftHigh, Vector128<double> shiftLow, ref float coefficients)
    {
        Vector128<int> doubt = Vector128<int>.Zero;
        Vector128<float> first = Guess(ref x, ref gamma, ref beta, pivot, high, low, shiftHigh, shiftLow, ref doubt);
        Vector128<float> second = Guess(
            ref Unsafe.Add(ref x, 4), ref Unsafe.Add(ref gamma, 4), ref Unsafe.Add(ref beta, 4), pivot, high, low, shiftHigh, shiftLow, ref doubt);
        if (doubt == Vector128<int>.Zero)
        {
            first.StoreUnsafe(ref y);
            second.StoreUnsafe(ref y, 4);
        }
        else
        {
            Exact(ref x, ref gamma, ref beta, ref y, ref coefficients);
        }
    }

    [InlineArray(3 * Step)]
    private struct Tail
    {
        private float _first;
    }

    private static void Copy(ref float source, nint count, ref float tail)
    {
        for (nint k = 0; k < Step; k++)
        {
            Unsafe.Add(ref tail, k) = k < count ? Unsafe.Add(ref source, k) : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Guess(
        ref float x, ref float gamma, ref float beta, Vector128<float> pivot, Vector128<double> high, Vector128<double> low,
        Vector128<double> shiftHigh, Vector128<double> shiftLow, ref Vector128<int> doubt)
    {
        Vector128<float> c = Vector128.LoadUnsafe(ref x) - pivot, g = Vector128.LoadUnsafe(ref gamma), b = Vector128.LoadUnsafe(ref beta);
        Vector128<double> cl = Vector128.WidenLower(c), cu = Vector128.WidenUpper(c), gl = Vector128.WidenLower(g), gu = Vector128.WidenUpper(g);
        Vector128<double> ul = cl * low + shiftLow, uu = cu * low + shiftLow, tl = cl * high + shiftHigh, tu = cu * high + shiftHigh;
        Round(ref ul, ref uu, ref doubt);
        Round(ref tl, ref tu, ref doubt);
        ul = ul * gl + Vector128.WidenLower(b);
        uu = uu * gu + Vector128.WidenUpper(b);
        Round(ref ul, ref uu, ref doubt);
        Vector128<int> small = Small(SoftwareFma.HighHalves(ul, uu));
        tl = tl * gl + ul;
        tu = tu * gu + uu;
        doubt |= small | Small(SoftwareFma.HighHalves(tl, tu))
            | Vector128.Equals(SoftwareFma.LowHalves(tl, tu) << 3, Vector128.Create(int.MinValue));
        return Vector128.Narrow(tl, tu);
    }

    /// <summary>Rounds to 24 bits. Numbers halfway between two of these need a closer look: with a half added, their low 29 bits are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(ref Vector128<double> lower, ref Vector128<double> upper, ref Vector128<int> doubt)
    {
        Vector128<long> l = lower.AsInt64() + Vector128.Create(1L << 28), u = upper.AsInt64() + Vector128.Create(1L << 28);
        doubt |= Vector128.Equals(SoftwareFma.LowHalves(l.AsDouble(), u.AsDouble()) << 3, Vector128<int>.Zero);
        lower = (l & Vector128.Create(-1L << 29)).AsDouble();
        upper = (u & Vector128.Create(-1L << 29)).AsDouble();
    }

    /// <summary>Where doubles are less than 2^-68, but not below 2^-1042, as 0 is. Twice their upper halves: the sign is dropped, and 0 becomes the
    /// largest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Small(Vector128<int> highHalves) =>
        Vector128.LessThan(highHalves + highHalves + Vector128.Create(int.MaxValue), Vector128.Create(int.MinValue + ((1023 - 68) << 21) - 1));

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Exact(ref float x, ref float gamma, ref float beta, ref float y, ref float row)
    {
        Vector128<float> high = Vector128.Create(Unsafe.Add(ref row, RowBatch.High)), low = Vector128.Create(Unsafe.Add(ref row, RowBatch.Low));
        Vector128<float> shiftHigh = Vector128.Create(Unsafe.Add(ref row, RowBatch.ShiftHigh)),
            shiftLow = Vector128.Create(Unsafe.Add(ref row, RowBatch.ShiftLow)), pivot = Vector128.Create(Unsafe.Add(ref row, RowBatch.Pivot));
        for (nuint i = 0; i < Step; i += 4)
        {
            Vector128<float> c = Vector128.LoadUnsafe(ref x, i) - pivot, g = Vector128.LoadUnsafe(ref gamma, i);
            Vector128<float> rest = SoftwareFma.Exact(SoftwareFma.Exact(c, low, shiftLow), g, Vector128.LoadUnsafe(ref beta, i));
            SoftwareFma.Exact(SoftwareFma.Exact(c, high, shiftHigh), g, rest).StoreUnsafe(ref y, i);
        }
    }
}
