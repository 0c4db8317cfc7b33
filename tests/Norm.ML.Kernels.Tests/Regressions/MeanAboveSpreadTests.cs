using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Regressions;

/// <summary>What other implementations got wrong because the mean was far above the spread.</summary>
public class MeanAboveSpreadTests
{
    public static TheoryData<string> Centred => Measured.Centred;

    /// <summary>
    /// pytorch#51102 (fixed by #55044): rows of four normal numbers plus 2000 came out with variances of 0.05 to 48 425 instead of 1.
    /// </summary>
    [Theory]
    [MemberData(nameof(Centred))]
    public void Normal_numbers_plus_2000_have_variance_1(string norm)
    {
        float[] y = Measured.Right<float>(norm, 4, Measured.Normal(20, 2000, 1));
        for (int row = 0; row < 5; row++)
        {
            Assert.Equal(1, Measured.Variance(y[(4 * row)..(4 * row + 4)]), 1e-3);
        }
    }

    /// <summary>pytorch#40302, #40307, #40308: a one-pass formula gave variance 0 for 32768 numbers of mean 100 and spread 0.01.</summary>
    [Fact]
    public void The_variance_of_32768_numbers_at_100_is_not_lost()
    {
        float[] x = Array.ConvertAll(Measured.Normal(32768, 100, 0.01), v => (float)v), y = new float[x.Length];
        double[] mean = new double[1], inverse = new double[1];
        LayerNorm.Normalize<float>(x, x.Length, default, default, y, mean, inverse, epsilon: 0);

        StatisticsTruth truth = StatisticsTruth.Measure(Array.ConvertAll(x, v => (double)v), subtractsMean: true, 0);
        Assert.Equal(1, inverse[0] / truth.ExactInverse.ToDouble(), 1e-10);
    }

    /// <summary>pytorch#59987: a normalized shape of 1024 x 72 summed in float was 0.03 off.</summary>
    [Fact]
    public void Long_rows_are_not_worse() => Measured.Right<float>("LayerNorm", 1024 * 72, Measured.Normal(1024 * 72, 0.5, 1));

