namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>A fitted BatchNorm of doubles whose statistics lie at the ends of the range.</summary>
public sealed class FittedRangeTests
{
    [Theory]
    [InlineData(1e-310)]
    [InlineData(5e-324)]
    [InlineData(1e-300)]
    public void A_deviation_without_a_reciprocal_still_gives_numbers(double deviation)
    {
        // Its square underflows, so the variance is given with a gamma that takes the rest.
        var fitted = new FittedBatchNorm<double>([0], [5e-324], [1e-150], [], 0);
        double[] y = new double[1];
        fitted.Normalize([Math.Sqrt(5e-324) * 3], y);
        Assert.InRange(y[0] / 3e-150, 1 - 1e-15, 1 + 1e-15);

        fitted = new([deviation], [0], [deviation], [], 1);
        fitted.Normalize([3.0], y);
        Assert.InRange(Math.Abs(y[0] - 3 * deviation), 0, double.Epsilon);
    }

    [Fact]
    public void The_largest_numbers_are_centred_without_overflow()
    {
        const double Largest = 1.7e308;
        var fitted = new FittedBatchNorm<double>([Largest], [1e300], [1e-300], [0.5], 0);
        double[] y = new double[2], back = new double[2];
        fitted.Normalize([-Largest, Largest], y);
        Assert.Equal([-Largest * 1e-300 / 1e150 * 2 + 0.5, 0.5], y);

        fitted = new([1e308], [double.MaxValue], [], [], 0);
        fitted.Normalize([-1e308, 1.5e308], y);
        Assert.InRange(y[0] / (-2 * (1e308 / Math.Sqrt(double.MaxValue))), 1 - 4e-16, 1 + 4e-16);
        fitted.Denormalize(y, back);
        Assert.InRange(back[0] / -1e308, 1 - 1e-15, 1 + 1e-15);
        Assert.InRange(back[1] / 1.5e308, 1 - 1e-15, 1 + 1e-15);
    }

    [Fact]
    public void Infinity_stays_infinite_whatever_the_last_bit_of_the_scale_is()
    {
        for (int i = 1; i < 400; i++)
        {
            foreach (double gamma in (double[])[1, -1, 3, 1e-200])
            {
                var fitted = new FittedBatchNorm<double>([i], [i * 0.37], [gamma], [1], 1e-5);
                double[] y = new double[3];
                fitted.Normalize([double.PositiveInfinity, double.NegativeInfinity, double.NaN], y);
                Assert.Equal([gamma > 0 ? double.PositiveInfinity : double.NegativeInfinity,
                    gamma > 0 ? double.NegativeInfinity : double.PositiveInfinity, double.NaN], y);
                double[] sparse = new double[1];
                fitted.NormalizeAt([double.PositiveInfinity], [0], sparse);
                Assert.Equal(y[0], sparse[0]);
            }
        }
    }
}
