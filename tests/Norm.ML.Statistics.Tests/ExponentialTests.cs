namespace Norm.ML.Tests.Statistics;

/// <summary>Running mean and variance as the frameworks define them; the numbers are worked out by hand.</summary>
public sealed class ExponentialTests
{
    // First batch: mean 2.5, population variance 1.25, sample variance 5/3. Second: mean 10, variances 4 and 8.
    private static readonly RunningStatistics First = Data.Of([1, 2, 3, 4], 1), Second = Data.Of([8, 12], 1);

    [Fact]
    public void PyTorch_weighs_the_new_batch_and_takes_the_sample_variance()
    {
        ExponentialMoments moments = ExponentialMoments.Start(1, MomentumRule.PyTorch(0.1)).Update(First);
        Assert.Equal(0.25, moments.Mean[0], 1e-16);
        Assert.Equal(0.9 + 0.1 * 5 / 3, moments.Variance[0], 1e-15);
        moments = moments.Update(Second);
        Assert.Equal(0.9 * 0.25 + 1, moments.Mean[0], 1e-15);
        Assert.Equal(0.9 * (0.9 + 0.1 * 5 / 3) + 0.8, moments.Variance[0], 1e-15);
        Assert.Equal(2, moments.BatchCount);
    }

    [Fact]
    public void Onnx_weighs_the_old_value_and_takes_the_population_variance()
    {
        ExponentialMoments moments = ExponentialMoments.Start(1, MomentumRule.Onnx(0.9)).Update(First);
        Assert.Equal(0.25, moments.Mean[0], 1e-15);
        Assert.Equal(0.9 + 0.1 * 1.25, moments.Variance[0], 1e-15);
    }

    [Fact]
    public void The_cumulative_average_counts_every_batch_the_same()
    {
        ExponentialMoments moments = ExponentialMoments.Start(1, MomentumRule.CumulativeAverage).Update(First);
        Assert.Equal((2.5, 5.0 / 3), (moments.Mean[0], moments.Variance[0]));
        moments = moments.Update(Second);
        Assert.Equal(6.25, moments.Mean[0], 1e-15);
        Assert.Equal((5.0 / 3 + 8) / 2, moments.Variance[0], 1e-15);
    }

    [Fact]
    public void Momentum_of_zero_and_one_are_the_limits()
    {
        Assert.Equal(0, ExponentialMoments.Start(1, MomentumRule.PyTorch(0)).Update(First).Mean[0]);
        Assert.Equal(2.5, ExponentialMoments.Start(1, MomentumRule.PyTorch(1)).Update(First).Mean[0]);
        Assert.Equal(2.5, ExponentialMoments.Start(1, MomentumRule.Onnx(0)).Update(First).Mean[0]);
    }

    [Fact]
    public void A_channel_without_values_keeps_its_numbers()
    {
        RunningStatistics batch = Data.Of([1, double.NaN, 3, double.NaN], 2);
        ExponentialMoments moments = ExponentialMoments.Start(MomentumRule.PyTorch(0.5), [0, 7], [1, 9]).Update(batch);
        Assert.Equal((1.0, 7.0, 9.0), (moments.Mean[0], moments.Mean[1], moments.Variance[1]));
    }

    [Fact]
    public void What_has_no_answer_is_refused()
    {
        foreach (double momentum in (double[])[-0.1, 1.1, double.NaN])
        {
            Assert.Contains("[0, 1]", Assert.Throws<ArgumentOutOfRangeException>(() => MomentumRule.PyTorch(momentum)).Message);
            Assert.Throws<ArgumentOutOfRangeException>(() => MomentumRule.Onnx(momentum));
        }
        RunningStatistics one = Data.Of([5], 1);
        Assert.Contains("1 value", Assert.Throws<ArgumentException>(() => ExponentialMoments.Start(1, MomentumRule.PyTorch()).Update(one)).Message);
        Assert.Equal(0.9, ExponentialMoments.Start(1, MomentumRule.Onnx()).Update(one).Variance[0]);
        Assert.Throws<ArgumentException>(() => ExponentialMoments.Start(2, MomentumRule.Onnx()).Update(one));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExponentialMoments.Start(0, MomentumRule.Onnx()));
        Assert.Throws<ArgumentNullException>("batch", () => ExponentialMoments.Start(2, MomentumRule.Onnx()).Update(null!));
        Assert.Throws<ArgumentOutOfRangeException>("batchCount", () => ExponentialMoments.Start(MomentumRule.Onnx(), [1], [1], -1));
        Assert.Throws<ArgumentException>(() => ExponentialMoments.Start(MomentumRule.Onnx(), [], []));
        Assert.Throws<ArgumentException>(() => ExponentialMoments.Start(MomentumRule.Onnx(), [1], [1, 2]));
        Assert.Throws<ArgumentException>(() => ExponentialMoments.Start(MomentumRule.Onnx(), [1], [-1]));
        Assert.Throws<ArgumentException>(() => ExponentialMoments.Start(MomentumRule.Onnx(), [double.NaN], [1]));
        Assert.Throws<ArgumentException>(() => one.WithExponential(ExponentialMoments.Start(2, MomentumRule.Onnx())));
    }
}
