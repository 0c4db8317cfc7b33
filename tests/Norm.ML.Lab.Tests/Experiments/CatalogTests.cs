using Norm.ML.Lab.Experiments;
using Norm.ML.Lab.Experiments.Grids;
using Norm.ML.Lab.Report.Sections;

namespace Norm.ML.Lab.Tests.Experiments;

/// <summary>The lab shows every norm of the catalog, without a line of its own for any.</summary>
public class CatalogTests
{
    public static TheoryData<NormKind> Kinds => [.. NormCatalog.All.Select(norm => norm.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_norm_of_the_catalog_has_a_grid_a_panel_and_a_place_in_the_stack(NormKind kind)
    {
        NormDefinition norm = NormCatalog.Get(kind);
        Grid grid = Scenarios.All.First(one => one.Shape.Spatial > 1 && one.Shape.Channels % 2 == 0);
        GridResult result = GridNorm.Run(grid, new NormSettings { Kind = kind, Groups = 2 });
        Assert.Null(result.Refusal);
        Assert.Contains(result.Output, value => value != 0);
        Assert.All(result.InverseDeviation, value => Assert.True(value > 0));
        Assert.Equal(norm.SubtractsMean, result.Mean.Any(value => value != 0));

        Assert.Contains(NormsSection.Outputs(kind, NormsSection.Input(seed: 1)), value => value != 0);
        Assert.Equal(norm.Segment != NormSegment.Instance, StackNorm.Kinds.Contains(kind));
        if (norm.Segment == NormSegment.Row)
        {
            double squares = RowNorm.Forward(kind, [30, 40, -20, 10], 4).Sum(value => value * value);
            Assert.Equal(norm.Divisor == NormDivisor.Length ? 1 : 4, squares, 1e-4);
        }
    }
}
