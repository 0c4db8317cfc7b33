using Norm.ML.Internals.Rows.Quantized;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Forms;

/// <summary>Quantised output: the scale, the exact rounding of the exact quotient, and the sums. Run on every vector width.</summary>
public class QuantizedTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(64)]
    [InlineData(129)]
    [InlineData(768)]
    [InlineData(5003)]
    public void Bytes_are_the_rounded_quotients_of_the_normalized_values(int size)
    {
        foreach (NormPrecision precision in Enum.GetValues<NormPrecision>())
        {
            const int Rows = 11;
            float[] x = Draw(Rows * size, size), gamma = Draw(size, 1), beta = Draw(size, 2), y = new float[x.Length], scales = new float[Rows];
            sbyte[] q = new sbyte[x.Length];
            int[] sums = new int[Rows];
            LayerNorm.NormalizeQuantized(x, size, gamma, beta, q, scales, sums, 1e-5, precision);
            LayerNorm.Normalize<float>(x, size, gamma, beta, y, 1e-5, precision);
            Right(y, size, q, scales, sums);
            RmsNorm.NormalizeQuantized(x, size, gamma, q, scales, sums, 1e-5, precision, unitOffset: true);
            RmsNorm.Normalize<float>(x, size, gamma, y, 1e-5, precision, unitOffset: true);
            Right(y, size, q, scales, sums);
            sbyte[] without = new sbyte[x.Length];
            RmsNorm.NormalizeQuantized(x, size, gamma, without, scales, default, 1e-5, precision, unitOffset: true);
            Assert.Equal(q, without);
        }
    }

    /// <summary>Quotients that are halves, and the floats next to them, with scales of every size.</summary>
    [Theory]
    [InlineData(1f)]
    [InlineData(0.1f)]
    [InlineData(1.9999999f)]
    [InlineData(3e-38f)]
    [InlineData(2e36f)]
    [InlineData(1e-44f)]
    public void Halves_go_to_the_even_integer_and_their_neighbours_to_the_nearest(float scale)
    {
        var row = new List<float> { 127 * scale };
        for (int k = 0; k < 127; k++)
        {
            float half = (float)((k + 0.5) * scale);
            row.AddRange([half, -half, float.BitIncrement(half), float.BitDecrement(half), -float.BitIncrement(half), -float.BitDecrement(half)]);
        }

        for (int drop = 0; drop < 20; drop++)
        {
            float[] y = [.. row.Take(row.Count - drop).Where(v => Math.Abs(v) <= 127 * scale)], scales = new float[1];
            sbyte[] q = new sbyte[y.Length];
            int[] sums = new int[1];
            QuantizedRows.Quantize(y, y.Length, q, scales, sums);
            Right(y, y.Length, q, scales, sums);
        }
    }

    [Fact]
    public void Every_small_subnormal_row_keeps_its_bytes_in_range()
    {
        for (int largest = 1; largest < 2000; largest++)
        {
            float[] y = [.. Enumerable.Range(0, 20).Select(i => BitConverter.Int32BitsToSingle(Math.Min(largest, largest * i / 10)))];
            float[] scales = new float[1];
            sbyte[] q = new sbyte[y.Length];
            int[] sums = new int[1];
            QuantizedRows.Quantize(y, y.Length, q, scales, sums);
            Right(y, y.Length, q, scales, sums);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void Zeros_and_rows_that_are_not_finite_have_bytes_0(int size)
    {
        float[] x = [.. Draw(4 * size, 5)], gamma = [.. Enumerable.Repeat(1f, size)], scales = new float[4];
        x.AsSpan(0, size).Clear();
        x[size + 1] = float.NaN;
        x[2 * size] = float.PositiveInfinity;
        sbyte[] q = [.. Enumerable.Repeat((sbyte)5, x.Length)];
        int[] sums = [9, 9, 9, 9];
        RmsNorm.NormalizeQuantized(x, size, gamma, q, scales, sums);
        Assert.Equal((0f, 0, true, 0, true, 0), (scales[0], sums[0], float.IsNaN(scales[1]), sums[1], float.IsNaN(scales[2]), sums[2]));
        Assert.All(q[..(3 * size)], v => Assert.Equal(0, v));
        Assert.Contains(q[(3 * size)..], v => Math.Abs(v) == 127);
        Assert.True(scales[3] > 0);
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        float[] x = new float[16], scales = new float[2];
        sbyte[] q = new sbyte[16];
        Assert.Throws<ArgumentException>("x", () => RmsNorm.NormalizeQuantized(x, 5, default, q, scales, default));
        Assert.Throws<ArgumentException>("scales", () => RmsNorm.NormalizeQuantized(x, 8, default, q, new float[3], default));
        Assert.Throws<ArgumentException>("sums", () => RmsNorm.NormalizeQuantized(x, 8, default, q, scales, new int[1]));
        Assert.Throws<ArgumentException>("destination", () => LayerNorm.NormalizeQuantized(x, 8, default, default, q.AsSpan(1), scales, default));
        Assert.Throws<ArgumentException>("gamma", () => LayerNorm.NormalizeQuantized(x, 8, new float[7], default, q, scales, default));
        Assert.Throws<ArgumentException>("scales", () => LayerNorm.NormalizeQuantized(x, 8, default, default, q, x.AsSpan(0, 2), default));
    }

    // All in exact arithmetic of doubles: products of a float and a byte, and differences of two of them, fit.
    private static void Right(float[] y, int size, sbyte[] q, float[] scales, int[] sums)
    {
        for (int row = 0; row < scales.Length; row++)
        {
            ReadOnlySpan<float> values = y.AsSpan(row * size, size);
            ReadOnlySpan<sbyte> bytes = q.AsSpan(row * size, size);
            double scale = scales[row];
            float largest = 0;
            int sum = 0;
            for (int i = 0; i < size; i++)
            {
                largest = Math.Max(largest, Math.Abs(values[i]));
                double rest = Math.Abs(values[i] - bytes[i] * scale);
                Assert.True(rest < scale / 2 || (rest == scale / 2 && bytes[i] % 2 == 0) || (largest == 0 && bytes[i] == 0),
                    $"{values[i]:R} / {scale:R} became {bytes[i]}");
                sum += bytes[i];
            }

            Assert.Equal(sum, sums[row]);
            Assert.True(largest == 0 ? scale == 0 : Math.Abs(scale * 127 - largest) <= Math.Max(largest * 6e-8, 127 * (double)float.Epsilon),
                $"scale {scale:R} of {largest:R}");
        }
    }

    private static float[] Draw(int count, int seed)
    {
        Numbers random = Numbers.For(count, seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(0.3 + random.Normal()))];
    }
}
