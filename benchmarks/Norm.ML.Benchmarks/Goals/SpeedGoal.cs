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
