namespace Norm.ML.Kernels.Tests.Regressions;

/// <summary>What other implementations made of constants.</summary>
public class ConstantTests
{
    public static TheoryData<string> Centred => Measured.Centred;

    /// <summary>pytorch#5410: a constant above 1e7 came out as 1 or -1.</summary>
    [Theory]
    [MemberData(nameof(Centred))]
    public void A_large_constant_gives_zero(string norm)
    {
        foreach (double value in (double[])[1e7 + 1, 12345679, 3e7 + 4, 1e20])
        {
            foreach (int size in (int[])[2, 3, 10, 100, 999])
            {
                Assert.All(Measured.Right<float>(norm, size, Measured.Values(size, _ => value)), v => Assert.Equal(0, v));
            }
        }
    }

    /// <summary>onnxruntime#21935: 256 times 1234 came out as NaN.</summary>
    [Theory]
    [MemberData(nameof(Centred))]
    public void Two_hundred_and_fifty_six_times_1234_gives_zero(string norm) =>
        Assert.All(Measured.Right<float>(norm, 256, Measured.Values(256, _ => 1234)), v => Assert.Equal(0, v));

    /// <summary>scikit-learn#17794 (#19527, #19726, #19788): a thousand times 14.62 came out as -1, as the rounded mean was not 14.62.</summary>
    [Theory]
    [MemberData(nameof(Centred))]
    public void A_thousand_times_14_62_gives_zero(string norm)
    {
        Assert.All(Measured.Right<float>(norm, 1000, Measured.Values(1000, _ => 14.62), epsilon: 0), v => Assert.Equal(0, v));
        Assert.All(Measured.Right<double>(norm, 1000, Measured.Values(1000, _ => 14.62), epsilon: 0), v => Assert.Equal(0, v));
    }

    /// <summary>keras#20011: a variance of 0 was replaced by a tiny number to divide by, and results had a variance of 1.5e10.</summary>
    [Fact]
    public void Learned_variance_zero_gives_beta()
    {
        float[] y = new float[4];
        new FittedBatchNorm<float>([3], [0], [2f], [5f], epsilon: 0).Normalize([3, 3.1f, -1e30f, 1e30f], y);
        Assert.Equal([5, 5, 5, 5], y);
    }

    /// <summary>
    /// tensorflow#34062, #40338: one value per channel gave NaN on one device and 0 on another; here it is an error, as in pytorch#4534.
    /// </summary>
    [Fact]
    public void One_value_per_channel_is_an_error() =>
        Assert.Throws<ArgumentException>(() => BatchNorm.NormalizeBatch<float>([1, 2], 2, 1, default, default, new float[2], default, default));

    /// <summary>tensorflow#37768: the fused kernel raised any epsilon to 1.001e-5.</summary>
    [Fact]
    public void A_small_epsilon_is_taken_as_it_is()
    {
        double[] inverse = new double[1];
        LayerNorm.Normalize<float>([2, 2], 2, default, default, new float[2], default, inverse, epsilon: 1e-8);
        Assert.Equal(1e4, inverse[0], 1e-9);
    }

    /// <summary>tensorflow#55545: the fused kernel reported n/(n-1) times the variance that the other reported.</summary>
    [Fact]
    public void The_reported_variance_is_that_of_the_population()
    {
        double[] variance = new double[1];
        BatchNorm.NormalizeBatch<float>([1, 2, 3, 4], 1, 1, default, default, new float[4], default, variance);
        Assert.Equal(1.25, variance[0]);
    }
}
