namespace Norm.ML.Benchmarks.Goals;

/// <summary>What became of a goal.</summary>
/// <param name="Section">What it belongs to.</param>
/// <param name="Goal">The goal in words.</param>
/// <param name="Bound">The bound in words.</param>
/// <param name="Verdict">Met, missed or not measured.</param>
/// <param name="Rows">Every comparison.</param>
/// <param name="Note">Why there is no measurement, or null.</param>
internal sealed record GoalResult(string Section, string Goal, string Bound, Verdict Verdict, IReadOnlyList<GoalRow> Rows, string? Note = null)
{
    /// <summary>The row that is furthest on the wrong side.</summary>
    public GoalRow? Worst => Rows.MinBy(row => row.Margin);
}
