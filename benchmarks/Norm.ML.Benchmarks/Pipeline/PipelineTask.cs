namespace Norm.ML.Benchmarks.Pipeline;

/// <summary>Something that a pipeline does to all rows.</summary>
internal sealed record PipelineTask(string Name, Action Run);
