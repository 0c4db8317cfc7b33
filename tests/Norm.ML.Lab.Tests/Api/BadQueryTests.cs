namespace Norm.ML.Lab.Tests.Api;

/// <summary>A parameter that is out of range, unknown or given twice is refused with what is accepted.</summary>
public sealed class BadQueryTests(LabClient lab) : IClassFixture<LabClient>
{
    [Theory]
    [InlineData("grid?norm=foo", "norm is 'foo'", "BatchNorm, LayerNorm, RmsNorm, GroupNorm, InstanceNorm")]
    [InlineData("grid?norm=1", "norm is '1'", "BatchNorm")]
    [InlineData("grid?epsilon=-1", "epsilon is '-1'", "from 0 to 1")]
    [InlineData("grid?epsilon=NaN", "epsilon is 'NaN'", "from 0 to 1")]
    [InlineData("grid?epsilon=1,5", "epsilon is '1,5'", "from 0 to 1")]
    [InlineData("grid?scenario=none", "no scenario 'none'", "plain, huge, outlier")]
    [InlineData("grid?norm=GroupNorm&groups=2", "groups is 2", "divide the 5 channels")]
    [InlineData("grid?groups=0", "groups is '0'", "from 1 to 5")]
    [InlineData("grid?row=7", "row is '7'", "from 1 to 6")]
    [InlineData("grid?statistics=Fitted&norm=BatchNorm", "Only a file", "--data")]
    [InlineData("grid?skipPadding=maybe", "skipPadding is 'maybe'", "true or false")]
    [InlineData("grid?norm=LayerNorm&norm=RmsNorm", "norm is given 2 times")]
    [InlineData("grid?frobnicate=1", "'frobnicate' is not a parameter", "epsilon")]
    [InlineData("grid?scenario=data&columns=city", "Column 'city' holds no numbers", "'Bern'", "value, 1")]
    [InlineData("grid?scenario=data&columns=town", "no column 'town'", "value, 1")]
    [InlineData("batch?size=0", "size is '0'", "from 1 to 256")]
    [InlineData("batch?draw=101", "draw is '101'", "from 1 to 100")]
    [InlineData("running?momentum=2", "momentum is '2'", "from 0 to 1")]
    [InlineData("running?size=1", "size is '1'", "from 2")]
    [InlineData("epsilon?distance=-1", "distance is '-1'")]
    [InlineData("affine?norm=RmsNorm", "norm is RMSNorm", "BatchNorm and LayerNorm")]
    [InlineData("precision?spread=0", "spread is '0'")]
    [InlineData("depth?layers=97", "layers is '97'", "from 2 to 96")]
    [InlineData("depth?layers=2.5", "layers is '2.5'", "whole number")]
    [InlineData("tanh?alpha=0", "alpha is '0'", "a number from 1E-06 to 1000000")]
    [InlineData("tanh?factor=-1", "factor is '-1'", "a number from 1E-06 to 1000000")]
    [InlineData("tanh?scenario=nothing", "There is no scenario 'nothing'", "epochs")]
    [InlineData("depth?norm=InstanceNorm", "norm is InstanceNorm", "LayerNorm, RMSNorm, UnitNorm, GroupNorm, BatchNorm")]
    [InlineData("grid?matrix=1+2_x+4", "Row 2, column 1 of the matrix is 'x'", "finite number")]
    [InlineData("matrix", "The matrix is empty", "rows of numbers")]
    [InlineData("grid?scenario=plain&batch=0", "batch is '0'", "from 1 to 6")]
    [InlineData("grid?scenario=data&matrix=1+2", "matrix is given for a file", "scenario=own")]
    [InlineData("about?x=1", "'x' is not a parameter", "accepted: no parameters")]
    public async Task It_is_refused_in_one_line(string query, params string[] words)
    {
        string line = await lab.RefusedAsync(query);
        Assert.All(words, word => Assert.Contains(word, line, StringComparison.Ordinal));
        Assert.DoesNotContain("Parameter", line, StringComparison.Ordinal);
    }
}
