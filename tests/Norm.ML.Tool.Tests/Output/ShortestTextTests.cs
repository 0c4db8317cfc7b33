using System.Globalization;
using System.Text;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Tests.Output;

/// <summary>Numbers are written as the framework writes them, to the byte.</summary>
public class ShortestTextTests
{
    [Fact]
    public void Numbers_of_every_size_and_length()
    {
        var random = new Random(5);
        for (int i = 0; i < 300_000; i++)
        {
            double anywhere = BitConverter.UInt64BitsToDouble((ulong)random.NextInt64()), near = (random.NextDouble() - 0.5) * 8,
                wide = near * Math.Pow(10, random.Next(-6, 18));
            Same(anywhere);
            Same(near);
            Same(wide);
            Same(Math.Round(near, random.Next(0, 16)));
            Same(Math.Truncate(wide));
            Same(double.Parse(wide.ToString($"G{random.Next(1, 18)}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData(1e-4)]
    [InlineData(-0.30000000000000004)]
    [InlineData(123456789012345.67)]
    public void Ordinary_numbers_do_not_need_the_framework(double value) =>
        Assert.True(ShortestText.TryFormat(value, new byte[ShortestText.Room]) > 0);

    [Fact]
    public void Powers_and_their_neighbours()
    {
        for (int exponent = -330; exponent <= 320; exponent++)
        {
            foreach (double factor in (double[])[1, 2, 3, 5, 9.5])
            {
                double ten = factor * Math.Pow(10, exponent), two = Math.ScaleB(factor, 3 * exponent), integer = Math.ScaleB(factor, exponent);
                foreach (double value in (double[])[ten, two, integer])
                {
                    Same(value);
                    Same(Math.BitDecrement(value));
                    Same(Math.BitIncrement(value));
                    Same(Math.BitDecrement(Math.BitDecrement(value)));
                }
            }
        }

        foreach (double value in (double[])[0, -0.0, double.NaN, double.PositiveInfinity, double.MaxValue, double.Epsilon, 0.1, 1e-4, 1e-5, 1e14,
            1e15, 999999999999999.9, 123456789012345.67, 9007199254740993, 5e-324, 0.30000000000000004, 1.7976931348623157e308])
        {
            Same(value);
        }
    }

    private static void Same(double value)
    {
        Span<byte> given = stackalloc byte[64], expected = stackalloc byte[64];
        foreach (double one in (ReadOnlySpan<double>)[value, -value])
        {
            int length = NumberFormat.Shortest.Format(one, given);
            Assert.True(one.TryFormat(expected, out int wanted, provider: CultureInfo.InvariantCulture));
            if (!expected[..wanted].SequenceEqual(given[..length]))
            {
                Assert.Fail($"{Encoding.ASCII.GetString(expected[..wanted])} was written {Encoding.ASCII.GetString(given[..length])}");
            }
        }
    }
}
