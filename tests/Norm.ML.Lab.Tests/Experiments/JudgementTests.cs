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
    [InlineData("huge", NormKind.LayerNorm, 1e-5, "income holds 80 %")]
    [InlineData("huge", NormKind.BatchNorm, 1e-5, null)]
    [InlineData("outlier", NormKind.BatchNorm, 1e-5, "example 4 holds 83.3 %")]
    [InlineData("outlier", NormKind.LayerNorm, 1e-5, null)]
    [InlineData("tiny", NormKind.BatchNorm, 1e-5, "Two values share each ruler")]
    [InlineData("tiny", NormKind.LayerNorm, 1e-5, null)]
    [InlineData("padding", NormKind.BatchNorm, 1e-5, "3 of 12 rows are padding")]
    [InlineData("padding", NormKind.LayerNorm, 1e-5, "3 of 12 rulers have no spread")]
    [InlineData("constant", NormKind.LayerNorm, 1e-5, "1 of 5 rulers has no spread")]
    [InlineData("image", NormKind.LayerNorm, 1e-5, "infrared holds")]
    public void It_warns_of_bad_rulers(string scenario, NormKind kind, double epsilon, string? warning)
    {
        IReadOnlyList<string> warnings = Of(scenario, new NormSettings { Kind = kind, Epsilon = epsilon }).Warnings;
        if (warning is null)
        {
            Assert.Empty(warnings);
        }
        else
        {
            Assert.Contains(warnings, one => one.StartsWith(warning, StringComparison.Ordinal));
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
