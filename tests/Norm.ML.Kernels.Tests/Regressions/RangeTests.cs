namespace Norm.ML.Kernels.Tests.Regressions;

/// <summary>What other implementations lost at the ends of the number range.</summary>
public class RangeTests
{
    public static TheoryData<string> Every => Measured.Every;

    /// <summary>pytorch#162489 (by #178123): at 1e30 the variance overflowed, and results were 0 on one device, NaN on another.</summary>
    [Theory]
    [MemberData(nameof(Every))]
    public void Ten_to_the_30_is_normalized(string norm)
    {
        float[] y = Measured.Right<float>(norm, 64, Measured.Normal(256, 0, 1e30));
        Assert.Contains(y, v => v > (norm == "UnitNorm" ? 0.1 : 1));
    }

    /// <summary>ML.NET made -Inf, NaN, +Inf of the subnormal column 1e-40, 2e-40, 3e-40.</summary>
    [Theory]
    [MemberData(nameof(Every))]
    public void Subnormal_numbers_are_normalized(string norm) =>
        Measured.Right<float>(norm, 3, Measured.Values(3, i => (i + 1) * 1e-40), epsilon: 0);

    /// <summary>dotnet/machinelearning#2798: a column with the largest double of both signs made everything NaN.</summary>
    [Theory]
    [MemberData(nameof(Every))]
    public void The_largest_doubles_are_normalized(string norm) =>
        Measured.Right<double>(norm, 4, [double.MaxValue, -double.MaxValue, 1, 2]);

    /// <summary>The deviation of System.Numerics.Tensors is infinite at half the largest float; scikit-learn's tests use 1e100 and 1e-100.</summary>
    [Theory]
    [MemberData(nameof(Every))]
    public void Half_the_largest_and_far_ends_are_normalized(string norm)
    {
        Measured.Right<float>(norm, 8, Measured.Values(8, i => i % 3 * (double)(float.MaxValue / 2)));
        Measured.Right<double>(norm, 8, Measured.Values(8, i => i % 3 * (double.MaxValue / 2)));
        Measured.Right<double>(norm, 8, Measured.Normal(8, 1e100, 1e99));
        Measured.Right<double>(norm, 8, Measured.Normal(8, 1e-100, 1e-101), epsilon: 0);
    }

    /// <summary>ML.NET's LpNorm left rows with a norm above 1e8 alone ("don't normalize small values"), and small and large ones too.</summary>
    [Theory]
    [InlineData(3e7, 4e7)]
    [InlineData(3e8, 4e8)]
    [InlineData(3e30, 4e30)]
    [InlineData(3e-30, 4e-30)]
    public void No_row_is_silently_left_alone(double a, double b)
    {
        float[] y = Measured.Right<float>("RmsNorm", 2, [a, b], epsilon: 0), unit = Measured.Right<float>("UnitNorm", 2, [a, b], epsilon: 0);
        Assert.Equal(0.6 * Math.Sqrt(2), y[0], 1e-6);
        Assert.Equal(0.8 * Math.Sqrt(2), y[1], 1e-6);
        Assert.Equal(0.6, unit[0], 1e-7);
        Assert.Equal(0.8, unit[1], 1e-7);
    }

    /// <summary>ML.NET's LpNorm returned a row with a NaN unchanged, as if it were normalized.</summary>
    [Fact]
    public void A_row_with_a_NaN_does_not_look_normalized()
    {
        float[] y = new float[3];
        RmsNorm.Normalize<float>([3, float.NaN, 4], 3, default, y);
        Assert.All(y, v => Assert.True(float.IsNaN(v)));
    }

    /// <summary>tensorflow#40016: the Normalization layer of Keras summed squares in float, which overflowed for large numbers.</summary>
    [Fact]
    public void Learned_statistics_of_large_numbers_do_not_overflow()
    {
        float[] x = Array.ConvertAll(Measured.Normal(3000, 2e25, 1e24), v => (float)v), y = new float[x.Length];
        double[] mean = new double[1], variance = new double[1];
        BatchNorm.NormalizeBatch<float>(x, 1, 1, default, default, y, mean, variance);
        Assert.InRange(mean[0], 1.99e25, 2.01e25);
        Assert.InRange(Math.Sqrt(variance[0]), 0.97e24, 1.03e24);
        Measured.Right<float>("BatchNorm", 3000, Array.ConvertAll(x, v => (double)v));
    }

    /// <summary>NVIDIA/apex#411: from 2^16 rows on, results were up to 14 off.</summary>
    [Fact]
    public void More_than_65536_rows_are_all_normalized()
    {
        const int Rows = 70_001, Size = 6;
        float[] row = [1, 2, 3, 5, 8, 13], expected = new float[Size], x = new float[Rows * Size];
        LayerNorm.Normalize<float>(row, Size, default, default, expected);
        for (int i = 0; i < Rows; i++)
        {
            row.CopyTo(x, i * Size);
        }

        LayerNorm.Normalize<float>(x, Size, default, default, x);
        for (int i = 0; i < Rows; i++)
        {
            Assert.True(x.AsSpan(i * Size, Size).SequenceEqual(expected), $"row {i}");
        }
    }
}
