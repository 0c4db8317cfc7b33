namespace Norm.ML.Benchmarks.Pipeline;

/// <summary>What a pipeline task costs per row.</summary>
internal sealed record PipelineResult(string Task, double NanosecondsPerRow, double ToReading, double AllocatedBytesPerRow);
