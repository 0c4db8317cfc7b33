using Norm.ML.Benchmarks.Goals;
using Norm.ML.Benchmarks.Pipeline;

namespace Norm.ML.Benchmarks.Reports;

/// <summary>What a run of the pipeline mode found.</summary>
internal sealed record PipelineFile(RunFacts Facts, IReadOnlyList<GoalResult> Goals, IReadOnlyList<PipelineResult> Results);
