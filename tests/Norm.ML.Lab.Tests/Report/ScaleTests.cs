using Norm.ML.Lab.Report.Figures;

namespace Norm.ML.Lab.Tests.Report;

/// <summary>Axes of numbers that are all alike and far from 0.</summary>
public class ScaleTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(1.7e12)]
    [InlineData(1e20)]
    [InlineData(-1e300)]
    public void A_constant_lies_in_the_middle_of_its_axis(double value)
    {
        var scale = new Scale(new Axis(""), [value, value], 0, 100);
        Assert.Equal(50, scale[value], 1e-2);
        Assert.InRange(scale.Ticks().Take(100).Count(), 0, 20);
        (double low, double high) = Histogram.Range([value, value]);
        Assert.True(low < value && value < high);
        Assert.Equal(1, Histogram.Of([value, value], low, high, 11).Max(point => point.Y));
    }
}