    /// <summary>onnxruntime#28463: the row 40000, 40001, 40002, 40003 came out as NaN, in float.</summary>
    [Theory]
    [MemberData(nameof(Centred))]
    public void Forty_thousand_and_a_little_is_finite(string norm)
    {
        float[] y = Measured.Right<float>(norm, 4, Measured.Values(4, i => 40000 + i));
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal((i - 1.5) / Math.Sqrt(1.25 + 1e-5), y[i], 2e-7);
        }
    }

    /// <summary>tvm#19592: 80000, 80001, 80002, 80003 were unstable.</summary>
    [Theory]
    [MemberData(nameof(Centred))]
    public void Eighty_thousand_and_a_little_is_finite(string norm)
    {
        float[] y = Measured.Right<float>(norm, 4, Measured.Values(4, i => 80000 + i));
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal((i - 1.5) / Math.Sqrt(1.25 + 1e-5), y[i], 2e-7);
        }
    }

    /// <summary>mlx#2238: rows around 1449 with half a unit of spread became NaN, as a difference of squares went below zero.</summary>
    [Theory]
    [MemberData(nameof(Centred))]
    public void Values_around_1449_are_finite(string norm) => Measured.Right<float>(norm, 768, Measured.Normal(4 * 768, 1449, 0.5));

    /// <summary>tracel-ai/burn#5607: with a mean of 100 to 10 000 and steps of 0.001 a vectorised layer norm was off by more than 1.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(10000)]
    public void Small_steps_on_a_large_mean_are_right(double mean) =>
    Measured.Right<float>("LayerNorm", 64, Measured.Values(256, i => mean + 1e-3 * (i % 64)));

    /// <summary>flax#1491, equinox#314, keras-core#866: E[x^2] - E[x]^2 may be negative, and its root NaN.</summary>
    [Theory]
    [MemberData(nameof(Centred))]
    public void A_variance_is_never_negative(string norm)
    {
        foreach (double level in (double[])[0.1, 3, 1e4, 16777215])
        {
            foreach (int size in (int[])[2, 3, 10, 100, 1000])
            {
                Measured.Right<float>(norm, size, Measured.Values(size, i => i == size - 1 ? MathF.BitIncrement((float)level) : (float)level),
                    epsilon: 0);
            }
        }
    }

    /// <summary>
    /// crate#19760, crate#19782 and materialize#1242: the textbook formula gives the negative or no variance for 1e9 + 4, 7, 13, 16.
    /// </summary>
    [Fact]
    public void A_billion_and_a_little_keeps_its_variance()
    {
        double[] x = [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16], mean = new double[1], variance = new double[1];
        BatchNorm.NormalizeBatch<double>(x, 1, 1, default, default, new double[4], mean, variance);
        Assert.Equal(1e9 + 10, mean[0]);
        Assert.Equal(22.5, variance[0], 1e-12);
    }

    /// <summary>ML.NET's MeanVariance kept its offset in float: 1e8 + 0, 8, 16, 24 came out 0.447 deviations off.</summary>
    [Fact]
    public void A_fitted_offset_is_not_rounded_to_float()
    {
        float[] x = [1e8f, 1e8f + 8, 1e8f + 16, 1e8f + 24], y = new float[4];
        new FittedBatchNorm<float>([1e8 + 12], [80], default, default, epsilon: 0).Normalize(x, y);
        Assert.Equal([-1.3416408f, -0.4472136f, 0.4472136f, 1.3416408f], y);
        Measured.Right<float>("LayerNorm", 4, Array.ConvertAll(x, v => (double)v), epsilon: 0);
    }

    /// <summary>The deviation of System.Numerics.Tensors is 9.798 for 1e8 + 0, 8, 16, 24, whose deviation is 8.944.</summary>
    [Fact]
    public void The_deviation_at_1e8_is_right()
    {
        double[] inverse = new double[1];
        LayerNorm.Normalize<float>([1e8f, 1e8f + 8, 1e8f + 16, 1e8f + 24], 4, default, default, new float[4], default, inverse, epsilon: 0);
        Assert.Equal(Math.Sqrt(80), 1 / inverse[0], 1e-12);
    }

    /// <summary>ML.NET gave 2.309 for the one element of {1, 1 + ulp, 1, 1} that differs; it is 1.732 deviations above the mean.</summary>
    [Fact]
    public void One_element_an_ulp_above_the_others()
    {
        float[] y = Measured.Right<float>("BatchNorm", 4, [1, 1 + Math.ScaleB(1, -23), 1, 1], epsilon: 0);
        Assert.Equal([-0.57735026f, 1.7320508f, -0.57735026f, -0.57735026f], y);
    }

    /// <summary>ML.NET's LpNorm with 16384 numbers around 1000 was 1e-4 off, and so was the mean of its results.</summary>
    [Fact]
    public void Sixteen_thousand_numbers_around_1000() => Measured.Right<float>("LayerNorm", 16384, Measured.Normal(16384, 1000, 1));

    /// <summary>
    /// scikit-learn#12333 (#12338): sums in float stop growing at 2^24 rows. Here the rows of one channel are 2^24 + 2^20 ones and zeros.
    /// </summary>
    [Fact]
    public void Sums_do_not_stop_at_two_to_the_24()
    {
        int n = (1 << 24) + (1 << 20);
        float[] x = new float[n];
        for (int i = 0; i < n; i++)
        {
            x[i] = i % 4 == 0 ? 0 : 1;
        }

        double[] mean = new double[1], variance = new double[1];
        BatchNorm.NormalizeBatch<float>(x, 1, 1, default, default, x, mean, variance);
        Assert.Equal(0.75, mean[0], 1e-15);
        Assert.Equal(0.1875, variance[0], 1e-15);
    }
}
