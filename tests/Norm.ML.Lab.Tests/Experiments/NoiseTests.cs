using Norm.ML.Lab.Experiments;

namespace Norm.ML.Lab.Tests.Experiments;

public sealed class NoiseTests
{
    [Fact]
    public void Its_moments_are_those_of_a_normal()
    {
        double[] values = new Noise(42).Normals(100_000);
        double mean = values.Average(), variance = values.Average(value => (value - mean) * (value - mean));
        Assert.Equal(0, mean, 0.01);
        Assert.Equal(1, variance, 0.02);
        Assert.Equal(0.6827, values.Count(value => Math.Abs(value) < 1) / (double)values.Length, 0.01);
    }

    [Fact]
    public void Its_bits_are_fixed() =>
    Assert.Equal([0.7415648787718233, 0.1599103928769201], new[] { new Noise(42) }.SelectMany(noise => new[] { noise.Uniform(), noise.Uniform() }));

    [Fact]
    public void Seeds_differ() => Assert.NotEqual(new Noise(1).Normals(4), new Noise(2).Normals(4));
}
