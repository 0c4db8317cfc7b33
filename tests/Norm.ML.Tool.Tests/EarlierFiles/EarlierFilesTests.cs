using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.EarlierFiles;

/// <summary>
/// Files that the version before ML.NET's own package wrote: two models, statistics, two shards, and what that version's <c>apply</c> made of
/// <c>rows.csv</c>. A new version reads them and gives the same numbers. They are never written anew.
/// </summary>
public sealed class EarlierFilesTests : IDisposable
{
    private readonly Workplace _place = new();

    [Theory]
    [InlineData("batch")]
    [InlineData("layer")]
    public void A_model_normalizes_as_it_did(string norm)
    {
        _place.Run("apply", Written($"{norm}.zip"), Written("rows.csv"), "--out", _place.At("now.csv")).Succeeded();
        Assert.Equal(File.ReadAllText(Written($"{norm}.csv")), _place.Read("now.csv"));
    }

    [Theory]
    [InlineData("batch")]
    [InlineData("layer")]
    public void A_model_is_inspected(string norm) =>
        Assert.Contains("Features", _place.Run("inspect", Written($"{norm}.zip")).Out, StringComparison.Ordinal);

    [Fact]
    public void Statistics_are_those_that_a_fit_learns_now_but_for_the_last_bits()
    {
        _place.Run("fit", Written("rows.csv"), "--stats", _place.At("now.nstat")).Succeeded();
        RunningStatistics now = RunningStatistics.Load(_place.At("now.nstat")), then = RunningStatistics.Load(Written("whole.nstat"));
        Assert.Equal(then.RowCount, now.RowCount);
        for (int c = 0; c < then.ChannelCount; c++)
        {
            Assert.Equal((then[c].Name, then[c].Count, then[c].Missing, then[c].Min, then[c].Max),
                (now[c].Name, now[c].Count, now[c].Missing, now[c].Min, now[c].Max));
            Assert.Equal(then[c].Mean, now[c].Mean, 1e-15 * Math.Abs(then[c].Mean));
            Assert.Equal(then[c].Variance, now[c].Variance, 1e-14 * then[c].Variance);
        }
    }

    [Fact]
    public void Shards_merge_to_the_statistics_of_the_whole()
    {
        _place.Run("merge", Written("part1.nstat"), Written("part2.nstat"), "--stats", _place.At("merged.nstat")).Succeeded();
        RunningStatistics merged = RunningStatistics.Load(_place.At("merged.nstat")), whole = RunningStatistics.Load(Written("whole.nstat"));
        Assert.Equal(whole.RowCount, merged.RowCount);
        for (int c = 0; c < whole.ChannelCount; c++)
        {
            Assert.Equal(whole[c].Count, merged[c].Count);
            Assert.Equal(whole[c].Mean, merged[c].Mean, 1e-14 * Math.Abs(whole[c].Mean));
            Assert.Equal(whole[c].Variance, merged[c].Variance, 1e-13 * whole[c].Variance);
        }
    }

    public void Dispose() => _place.Dispose();

    private static string Written(string name) => Path.Combine(AppContext.BaseDirectory, "EarlierFiles", "Written", name);
}
