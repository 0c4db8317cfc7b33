using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Norm.ML.Internals.Simd;

/// <summary>
/// <c>a * b + c</c> with one rounding for processors without such an instruction, and for programs that were compiled for such processors: NativeAOT
/// for x64 that names no instruction set. The results have the bits that the instruction gives.
/// </summary>
/// <remarks>
/// A guess takes few operations and says for which elements it may be wrong. That is rare; then the elements are computed again, right in every case.
/// </remarks>
internal static partial class SoftwareFma
{
    /// <summary>Whether the instruction can be used. A constant for the compiler.</summary>
    public static bool IsHardware
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Fma.IsSupported || AdvSimd.IsSupported;
    }

    /// <summary>Sixteen floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Floats(ref Vector128<float> a, ref Vector128<float> b, ref Vector128<float> c, ref Vector128<float> result)
    {
        if (!Vector128.IsHardwareAccelerated)
        {
            ScalarFloats(ref Of(ref a), ref Of(ref b), ref Of(ref c), ref Of(ref result));
            return;
        }
        FloatDoubt doubt = FloatDoubt.None;
        for (nint i = 0; i < 4; i++)
        {
            Vector128<float> y = Unsafe.Add(ref b, i), z = Unsafe.Add(ref c, i), x = Unsafe.Add(ref a, i);
            Unsafe.Add(ref result, i) = doubt.Round(
                Vector128.WidenLower(x) * Vector128.WidenLower(y) + Vector128.WidenLower(z),
                Vector128.WidenUpper(x) * Vector128.WidenUpper(y) + Vector128.WidenUpper(z));
        }
        if (!doubt.IsAny)
        {
            return;
        }

        for (nint i = 0; i < 4; i++)
        {
            Unsafe.Add(ref result, i) = Exact(Unsafe.Add(ref a, i), Unsafe.Add(ref b, i), Unsafe.Add(ref c, i));
        }
    }

    /// <summary>
    /// Sixteen results of strict rows: <c>fma(fma(x, high, shiftHigh), gamma, fma(fma(x, low, shiftLow), gamma, beta))</c>. The conversions to double
    /// are shared, which takes a third less time than four calls of <see cref="Floats"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void TwoParts(
        ref Vector128<float> x, ref Vector128<float> high, ref Vector128<float> low, ref Vector128<float> shiftHigh, ref Vector128<float> shiftLow,
        ref Vector128<float> gamma, ref Vector128<float> beta, ref Vector128<float> result)
    {
        if (!Vector128.IsHardwareAccelerated)
        {
            ScalarTwoParts(
                ref Of(ref x), ref Of(ref high), ref Of(ref low), ref Of(ref shiftHigh), ref Of(ref shiftLow), ref Of(ref gamma), ref Of(ref beta),
                ref Of(ref result));
            return;
        }
        FloatDoubt doubt = FloatDoubt.None;
        for (nint i = 0; i < 4; i++)
        {
            Vector128<float> element = Unsafe.Add(ref x, i), scale = Unsafe.Add(ref gamma, i);
            Vector128<double> xl = Vector128.WidenLower(element), xu = Vector128.WidenUpper(element);
            Vector128<float> factor = Unsafe.Add(ref low, i), shift = Unsafe.Add(ref shiftLow, i);
            Vector128<float> u = doubt.Round(
                xl * Vector128.WidenLower(factor) + Vector128.WidenLower(shift), xu * Vector128.WidenUpper(factor) + Vector128.WidenUpper(shift));
            factor = Unsafe.Add(ref high, i);
            shift = Unsafe.Add(ref shiftHigh, i);
            Vector128<float> t = doubt.Round(
                xl * Vector128.WidenLower(factor) + Vector128.WidenLower(shift), xu * Vector128.WidenUpper(factor) + Vector128.WidenUpper(shift));
            Vector128<double> gl = Vector128.WidenLower(scale), gu = Vector128.WidenUpper(scale);
            shift = Unsafe.Add(ref beta, i);
            Vector128<float> rest = doubt.Round(
                Vector128.WidenLower(u) * gl + Vector128.WidenLower(shift), Vector128.WidenUpper(u) * gu + Vector128.WidenUpper(shift));
            Unsafe.Add(ref result, i) = doubt.Round(
                Vector128.WidenLower(t) * gl + Vector128.WidenLower(rest), Vector128.WidenUpper(t) * gu + Vector128.WidenUpper(rest));
        }
        if (!doubt.IsAny)
        {
            return;
        }

        for (nint i = 0; i < 4; i++)
        {
            Vector128<float> element = Unsafe.Add(ref x, i), scale = Unsafe.Add(ref gamma, i);
            Unsafe.Add(ref result, i) = Exact(
                Exact(element, Unsafe.Add(ref high, i), Unsafe.Add(ref shiftHigh, i)), scale,
                Exact(Exact(element, Unsafe.Add(ref low, i), Unsafe.Add(ref shiftLow, i)), scale, Unsafe.Add(ref beta, i)));
        }
    }

    /// <summary>Floats, right in every case: the sum is rounded to odd in double, after which rounding to float is right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Exact(Vector128<float> a, Vector128<float> b, Vector128<float> c) => Vector128.Narrow(
        SumToOdd(Vector128.WidenLower(a) * Vector128.WidenLower(b), Vector128.WidenLower(c)),
        SumToOdd(Vector128.WidenUpper(a) * Vector128.WidenUpper(b), Vector128.WidenUpper(c)));

    /// <summary>
    /// The sum; if it is not exact, the one of its two neighbours in double whose last bit is 1. The numbers may be infinite or NaN; they do not
    /// overflow.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> SumToOdd(Vector128<double> p, Vector128<double> c)
    {
        Vector128<double> sum = p + c, part = sum - p, error = (p - (sum - part)) + (c - part);
        Vector128<long> bits = sum.AsInt64(), one = Vector128<long>.One;
        // Not where the error is 0 or NaN, and not where the last bit is 1 already.
        Vector128<long> change = (Vector128.LessThan(error, Vector128<double>.Zero) | Vector128.GreaterThan(error, Vector128<double>.Zero)).AsInt64()
            & ~(Vector128<long>.Zero - (bits & one));
        // Away from 0 if the error has the sign of the sum.
        Vector128<long> step = (Vector128<long>.Zero - ((bits ^ error.AsInt64()) >>> 63)) | one;
        return (bits + (step & change)).AsDouble();
    }

    /// <summary>The low 32 bits of four doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LowHalves(Vector128<double> lower, Vector128<double> upper) => Sse.IsSupported
        ? Sse.Shuffle(lower.AsSingle(), upper.AsSingle(), 0b10_00_10_00).AsInt32()
        : Vector128.Narrow(lower.AsInt64(), upper.AsInt64());

    /// <summary>The high 32 bits of four doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> HighHalves(Vector128<double> lower, Vector128<double> upper) => Sse.IsSupported
        ? Sse.Shuffle(lower.AsSingle(), upper.AsSingle(), 0b11_01_11_01).AsInt32()
        : Vector128.Narrow(lower.AsInt64() >> 32, upper.AsInt64() >> 32);

    /// <summary>Rounds sums of doubles to float, and remembers whether that may have been one rounding too many.</summary>
    /// <remarks>
    /// It is where the first rounding, to double, gives a number halfway between two floats: for normal results the low 29 bits of the double are
    /// then a one and zeros. Subnormal results are always doubtful.
    /// </remarks>
    private struct FloatDoubt
    {
        private Vector128<int> _halfway, _subnormal;

        public static FloatDoubt None
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => new() { _halfway = Vector128<int>.Zero, _subnormal = Vector128<int>.Zero };
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector128<float> Round(Vector128<double> lower, Vector128<double> upper)
        {
            Vector128<float> result = Vector128.Narrow(lower, upper);
            // The low halves without their upper three bits.
            _halfway |= Vector128.Equals(LowHalves(lower, upper) << 3, Vector128.Create(int.MinValue));
            // Twice the bits, which drops the sign; then 0 becomes the largest integer and subnormal numbers the least ones.
            Vector128<int> bits = result.AsInt32();
            _subnormal |= Vector128.LessThan(bits + bits + Vector128.Create(int.MaxValue), Vector128.Create(int.MinValue + 0x00FFFFFF));
            return result;
        }

        public readonly bool IsAny
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => (_halfway | _subnormal) != Vector128<int>.Zero;
        }
    }
}
