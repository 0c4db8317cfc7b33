using Microsoft.ML.Data;

namespace Norm.ML.Benchmarks.Pipeline;

/// <summary>A row of the pipeline benchmark.</summary>
internal sealed class PipelineRow
{
    public const int Size = 768;

    [VectorType(Size)]
    public float[] Features { get; set; } = [];
}
