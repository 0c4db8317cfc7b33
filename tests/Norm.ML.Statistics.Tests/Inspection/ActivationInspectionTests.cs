using Norm.ML.Inspection;

namespace Norm.ML.Tests.Statistics.Inspection;

public class ActivationInspectionTests
{
    [Theory]
    [InlineData(8)]
    [InlineData(48)]
    public void Scales_that_multiply_lack_a_pre_norm(int layers)
    {
        Finding finding = Assert.Single(ActivationInspection.Check(Scales(layers, i => 0.7 * Math.Pow(1.41, i))));
        Assert.Equal((FindingKind.ActivationsGrow, FindingSeverity.Problem), (finding.Kind, finding.Severity));
        Assert.Equal(1.41, finding.Value, 1e-12);
        Assert.StartsWith("activations grow layer by layer", finding.Message);
        Assert.Contains("missing pre-norm", finding.Message);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    public void Scales_that_stay_or_add_up_are_no_problem(double power)
    {
        IReadOnlyList<Finding> findings = ActivationInspection.Check(Scales(24, i => Math.Pow(i + 1, power)));
        Assert.Equal(power == 0 ? 0 : 1, findings.Count);
        Assert.All(findings, finding => Assert.Equal(FindingSeverity.Note, finding.Severity));
    }

    [Fact]
    public void Scales_that_shrink_vanish()
    {
        Finding finding = Assert.Single(ActivationInspection.Check(Scales(12, i => Math.Pow(0.8, i))));
        Assert.Equal(FindingKind.ActivationsVanish, finding.Kind);
        Assert.Equal(0.8, finding.Value, 1e-12);
        Assert.Equal(FindingKind.ActivationsVanish, Assert.Single(ActivationInspection.Check([1, 1, 0, 0])).Kind);
    }

    [Fact]
    public void The_first_layer_that_is_not_finite_is_named()
    {
        Finding finding = Assert.Single(ActivationInspection.Check([1, 10, double.PositiveInfinity, double.NaN]));
        Assert.Equal((FindingKind.ActivationsNotFinite, 2.0), (finding.Kind, finding.Value));
        Assert.Contains("from layer 3 on", finding.Message);
    }

    [Fact]
    public void Bad_scales_are_refused()
    {
        Assert.Contains("at least 4", Assert.Throws<ArgumentException>(() => ActivationInspection.Check([1, 2, 3])).Message);
        Assert.Contains("layer 1 is -2", Assert.Throws<ArgumentException>(() => ActivationInspection.Check([1, -2, 3, 4])).Message);
    }

    private static double[] Scales(int layers, Func<int, double> scale) => [.. Enumerable.Range(0, layers).Select(scale)];
}
