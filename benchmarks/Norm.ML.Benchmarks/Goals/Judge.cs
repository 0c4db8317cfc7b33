using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Timing;

namespace Norm.ML.Benchmarks.Goals;

/// <summary>Holds measurements against goals.</summary>
internal static class Judge
{
    public static IReadOnlyList<GoalResult> All(IReadOnlyDictionary<Comparison, IReadOnlyList<Measurement>> measured) =>
        [.. SpeedGoals.All.Select(goal => One(goal, measured))];

    public static GoalResult One(SpeedGoal goal, IReadOnlyDictionary<Comparison, IReadOnlyList<Measurement>> measured)
    {
        var rows = new List<GoalRow>();
        foreach (Comparison comparison in goal.Comparisons)
        {
            if (!measured.TryGetValue(comparison, out IReadOnlyList<Measurement>? all))
            {
                continue;
            }

            Measurement? time = all.FirstOrDefault(m => m.Contender == goal.Time), unit = all.FirstOrDefault(m => m.Contender == goal.Unit);
            if (time is not null && unit is not null)
            {
                rows.Add(Row(goal.Bound, comparison.Size + (goal.Comparisons.Any(c => c.Place != comparison.Place) ? " " + comparison.PlaceName : ""),
                    Ratio.Of(time.Samples, unit.Samples)));
            }
        }
        return Result(goal.Section, goal.Text, goal.Bound, rows, $"{goal.Time.Name()} or {goal.Unit.Name()} is not on this machine");
    }

    public static GoalRow Row(Bound bound, string size, Ratio ratio) =>
        new(size, Round(ratio.Value), Round(ratio.Low), Round(ratio.High),
        Math.Round(bound.AtLeast ? ratio.Value / bound.Value : bound.Value / ratio.Value, 3));

    private static double Round(double ratio) => Math.Round(ratio, ratio < 1 ? 4 : 3);

    public static GoalResult Result(string section, string text, Bound bound, IReadOnlyList<GoalRow> rows, string missing)
    {
        Verdict verdict = rows.Count == 0 ? Verdict.NotMeasured : rows.All(row => row.Met) ? Verdict.Met : rows.Any(row => row.Met) ? Verdict.Partly
            : Verdict.Missed;
        return new(section, text, bound.ToString(), verdict, rows, rows.Count == 0 ? missing : null);
    }
}
