using Norm.ML.Lab.Experiments;

namespace Norm.ML.Lab.Tests.Experiments;

public sealed class CentringEffectTests
{
    [Fact]
    public void Rows_of_mean_0_are_the_same_to_both_norms()
    {
        CentringResult result = CentringEffect.Compare([-1, 0, 1, -3, 1, 2], 3);
        Assert.Equal(1, result.Correlation, 1e-12);
        Assert.Equal(0, result.GreatestDifference, 1e-12);
    }

    [Fact]
    public void They_part_as_means_move_away()
    {
        IReadOnlyList<CentringPoint> points = CentringEffect.Sweep(steps: 5);
        Assert.Equal([0, 1, 2, 3, 4, 5], points.Select(point => point.MeanSpread));
        double[] correlations = [.. points.Select(point => point.Result.Correlation)];
        Assert.Equal(correlations.OrderDescending(), correlations);
        Assert.True(correlations[0] > 0.98 && correlations[^1] < 0.5, $"{correlations[0]} to {correlations[^1]}");
    }

    [Fact]
    public void A_difference_by_hand()
    {
        // 1, 3: LayerNorm gives -1, 1; RMSNorm 1/sqrt(5), 3/sqrt(5).
        CentringResult result = CentringEffect.Compare([1, 3], 2, epsilon: 0);
        Assert.Equal((1 + 1 / Math.Sqrt(5) + 3 / Math.Sqrt(5) - 1) / 2, result.MeanDifference, 1e-12);
        Assert.Equal(1 + 1 / Math.Sqrt(5), result.GreatestDifference, 1e-12);
    }
}
