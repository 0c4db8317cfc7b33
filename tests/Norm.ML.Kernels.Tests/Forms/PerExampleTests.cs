using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Forms;

/// <summary>Scale and shift per example: the bits of a call for each example, with the parameters of all in one modulation buffer.</summary>
public class PerExampleTests
{
    [Theory]
    [InlineData(1, 1, 8)]
    [InlineData(3, 5, 64)]
    [InlineData(4, 1, 768)]
    [InlineData(2, 17, 100)]
    [InlineData(70, 1, 16)]
    [InlineData(37, 1, 64)]
    [InlineData(19, 1, 128)]
    [InlineData(21, 2, 100)]
    [InlineData(9, 7, 300)]
    public void Bits_are_those_of_a_call_for_each_example(int examples, int rows, int size)
    {
        Check<float>(examples, rows, size);
        Check<double>(examples, rows, size);
    }

    private static void Check<T>(int examples, int rows, int size) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Numbers random = Numbers.For(examples, rows, size);
        int length = rows * size, stride = 3 * size + 1;
        T[] x = Draw(examples * length), dy = Draw(x.Length), modulation = Draw(examples * stride);
        x.AsSpan(0, size).Fill(T.CreateTruncating(1000.1)); // a constant row, whose sums of squares cancel
        T[] y = new T[x.Length], dx = new T[x.Length], gradients = new T[modulation.Length];
        T[] rms = new T[x.Length], rmsDx = new T[x.Length], rmsScale = new T[modulation.Length];
        ReadOnlySpan<T> scale = modulation, shift = modulation.AsSpan(size);
        LayerNorm.NormalizePerExample(x, size, rows, scale, shift, stride, y);
        LayerNorm.BackwardPerExample(dy, x, size, rows, scale, stride, dx, gradients, gradients.AsSpan(size));
        RmsNorm.NormalizePerExample(x, size, rows, scale, stride, rms);
        RmsNorm.BackwardPerExample(dy, x, size, rows, scale, stride, rmsDx, rmsScale);
        for (int example = 0; example < examples; example++)
        {
            ReadOnlySpan<T> own = x.AsSpan(example * length, length), ownDy = dy.AsSpan(example * length, length),
                s = scale.Slice(example * stride, size);
            T[] gamma = [.. s.ToArray().Select(v => T.One + v)], beta = [.. shift.Slice(example * stride, size)];
            T[] expected = new T[length], expectedDx = new T[length], dgamma = new T[size], dbeta = new T[size];
            LayerNorm.Normalize(own, size, gamma, beta, expected);
            LayerNorm.Backward(ownDy, own, size, gamma, expectedDx, dgamma, dbeta);
            Bits.Equal<T>(expected, y.AsSpan(example * length, length), $"LayerNorm, example {example}");
            Bits.Equal<T>(expectedDx, dx.AsSpan(example * length, length), $"dx, example {example}");
            Bits.Equal<T>(dgamma, gradients.AsSpan(example * stride, size), $"dscale, example {example}");
            Bits.Equal<T>(dbeta, gradients.AsSpan(example * stride + size, size), $"dshift, example {example}");
            Assert.All(gradients.AsSpan(example * stride + 2 * size, size + 1).ToArray(), v => Assert.Equal(T.Zero, v));

            RmsNorm.Normalize(own, size, s, expected, unitOffset: true);
            Bits.Equal<T>(expected, rms.AsSpan(example * length, length), $"RmsNorm, example {example}");
            Array.Clear(dgamma);
            RmsNorm.Backward(ownDy, own, size, s, expectedDx, dgamma, unitOffset: true);
            Bits.Equal<T>(expectedDx, rmsDx.AsSpan(example * length, length), $"dx of RmsNorm, example {example}");
            Bits.Equal<T>(dgamma, rmsScale.AsSpan(example * stride, size), $"dscale of RmsNorm, example {example}");
        }

