using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Benchmarks.Pipeline;

/// <summary>Something that a pipeline does to all rows.</summary>
internal sealed record PipelineTask(string Name, Action Run);

/// <summary>What a pipeline task costs per row.</summary>
internal sealed record PipelineResult(string Task, double NanosecondsPerRow, double ToReading, double AllocatedBytesPerRow);

/// <summary>A row of the pipeline benchmark.</summary>
internal sealed class PipelineRow
{
    public const int Size = 768;

    [VectorType(Size)]
    public float[] Features { get; set; } = [];
}

/// <summary>What is timed in a pipeline: reading, ours, and ML.NET's own.</summary>
internal static class PipelineTasks
{
    public const string Reading = "reading the column", LayerNorm = "LayerNorm", RmsNorm = "RMSNorm", BatchNorm = "BatchNorm",
        LpNorm = "NormalizeLpNorm", MeanVariance = "NormalizeMeanVariance", BatchNormFit = "BatchNorm, Fit",
            MeanVarianceFit = "NormalizeMeanVariance, Fit";

    public static IEnumerable<PipelineTask> Transforms(MLContext context, IDataView data)
    {
        yield return new(Reading, () => PipelineData.Read(data, nameof(PipelineRow.Features)));
        yield return Transform(LayerNorm, context.Transforms.LayerNorm("Out", nameof(PipelineRow.Features)).Fit(data), data);
        yield return Transform(RmsNorm, context.Transforms.RmsNorm("Out", nameof(PipelineRow.Features)).Fit(data), data);
        yield return Transform(BatchNorm, context.Transforms.BatchNorm("Out", nameof(PipelineRow.Features)).Fit(data), data);
        yield return Transform(LpNorm, context.Transforms.NormalizeLpNorm("Out", nameof(PipelineRow.Features)).Fit(data), data);
        yield return Transform(MeanVariance, context.Transforms.NormalizeMeanVariance("Out", nameof(PipelineRow.Features), fixZero: false).Fit(data),
            data);
    }

    public static IEnumerable<PipelineTask> Fits(MLContext context, IDataView data)
    {
        yield return new(BatchNormFit, () => context.Transforms.BatchNorm("Out", nameof(PipelineRow.Features)).Fit(data));
        yield return new(MeanVarianceFit, () => context.Transforms.NormalizeMeanVariance("Out", nameof(PipelineRow.Features), fixZero: false)
            .Fit(data));
    }

    private static PipelineTask Transform(string name, ITransformer transformer, IDataView data) =>
        new(name, () => PipelineData.Read(transformer.Transform(data), "Out"));
}
