using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Memory;

namespace Norm.ML.Internals.Rows.Quantized;

/// <summary>
/// Rows of floats as signed bytes with a scale per row. The exact quotient of two floats is a half, or at least 2^-25 away from every half. The
/// product with the inverse of the scale, in double, is within 2^-44 of the quotient: rounded to a multiple of 2^-30, it is a half only if the
/// quotient is. A second rounding, to even integers at halves, is then that of the exact quotient, with the same bits for every vector width.
/// </summary>
internal static class QuantizedRows
{
    // Adding and subtracting 1.5 * 2^52 * 2^-30 (or 2^0) rounds a small double to a multiple of 2^-30 (or an integer), halves to even.
    private const double ToFraction = 6755399441055744.0 / (1 << 30), ToInteger = 6755399441055744.0;

    private const int Block = 4096;
    private const float Largest = 127;

    /// <summary>Normalizes rows, and quantises them while they are in the L1 cache.</summary>
    public static void Run<TNorm>(ReadOnlySpan<float> x, int rows, int size, Span<sbyte> destination, Span<float> scales, Span<int> sums, TNorm norm)
        where TNorm : IRowNorm<float>, allows ref struct
    {
        int step = Math.Max(1, Block / size);
        using var scratch = new Scratch<float>(Math.Min(step, rows) * size);
        for (int row = 0; row < rows; row += step)
        {
            int count = Math.Min(step, rows - row), length = count * size;
            Span<float> normalized = scratch.Span[..length];
            norm.Normalize(x.Slice(row * size, length), normalized);
            Quantize(
                normalized, size, destination.Slice(row * size, length), scales.Slice(row, count), sums.IsEmpty ? sums : sums.Slice(row, count));
        }
    }

    /// <summary>Quantises rows.</summary>
    public static void Quantize(ReadOnlySpan<float> y, int size, Span<sbyte> q, Span<float> scales, Span<int> sums)
    {
        ref float source = ref MemoryMarshal.GetReference(y);
        ref sbyte target = ref MemoryMarshal.GetReference(q);
        for (int row = 0; row < scales.Length; row++)
        {
            nint at = (nint)row * size;
            float scale = Scale(Magnitude(ref Unsafe.Add(ref source, at), size));
            scales[row] = scale;
            int sum = 0;
            if (scale > 0)
            {
                sum = Row(ref Unsafe.Add(ref source, at), 1.0 / scale, ref Unsafe.Add(ref target, at), size);
            }
            else
            {
                q.Slice((int)at, size).Clear();
            }

            if (!sums.IsEmpty)
            {
                sums[row] = sum;
            }
        }
    }

    // NaN for a row that is not finite.
    private static float Scale(float magnitude)
    {
        if (!float.IsFinite(magnitude))
        {
            return float.NaN;
        }

        float scale = magnitude / Largest;
        if (magnitude > 0 && !float.IsNormal(scale))
        {
            while ((double)scale * Largest < magnitude)
            {
                scale = float.BitIncrement(scale); // a subnormal scale has few bits
            }
        }

        return scale;
    }

    // The bits of the magnitude of a float are in the order of the magnitudes, those of NaN above all others.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Magnitude(ref float y, nint size)
    {
        nint i = 0;
        int largest = 0;
        if (Vector512.IsHardwareAccelerated && size >= Vector512<float>.Count)
        {
            Vector512<int> most = default, next = default;
            for (; i <= size - 2 * Vector512<float>.Count; i += 2 * Vector512<float>.Count)
            {
                most = Vector512.Max(most, Vector512.Abs(Vector512.LoadUnsafe(ref y, (nuint)i)).AsInt32());
                next = Vector512.Max(next, Vector512.Abs(Vector512.LoadUnsafe(ref y, (nuint)(i + Vector512<float>.Count))).AsInt32());
            }

            most = Vector512.Max(most, next);
            Vector256<int> half = Vector256.Max(most.GetLower(), most.GetUpper());
            largest = Most(Vector128.Max(half.GetLower(), half.GetUpper()));
        }
        else if (Vector128.IsHardwareAccelerated && size >= Vector256<float>.Count)
        {
            Vector256<int> most = default, next = default;
            for (; i <= size - 2 * Vector256<float>.Count; i += 2 * Vector256<float>.Count)
            {
                most = Vector256.Max(most, Vector256.Abs(Vector256.LoadUnsafe(ref y, (nuint)i)).AsInt32());
                next = Vector256.Max(next, Vector256.Abs(Vector256.LoadUnsafe(ref y, (nuint)(i + Vector256<float>.Count))).AsInt32());
            }

            most = Vector256.Max(most, next);
            largest = Most(Vector128.Max(most.GetLower(), most.GetUpper()));
        }

        for (; i < size; i++)
        {
            largest = Math.Max(largest, BitConverter.SingleToInt32Bits(Unsafe.Add(ref y, i)) & int.MaxValue);
        }

        return BitConverter.Int32BitsToSingle(largest);
    }

