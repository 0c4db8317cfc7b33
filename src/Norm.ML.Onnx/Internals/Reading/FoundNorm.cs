namespace Norm.ML.Onnx.Internals.Reading;

/// <summary>What a file says of one norm.</summary>
internal sealed record FoundNorm(NormKind Kind, string Name, string Operator, string Input, string Output, double Epsilon)
{
    public IReadOnlyList<double>? Gamma { get; init; }

    public IReadOnlyList<double>? Beta { get; init; }

    public IReadOnlyList<double>? Mean { get; init; }

    public IReadOnlyList<double>? Variance { get; init; }

    /// <summary>LayerNorm, RMSNorm and UnitNorm: the dimensions that are normalized together; null if the file does not say.</summary>
    public long[]? NormalizedShape { get; init; }

    /// <summary>Norms over channels: their number; null if the file does not say.</summary>
    public int? Channels { get; init; }

    public int Groups { get; init; } = 1;

    /// <summary>What is added to the input first.</summary>
    public string[] Added { get; init; } = [];
}
