using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Contenders;
using Norm.ML.Benchmarks.Goals;

namespace Norm.ML.Benchmarks.Tests;

public class CatalogueTests
{
    [Fact]
    public void Every_comparison_is_listed_once() => Assert.Equal(Comparisons.All.Count, Comparisons.All.Distinct().Count());

    [Fact]
    public void Every_comparison_has_us_a_composition_a_loop_and_a_limit_and_doubles_have_us()
    {
        foreach (Comparison comparison in Comparisons.All)
        {
            IReadOnlyList<Contender> contenders = Entries.Contenders(comparison);
            Assert.Equal(contenders.Count, contenders.Distinct().Count());
            Assert.Contains(Contender.Strict, contenders);
            if (comparison.IsDouble)
            {
                Assert.Equal([Contender.GeneratedStrict, Contender.Strict, Contender.AnySize, Contender.Copy], contenders);
                continue;
            }
            Assert.Contains(Contender.TensorPrimitives, contenders);
            Assert.Contains(Contender.PlainLoop, contenders);
            Assert.Contains(comparison.Work == Work.BatchStatistics ? Contender.Read : Contender.Copy, contenders);
        }
    }

    [Fact]
    public void Every_row_size_has_generated_kernels() => Assert.All(
        Comparisons.All.Where(comparison => comparison.Work is Work.LayerNorm or Work.RmsNorm && comparison.Place == Place.InCache),
        comparison => Assert.Contains(Contender.GeneratedFast, Entries.Contenders(comparison)));

    [Fact]
    public void Every_goal_is_about_comparisons_and_contenders_that_exist()
    {
        foreach (SpeedGoal goal in SpeedGoals.All)
        {
            Assert.NotEmpty(goal.Comparisons);
            foreach (Comparison comparison in goal.Comparisons)
            {
                Assert.Contains(comparison, Comparisons.All);
                IReadOnlyList<Contender> contenders = Entries.Contenders(comparison);
                foreach (Contender contender in (Contender[])[goal.Time, goal.Unit])
                {
                    Assert.True(contender is Contender.OneDnn or Contender.PyTorch || contenders.Contains(contender),
                        $"{goal.Text}: {contender} is not in {comparison}");
                }
            }
        }
    }

    [Fact]
    public void A_limit_that_is_met_has_a_margin_of_one_and_more()
    {
        Assert.True(Judge.Row(new(2, AtLeast: true), "8", new(2.1, 2, 2.2)).Met);
        Assert.False(Judge.Row(new(1.15, AtLeast: false), "8", new(1.2, 1.1, 1.3)).Met);
    }
}
