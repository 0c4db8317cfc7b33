using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Goals;

/// <summary>A stated goal: in each of its comparisons, the ratio of two contenders' times keeps to a bound.</summary>
/// <param name="Section">What it belongs to.</param>
/// <param name="Text">The goal in words, without the bound.</param>
/// <param name="Bound">The bound; "at least" is for a rival's time by ours, "at most" for our time by a limit's.</param>
/// <param name="Time">Whose time is divided.</param>
/// <param name="Unit">By whose time.</param>
/// <param name="Comparisons">Where it has to hold.</param>
internal sealed record SpeedGoal(string Section, string Text, Bound Bound, Contender Time, Contender Unit, IReadOnlyList<Comparison> Comparisons);

/// <summary>What a ratio has to keep to.</summary>
internal sealed record Bound(double Value, bool AtLeast)
{
    public bool Holds(double ratio) => AtLeast ? ratio >= Value : ratio <= Value;

    public override string ToString() => FormattableString.Invariant($"{(AtLeast ? "at least" : "at most")} {Value:0.0#}x");
}

internal enum Verdict
{
    Met,

    /// <summary>Met in some comparisons.</summary>
    Partly,
    Missed,
    NotMeasured,
}

/// <summary>A goal in one comparison.</summary>
/// <param name="Size">The size, such as 768.</param>
/// <param name="Ratio">The ratio of the median times.</param>
/// <param name="Low">The lower quartile of the rounds' ratios.</param>
/// <param name="High">The upper quartile.</param>
/// <param name="Margin">How far on the right side of the bound, as a factor: 1 is just met.</param>
internal sealed record GoalRow(string Size, double Ratio, double Low, double High, double Margin)
{
    public bool Met => Margin >= 1;
}

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
