using Norm.ML.Benchmarks.Goals;
using Norm.ML.Benchmarks.Timing;

namespace Norm.ML.Benchmarks.Pipeline;

/// <summary>The speed goals of the ML.NET components.</summary>
internal static class PipelineGoals
{
    private const string Section = "In an ML.NET pipeline, 100,000 rows of 768, one cursor";

    private static readonly (string Text, Bound Bound, string Time, string Unit)[] All =
    [
        ("LayerNorm by reading the column and nothing else", new(1.6, AtLeast: false), PipelineTasks.LayerNorm, PipelineTasks.Reading),
        ("LayerNorm against NormalizeLpNorm", new(1.5, AtLeast: true), PipelineTasks.LpNorm, PipelineTasks.LayerNorm),
        ("BatchNorm's transform against NormalizeMeanVariance's", new(8, AtLeast: true), PipelineTasks.MeanVariance, PipelineTasks.BatchNorm),
        ("BatchNorm's Fit against NormalizeMeanVariance's", new(10, AtLeast: true), PipelineTasks.MeanVarianceFit, PipelineTasks.BatchNormFit),
    ];

    public static IEnumerable<GoalResult> Judge(IReadOnlyDictionary<string, Samples> measured)
    {
        foreach ((string text, Bound bound, string time, string unit) in All)
        {
            GoalRow[] rows = measured.TryGetValue(time, out Samples? a) && measured.TryGetValue(unit, out Samples? b)
                ? [Goals.Judge.Row(bound, "768", Ratio.Of(a, b))]
                : [];
            yield return Goals.Judge.Result(Section, text, bound, rows, "not measured in this run");
        }
    }
}
