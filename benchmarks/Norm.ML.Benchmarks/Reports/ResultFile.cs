using Norm.ML.Benchmarks.Goals;

namespace Norm.ML.Benchmarks.Reports;

/// <summary>What a run of the quick mode found: the JSON file that tables and plots are made from.</summary>
internal sealed record ResultFile(RunFacts Facts, IReadOnlyList<GoalResult> Goals, IReadOnlyList<ComparisonResult> Comparisons);
