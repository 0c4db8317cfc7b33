using Norm.ML.Lab.Experiments;
using Norm.ML.Lab.Experiments.Grids;

namespace Norm.ML.Lab.Tests.Experiments;

/// <summary>Dynamic tanh beside a norm: what each keeps and loses.</summary>
public sealed class DynamicTanhTests
{
    [Theory]
    [InlineData(NormKind.LayerNorm)]
    [InlineData(NormKind.RmsNorm)]
    public void In_every_scenario_the_numbers_are_what_they_are_called(NormKind norm)
    {
        foreach (Grid grid in Scenarios.All)
        {
            TanhComparison compared = DynamicTanh.Compare(grid, norm, 0.5);
            Assert.Equal(grid.Values, compared.Input);
            Assert.Equal(grid.Values.Select(x => Math.Tanh(0.5 * x)), compared.Tanh.Output);
            Assert.Equal(RowNorm.Forward(norm, grid.Values, grid.Shape.RowSize), compared.Norm.Output);
            Assert.All(new[] { compared.Norm, compared.Tanh }, side => Assert.True(side.Output.Max(Math.Abs) <= side.Bound));
            Assert.Equal(grid.Values.Count(x => Math.Abs(Math.Tanh(0.5 * x)) > Math.Sqrt(0.9)), compared.Saturated);

            // An outlier touches no other number.
            Assert.Equal(0, compared.Tanh.Neighbours);
        }
    }

    [Fact]
    public void A_norm_does_not_notice_the_size_of_its_input_and_dynamic_tanh_does()
    {
        Grid grid = Scenarios.Named("epochs");
        TanhComparison one = DynamicTanh.Compare(grid, NormKind.LayerNorm, 0.5), many = DynamicTanh.Compare(grid, NormKind.LayerNorm, 0.5, 1000);
        Assert.Equal(0, Measure.Farthest(one.Norm.Output, many.Norm.Output), 1e-4);
        Assert.Equal(Enumerable.Repeat(1.0, 12), many.Tanh.Output.Select(Math.Abs));
        Assert.Equal(12, many.Saturated);
        Assert.Equal((true, true), (one.Norm.Scaled < 1e-4, one.Tanh.Scaled > 0.3));
        Assert.Equal((true, true), (one.Norm.Shifted < 1e-12, one.Tanh.Shifted > 0.5));

        // RMSNorm keeps the level, so a shift changes it; the size it does not notice.
        TanhComparison rms = DynamicTanh.Compare(grid, NormKind.RmsNorm, 0.5);
        Assert.Equal((true, true), (rms.Norm.Scaled < 1e-4, rms.Norm.Shifted > 0.5));
    }

    [Fact]
    public void Small_inputs_are_multiplied_by_alpha()
    {
        TanhComparison small = DynamicTanh.Compare(Scenarios.Named("epochs"), NormKind.LayerNorm, 0.5, 1e-3);
        Assert.All(small.Input.Zip(small.Tanh.Output), pair => Assert.Equal(0.5 * pair.First, pair.Second, 1e-7));
        Assert.Equal(0, small.Saturated);
    }

    [Fact]
    public void A_norm_that_does_not_measure_rows_is_refused() => Assert.Equal(
        "norm is BatchNorm; LayerNorm and RMSNorm are compared here.",
        Assert.Throws<ArgumentException>(() => DynamicTanh.Compare(Scenarios.All[0], NormKind.BatchNorm, 0.5)).Message);
}
