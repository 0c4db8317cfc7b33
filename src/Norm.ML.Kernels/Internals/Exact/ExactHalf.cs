namespace Norm.ML.Internals.Exact;

/// <summary>Floats that lie halfway between two Halves: y, which may lie on either side of such a float, decides.</summary>
internal static class ExactHalf
{
    private const float SmallestNormal = 6.103515625e-05f; // 2^-14
    private const float Following = 65536; // the number that follows the largest Half

    public static void Settle(ref ExactRow row, ReadOnlySpan<float> nearest, Span<Half> y)
    {
        for (int i = 0; i < nearest.Length; i++)
        {
            float f = nearest[i];
            if (((BitConverter.SingleToInt32Bits(f) & 0x1FFF) == 0x1000 || MathF.Abs(f) < SmallestNormal) && float.IsFinite(f))
            {
                y[i] = Settle(ref row, i, f, y[i]);
            }
        }
    }

    private static Half Settle(ref ExactRow row, int i, float f, Half rounded)
    {
        float own = Wide(rounded);
        if (own == f)
        {
            return rounded;
        }

        Half other = f > own ? Half.BitIncrement(rounded) : Half.BitDecrement(rounded);
        if (f != (own + Wide(other)) / 2)
        {
            return rounded;
        }

        int side = row.Compare(i, f);
        return side == 0 ? rounded : side > 0 == f > own ? other : rounded;
    }

    private static float Wide(Half value) => Half.IsInfinity(value) ? MathF.CopySign(Following, (float)value) : (float)value;
}
