namespace Norm.ML.Kernels.Tests.Contract;

/// <summary>What UnitNorm does beside what every norm does: the length is 1, epsilon is the least length, rows shorter than it have a plain
/// gradient.</summary>
public class UnitNormTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(64)]
    [InlineData(768)]
    public void Results_have_length_one(int size)
    {
        float[] x = Row(size), y = new float[size];
        UnitNorm.Normalize<float>(x, size, y);
        Assert.Equal(1, y.Sum(v => (double)v * v), 1e-6);
    }

    /// <summary>Not added: a row of length 4 is divided by 4 if epsilon is 3, by 5 if epsilon is 5.</summary>
    [Theory]
    [InlineData(0, 0.25)]
    [InlineData(3, 0.25)]
    [InlineData(5, 0.2)]
    public void Epsilon_is_the_least_length(double epsilon, double inverse)
    {
        float[] x = [.. Enumerable.Repeat(1f, 16)], y = new float[16];
        double[] kept = new double[1], wide = new double[16];
        UnitNorm.Normalize<float>(x, 16, y, kept, epsilon);
        UnitNorm.Normalize<double>([.. x.Select(v => (double)v)], 16, wide, epsilon);
        Assert.All(y, v => Assert.Equal((float)inverse, v));
        Assert.All(wide, v => Assert.Equal(inverse, v));
        Assert.Equal(inverse, kept[0], 1e-15);
    }

    [Fact]
    public void A_row_shorter_than_epsilon_has_the_gradient_of_a_quotient()
    {
        double[] x = [3e-3, 4e-3, 30, 40], dy = [1, -2, 1, -2], dx = new double[4];
        UnitNorm.Backward<double>(dy, x, 2, dx, epsilon: 0.5);
        Assert.Equal([2, -4], dx[..2]);
        // xhat is (0.6, 0.8) and dy * xhat is -1: dx = (dy + xhat) / 50.
        Assert.Equal(1.6 / 50, dx[2], 1e-15);
        Assert.Equal(-1.2 / 50, dx[3], 1e-15);

        float[] single = new float[4];
        UnitNorm.Backward<float>([1, -2, 1, -2], [3e-3f, 4e-3f, 30, 40], 2, single, epsilon: 0.5);
        Assert.Equal([2f, -4f, (float)(1.6 / 50), (float)(-1.2 / 50)], single);
    }

    /// <summary>Epsilons whose squares leave the range of a double.</summary>
    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e-320)]
    [InlineData(1e200)]
    public void Extreme_epsilons_are_limits_too(double epsilon)
    {
        double[] x = [0.5 * epsilon, -0.25 * epsilon, 0, 0], y = new double[4];
        UnitNorm.Normalize<double>(x, 4, y, epsilon);
        Assert.Equal([x[0] / epsilon, x[1] / epsilon, 0, 0], y);
        UnitNorm.Normalize<double>([1.5 * epsilon, 2 * epsilon, 0, 0], 4, y, epsilon);
        Assert.Equal(0.6, y[0], 2e-16);
        Assert.Equal(0.8, y[1], 2e-16);
    }

    private static float[] Row(int size) => [.. Enumerable.Range(0, size).Select(i => 3 + MathF.Sin(i))];

    /// <summary>Lengths next to epsilon, and epsilons whose square leaves the range of doubles.</summary>
    [Fact]
    public void The_exact_precision_divides_by_epsilon_where_a_row_is_shorter()
    {
        foreach (double epsilon in (double[])[0, 1e-300, 1e-160, 1e-45, 1e-12, 0.1, 5, Math.BitIncrement(5), 1e30, 1e200])
        {
            foreach (float scale in (float[])[1e-45f, 1e-30f, 0.01f, 1, 1e18f, 5e37f])
            {
                float[] x = [3 * scale, -4 * scale, 0, 0], y = new float[4];
                UnitNorm.Normalize<float>(x, 4, y, epsilon, NormPrecision.Exact);
                Truth.NearestTruth truth = Truth.NearestTruth.OfLength([.. x.Select(v => (double)v)], epsilon);
                for (int i = 0; i < x.Length; i++)
                {
                    Assert.True(truth.IsNearest(y[i], x[i], 1, 0), $"{x[i]}, epsilon {epsilon}: {y[i]}");
                }
            }
        }
    }
}
