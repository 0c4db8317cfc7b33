using Norm.ML.Benchmarks.Accuracy;

namespace Norm.ML.Benchmarks.Reports;

/// <summary>What a run of the accuracy mode found.</summary>
internal sealed record AccuracyFile(RunFacts Facts, IReadOnlyList<AccuracyTable> Tables);
