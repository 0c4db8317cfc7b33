using Norm.ML.Internals.Simd;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Simd;

/// <summary>Conversions of many halves give the bits of the casts, NaN included.</summary>
public class HalfConversionTests
{
    private static Half[] AllHalves => [.. Enumerable.Range(0, 1 << 16).Select(bits => BitConverter.UInt16BitsToHalf((ushort)bits))];

    [Fact]
    public void Every_half_is_widened_as_the_cast_widens_it()
    {
        Half[] halves = AllHalves;
        float[] actual = new float[halves.Length];
        HalfConversions.Widen(halves, actual);
        Bits.Equal<float>(Array.ConvertAll(halves, half => (float)half), actual, "widened");
    }

    [Fact]
    public void Floats_around_every_half_are_narrowed_as_the_cast_narrows_them()
    {
        var floats = new List<float> { 65519.996f, 65520, 65536, 1e30f, float.MaxValue, float.PositiveInfinity, float.Epsilon, 1e-40f };
        foreach (Half half in AllHalves)
        {
            float value = (float)half, next = (float)Half.BitIncrement(half), middle = value / 2 + next / 2;
            floats.AddRange([value, MathF.BitIncrement(value), MathF.BitDecrement(value)]);
            floats.AddRange([middle, MathF.BitIncrement(middle), MathF.BitDecrement(middle)]);
        }

        Numbers random = Numbers.For(11);
        for (int i = 0; i < 1 << 18; i++)
        {
            floats.Add(BitConverter.UInt32BitsToSingle((uint)random.Bits()));
        }

        floats.AddRange(floats.ConvertAll(value => -value));
        Half[] actual = new Half[floats.Count];
        HalfConversions.Narrow(floats.ToArray(), actual);
        Bits.Equal<Half>(floats.ConvertAll(value => (Half)value).ToArray(), actual, "narrowed");
    }

    [Fact]
    public void Any_length_is_converted_and_nothing_after_it()
    {
        for (int length = 0; length < 100; length++)
        {
            Half[] halves = [.. Enumerable.Range(1, length).Select(i => (Half)i)], back = new Half[length + 3];
            float[] floats = new float[length + 3];
            HalfConversions.Widen(halves, floats);
            HalfConversions.Narrow(floats.AsSpan(0, length), back);
            Assert.Equal([.. halves, default, default, default], back);
            Assert.Equal([0, 0, 0], floats[length..]);
        }
    }
}