    private static int Most(Vector128<int> four) => Math.Max(Math.Max(four[0], four[1]), Math.Max(four[2], four[3]));

    // Writes a row, and gives the sum of its bytes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int Row(ref float y, double inverse, ref sbyte q, nint size)
    {
        nint i = 0;
        int sum = 0;
        if (Vector512.IsHardwareAccelerated && size >= 16)
        {
            Vector512<double> factor = Vector512.Create(inverse);
            Vector512<int> total = default;
            for (; i <= size - 16; i += 16)
            {
                Vector256<float> lower = Vector256.LoadUnsafe(ref y, (nuint)i), upper = Vector256.LoadUnsafe(ref y, (nuint)(i + 8));
                Vector512<int> integers = Vector512.Create(Rounded(Wide(lower), factor), Rounded(Wide(upper), factor));
                total += integers;
                Vector512.Narrow(integers, integers).GetLower().Narrow8().StoreUnsafe(ref q, (nuint)i);
            }

            sum = Vector512.Sum(total);
        }
        else if (Vector128.IsHardwareAccelerated && size >= 8)
        {
            Vector256<double> factor = Vector256.Create(inverse);
            Vector256<int> total = default;
            for (; i <= size - 8; i += 8)
            {
                Vector256<float> eight = Vector256.LoadUnsafe(ref y, (nuint)i);
                Vector256<int> integers = Vector256.Create(
                    Rounded(Vector256.WidenLower(eight), factor), Rounded(Vector256.WidenUpper(eight), factor));
                total += integers;
                Vector128<short> shorts = Vector128.Narrow(integers.GetLower(), integers.GetUpper());
                Unsafe.WriteUnaligned(ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref q, i)), Vector128.Narrow(shorts, shorts).AsInt64().ToScalar());
            }

            sum = Vector256.Sum(total);
        }

        for (; i < size; i++)
        {
            double rounded = Unsafe.Add(ref y, i) * inverse + ToFraction - ToFraction + ToInteger - ToInteger;
            int integer = (int)rounded;
            sum += integer;
            Unsafe.Add(ref q, i) = (sbyte)integer;
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Wide(Vector256<float> eight) => Vector512.Create(Vector256.WidenLower(eight), Vector256.WidenUpper(eight));

    // The lower half of the bits of a double that 1.5 * 2^52 was added to is the integer.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Rounded(Vector512<double> values, Vector512<double> factor)
    {
        Vector512<double> fraction = Vector512.Create(ToFraction);
        Vector512<double> sum = values * factor + fraction - fraction + Vector512.Create(ToInteger);
        return Vector512.Narrow(sum.AsInt64(), sum.AsInt64()).GetLower();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Rounded(Vector256<double> values, Vector256<double> factor)
    {
        Vector256<double> fraction = Vector256.Create(ToFraction);
        Vector256<double> sum = values * factor + fraction - fraction + Vector256.Create(ToInteger);
        return Vector256.Narrow(sum.AsInt64(), sum.AsInt64()).GetLower();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> Narrow8(this Vector256<short> shorts) => Vector128.Narrow(shorts.GetLower(), shorts.GetUpper());
}