        T[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(random.Normal()))];
    }

    [Theory]
    [InlineData(NormPrecision.Strict)]
    [InlineData(NormPrecision.Fast)]
    [InlineData(NormPrecision.Exact)]
    public void One_of_scale_and_shift_is_enough_and_the_result_may_be_in_place(NormPrecision precision)
    {
        foreach (int size in (int[])[1, 5, 8, 16, 32, 40, 64, 128, 200])
        {
            foreach ((int examples, int rows) in ((int, int)[])[(1, 1), (15, 1), (16, 1), (41, 1), (9, 3)])
            {
                Numbers random = Numbers.For(size, examples, rows);
                int length = rows * size, stride = size + 3;
                float[] x = Draw(examples * length), scales = Draw(examples * stride), shifts = Draw(examples * stride);
                x.AsSpan(x.Length - size).Fill(7e8f); // a row that needs the fallback, in the last batch
                for (int given = 1; given < 4; given++)
                {
                    float[] scale = (given & 1) != 0 ? scales : [], shift = (given & 2) != 0 ? shifts : [], y = [.. x];
                    LayerNorm.NormalizePerExample<float>(y, size, rows, scale, shift, stride, y, precision: precision);
                    for (int example = 0; example < examples; example++)
                    {
                        float[] expected = x.AsSpan(example * length, length).ToArray();
                        float[] gamma = [.. scale.Skip(example * stride).Take(size).Select(v => 1 + v)];
                        LayerNorm.Normalize(
                            expected, size, gamma, shift.AsSpan(shift.Length == 0 ? 0 : example * stride, shift.Length == 0 ? 0 : size), expected,
                            precision: precision);
                        Bits.Equal<float>(expected, y.AsSpan(example * length, length), $"{examples} x {rows} x {size}, {given}, example {example}");
                    }
                }

                float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.Normal())];
            }
        }
    }

    [Theory]
    [InlineData(NormLayout.ChannelsFirst)]
    [InlineData(NormLayout.ChannelsLast)]
    public void InstanceNorm_has_the_bits_of_a_call_for_each_example(NormLayout layout)
    {
        const int Examples = 3, Channels = 5, Spatial = 12, Stride = 11, Length = Channels * Spatial;
        Numbers random = new(3);
        float[] x = Draw(Examples * Length), dy = Draw(x.Length), modulation = Draw(Examples * Stride);
        float[] y = new float[x.Length], dx = new float[x.Length], gradients = new float[modulation.Length];
        InstanceNorm.NormalizePerExample<float>(x, Channels, Spatial, modulation, modulation.AsSpan(Channels), Stride, y, layout: layout);
        InstanceNorm.BackwardPerExample<float>(
            dy, x, Channels, Spatial, modulation, Stride, dx, gradients, gradients.AsSpan(Channels), layout: layout);
        for (int example = 0; example < Examples; example++)
        {
            float[] gamma = [.. modulation.Skip(example * Stride).Take(Channels).Select(v => 1 + v)];
            float[] beta = [.. modulation.Skip(example * Stride + Channels).Take(Channels)];
            float[] expected = new float[Length], expectedDx = new float[Length], dgamma = new float[Channels], dbeta = new float[Channels];
            ReadOnlySpan<float> own = x.AsSpan(example * Length, Length), ownDy = dy.AsSpan(example * Length, Length);
            InstanceNorm.Normalize<float>(own, Channels, Spatial, gamma, beta, expected, layout: layout);
            InstanceNorm.Backward<float>(ownDy, own, Channels, Spatial, gamma, expectedDx, dgamma, dbeta, layout: layout);
            Bits.Equal<float>(expected, y.AsSpan(example * Length, Length), $"example {example}");
            Bits.Equal<float>(expectedDx, dx.AsSpan(example * Length, Length), $"dx, example {example}");
            Bits.Equal<float>([.. dgamma, .. dbeta], gradients.AsSpan(example * Stride, 2 * Channels), $"dscale and dshift, example {example}");
        }

        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.Normal())];
    }

    [Fact]
    public void Left_out_parameters_do_nothing_and_half_is_taken()
    {
        Half[] x = [.. Enumerable.Range(0, 48).Select(i => (Half)(i % 7))], y = new Half[48], expected = new Half[48];
        LayerNorm.NormalizePerExample<Half>(x, 8, 2, default, default, 8, y);
        LayerNorm.Normalize<Half>(x, 8, default, default, expected);
        Bits.Equal<Half>(expected, y, "LayerNorm");
        RmsNorm.NormalizePerExample<Half>(x, 8, 2, default, 8, y);
        RmsNorm.Normalize<Half>(x, 8, default, expected);
        Bits.Equal<Half>(expected, y, "RmsNorm");
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        float[] x = new float[48], y = new float[48], p = new float[24];
        Assert.Throws<ArgumentException>("x", () => LayerNorm.NormalizePerExample<float>(x, 8, 5, p, p, 8, y));
        Assert.Throws<ArgumentOutOfRangeException>("rowsPerExample", () => LayerNorm.NormalizePerExample<float>(x, 8, 0, p, p, 8, y));
        Assert.Throws<ArgumentOutOfRangeException>("stride", () => LayerNorm.NormalizePerExample<float>(x, 8, 2, p, p, 7, y));
        Assert.Contains("26", Assert.Throws<ArgumentException>("scale", () => LayerNorm.NormalizePerExample<float>(x, 8, 2, p, p, 9, y)).Message);
        Assert.Throws<ArgumentException>("shift", () => LayerNorm.NormalizePerExample<float>(x, 8, 2, p, p.AsSpan(1), 8, y));
        Assert.Throws<ArgumentException>("destination", () => RmsNorm.NormalizePerExample<float>(x, 8, 2, y.AsSpan(24), 8, y));
        Assert.Throws<ArgumentException>("dscale", () => RmsNorm.BackwardPerExample<float>(x, x, 8, 2, p, 8, y, p));
        Assert.Throws<ArgumentException>("dscale", () => RmsNorm.BackwardPerExample<float>(x, x, 8, 2, p, 8, y, new float[23]));
    }
}
