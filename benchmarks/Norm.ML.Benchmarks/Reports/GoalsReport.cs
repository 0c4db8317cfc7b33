using System.Text;
using Norm.ML.Benchmarks.Goals;

namespace Norm.ML.Benchmarks.Reports;

/// <summary>Goals and what became of them.</summary>
internal static class GoalsReport
{
    /// <summary>One row per goal, with its worst size.</summary>
    public static string Summary(IReadOnlyList<GoalResult> goals)
    {
        var table = new MarkdownTable("goal", "bound", "worst", "quartiles", "at", "sizes", "");
        string section = "";
        foreach (GoalResult goal in goals)
        {
            if (section != goal.Section)
            {
                table.Add($"**{section = goal.Section}**", "", "", "", "", "", "");
            }

            table.Add(goal.Worst is { } worst
                ? [goal.Goal, goal.Bound, Numbers.Ratio(worst), Numbers.Spread(worst), worst.Size,
                $"{goal.Rows.Count(r => r.Met)} of {goal.Rows.Count}", Word(goal.Verdict)]
                : [goal.Goal, goal.Bound, "", "", "", "", goal.Note ?? Word(goal.Verdict)]);
        }
        return table.ToString();
    }

    /// <summary>Every size of every goal.</summary>
    public static string Details(IReadOnlyList<GoalResult> goals)
    {
        var text = new StringBuilder();
        foreach (GoalResult goal in goals.Where(goal => goal.Rows.Count > 0))
        {
            var table = new MarkdownTable("size", "ratio", "quartiles", "");
            foreach (GoalRow row in goal.Rows)
            {
                table.Add(row.Size, Numbers.Ratio(row), Numbers.Spread(row), row.Met ? "met" : "missed");
            }

            text.Append($"### {goal.Goal}: {goal.Bound}\n\n{table}\n");
        }
        return text.ToString();
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Met => "met",
        Verdict.Partly => "partly",
        Verdict.Missed => "missed",
        _ => "not measured",
    };
}
