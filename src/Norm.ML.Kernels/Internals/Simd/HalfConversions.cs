using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Norm.ML.Internals.Simd;

/// <summary>Conversions between <see cref="Half"/> and <see cref="float"/>: the bits that the casts give, 32 elements at a time.</summary>
internal static class HalfConversions
{
    private const int Step = 32;

    // Of the bits of a float: the sign; the magnitude of a half, its exponent at the place of a float's; infinity of a half there.
    private const uint Sign = 0x80000000, Magnitude = 0x0FFFE000, Infinity = 0x0F800000;

    // The difference of the biases of the exponents, 127 - 15, as a factor.
    private const float Bias = 5.192296858534828e33f; // 2^112

    /// <summary>Widens. Exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen(ReadOnlySpan<Half> source, Span<float> destination)
    {
        ref short from = ref Unsafe.As<Half, short>(ref MemoryMarshal.GetReference(source));
        ref float to = ref MemoryMarshal.GetReference(destination[..source.Length]);
        Vector512<uint> largest = Vector512<uint>.Zero;
        int i = 0;
        for (; i <= source.Length - Step; i += Step)
        {
            Vector512<short> halves = Vector512.LoadUnsafe(ref from, (nuint)i);
            Widen(Vector512.WidenLower(halves).AsUInt32(), ref largest).StoreUnsafe(ref to, (nuint)i);
            Widen(Vector512.WidenUpper(halves).AsUInt32(), ref largest).StoreUnsafe(ref to, (nuint)i + Step / 2);
        }

        int whole = i;
        for (; i < source.Length; i++)
        {
            Unsafe.Add(ref to, i) = (float)source[i];
        }

        if (!Vector512.GreaterThanOrEqualAny(largest, Vector512.Create(Infinity)))
        {
            return;
        }

        for (i = 0; i < whole; i++)
        {
            if (!Half.IsFinite(source[i]))
            {
                Unsafe.Add(ref to, i) = (float)source[i];
            }
        }
    }

    /// <summary>Rounds to nearest, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Narrow(ReadOnlySpan<float> source, Span<Half> destination)
    {
        ref uint from = ref Unsafe.As<float, uint>(ref MemoryMarshal.GetReference(source));
        ref ushort to = ref Unsafe.As<Half, ushort>(ref MemoryMarshal.GetReference(destination[..source.Length]));
        Vector512<uint> largest = Vector512<uint>.Zero;
        int i = 0;
        for (; i <= source.Length - Step; i += Step)
        {
            Vector512<uint> lower = Narrow(Vector512.LoadUnsafe(ref from, (nuint)i), ref largest);
            Vector512.Narrow(lower, Narrow(Vector512.LoadUnsafe(ref from, (nuint)i + Step / 2), ref largest)).StoreUnsafe(ref to, (nuint)i);
        }

        int whole = i;
        for (; i < source.Length; i++)
        {
            destination[i] = (Half)source[i];
        }

        if (!Vector512.GreaterThanAny(largest, Vector512.Create(BitConverter.SingleToUInt32Bits(float.PositiveInfinity))))
        {
            return;
        }

        for (i = 0; i < whole; i++)
        {
            if (float.IsNaN(source[i]))
            {
                destination[i] = (Half)source[i];
            }
        }
    }

    // The exponent and the significand are moved to where a float has them; the product corrects the bias, also of a subnormal number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Widen(Vector512<uint> half, ref Vector512<uint> largest)
    {
        Vector512<uint> magnitude = (half << 13) & Vector512.Create(Magnitude);
        largest = Vector512.Max(largest, magnitude);
        return (half & Vector512.Create(Sign)).AsSingle() | magnitude.AsSingle() * Vector512.Create(Bias);
    }

    // Adding 2^(e + 13) to a number of exponent e rounds it to the ten bits after the point that a half has; below exponent -14, to the places of a
    // subnormal half. The difference of the bits before and after counts these places.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Narrow(Vector512<uint> bits, ref Vector512<uint> largest)
    {
        const uint smallest = 0x38800000, overflow = 0x47800000, thirteen = 13 << 23; // 2^-14, 2^16
        Vector512<uint> magnitude = bits & Vector512.Create(~Sign);
        largest = Vector512.Max(largest, magnitude);
        magnitude = Vector512.Min(magnitude, Vector512.Create(overflow));
        Vector512<uint> exponent = Vector512.Max(magnitude & Vector512.Create(0x7F800000u), Vector512.Create(smallest));
        Vector512<uint> unit = exponent + Vector512.Create(thirteen);
        Vector512<uint> places = (magnitude.AsSingle() + unit.AsSingle()).AsUInt32() - unit;
        return (places + (exponent >> 13) - Vector512.Create(smallest >> 13)) | ((bits >> 16) & Vector512.Create(Sign >> 16));
    }
}
