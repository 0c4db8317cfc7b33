using Norm.ML.Lab.Experiments.Grids;

namespace Norm.ML.Lab.Tests.Experiments;

/// <summary>What the page says about the matrix on screen.</summary>
public class JudgementTests
{
    [Theory]
    [InlineData("plain", NormKind.BatchNorm, "column-mean column-size")]
    [InlineData("plain", NormKind.LayerNorm, "row-mean row-size")]
    [InlineData("plain", NormKind.RmsNorm, "row-size")]
    [InlineData("image", NormKind.InstanceNorm, "row-mean row-size")]
    [InlineData("one", NormKind.LayerNorm, "row-mean row-size")]
    [InlineData("one", NormKind.RmsNorm, "row-size")]
    public void It_names_what_the_norm_took(string scenario, NormKind kind, string taken)
    {
        foreach ((double gamma, double beta) in new[] { (1.0, 0.0), (2.5, -1.0) })
        {
            JudgementResult judged = Of(scenario, new NormSettings { Kind = kind, Gamma = gamma, Beta = beta });
            Assert.Equal(taken, string.Join(' ', judged.Properties.Where(one => one.Alike).Select(one => one.Id)));
        }
    }

    [Theory]
    [InlineData("plain", NormKind.BatchNorm, 1e-5, null)]
    [InlineData("plain", NormKind.LayerNorm, 1e-5, null)]
    [InlineData("plain", NormKind.LayerNorm, 1, "In 6 of 6 rulers epsilon is more than 1 %")]
    [InlineData("huge", NormKind.LayerNorm, 1e-5, "income fills 6 of 6 rulers: without it the deviation would be at least ")]
    [InlineData("huge", NormKind.BatchNorm, 1e-5, null)]
    [InlineData("outlier", NormKind.BatchNorm, 1e-5, "example 4 fills 5 of 5 rulers")]
    [InlineData("outlier", NormKind.LayerNorm, 1e-5, null)]
    [InlineData("tiny", NormKind.BatchNorm, 1e-5, "Two values share each ruler")]
    [InlineData("tiny", NormKind.LayerNorm, 1e-5, null)]
    [InlineData("padding", NormKind.BatchNorm, 1e-5, "3 of 12 rows are padding")]
    [InlineData("padding", NormKind.LayerNorm, 1e-5, "3 of 12 rulers have no spread")]
    [InlineData("constant", NormKind.LayerNorm, 1e-5, "1 of 5 rulers has no spread")]
    [InlineData("one", NormKind.LayerNorm, 1e-5, null)]
    [InlineData("features", NormKind.BatchNorm, 1e-5, null)]
    [InlineData("image", NormKind.LayerNorm, 1e-5, "infrared fills 2 of 2 rulers")]
    [InlineData("image", NormKind.RmsNorm, 1e-5, "infrared fills 2 of 2 rulers: without it the root mean square")]
    [InlineData("image", NormKind.UnitNorm, 1e-5, "infrared fills 2 of 2 rulers: without it the length")]
    [InlineData("image", NormKind.GroupNorm, 1e-5, "infrared fills 2 of 4 rulers: without it the deviation")]
    [InlineData("image", NormKind.InstanceNorm, 1e-5, null)]
    [InlineData("image", NormKind.BatchNorm, 1e-5, null)]
    public void It_warns_of_bad_rulers(string scenario, NormKind kind, double epsilon, string? warning)
    {
        IReadOnlyList<string> warnings = Of(scenario,
            new NormSettings { Kind = kind, Epsilon = epsilon, Groups = kind == NormKind.GroupNorm ? 2 : 1 }).Warnings;
        if (warning is null)
        {
            Assert.Empty(warnings);
        }
        else
        {
            Assert.Contains(warnings, one => one.StartsWith(warning, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(1, "infrared fills 2 of 2 rulers")]
    [InlineData(2, "infrared fills 2 of 4 rulers")]
    [InlineData(4, null)]
    public void A_group_that_one_channel_fills_is_no_job_well_done(int groups, string? warning)
    {
        IReadOnlyList<string> warnings = Of("image", new NormSettings { Kind = NormKind.GroupNorm, Groups = groups }).Warnings;
        Assert.Equal(warning is null ? 0 : 1, warnings.Count);
        Assert.All(warnings, one => Assert.StartsWith(warning!, one, StringComparison.Ordinal));
    }

    [Fact]
    public void How_much_smaller_the_ruler_would_be_is_counted()
    {
        // Without 40 the deviation of 1, 2, 3, 4 is the root of 1.25; of all five it is the root of 226.
        Grid grid = Scenarios.Named("one") with { Values = [1, 40, 2, 3, 4] };
        var settings = new NormSettings();
        Assert.Equal("weight fills the ruler: without it the deviation would be 13.4 times smaller. The others are pressed together.",
            Assert.Single(Judgement.Of(grid, settings, GridNorm.Run(grid, settings)).Warnings));
    }

    [Fact]
    public void One_feature_may_fill_a_row_but_not_half_of_the_rows()
    {
        Grid grid = Scenarios.Named("plain");
        double[] values = [.. grid.Values];
        for (int rows = 1; rows <= 6; rows++)
        {
            values[(rows - 1) * 5 + 2] *= 1000;
            Grid changed = grid with { Values = [.. values] };
            IReadOnlyList<string> warnings = Judgement.Of(changed, new NormSettings(), GridNorm.Run(changed, new NormSettings())).Warnings;
            Assert.Equal(rows >= 3, warnings.Count == 1 && warnings[0].StartsWith($"age fills {rows} of 6 rulers", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_missing_value_is_the_only_thing_to_say()
    {
        Grid grid = Scenarios.Named("huge") with { Values = [.. Scenarios.Named("huge").Values.Select((value, i) => i == 7 ? double.NaN : value)] };
        var settings = new NormSettings();
        Assert.StartsWith("A value is missing", Assert.Single(Judgement.Of(grid, settings, GridNorm.Run(grid, settings)).Warnings),
            StringComparison.Ordinal);
    }

    private static JudgementResult Of(string scenario, NormSettings settings)
    {
        Grid grid = Scenarios.Named(scenario);
        return Judgement.Of(grid, settings, GridNorm.Run(grid, settings));
    }
}
