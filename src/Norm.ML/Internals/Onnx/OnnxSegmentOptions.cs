namespace Norm.ML.Internals.Onnx;

/// <summary>The numbers of a norm that do not depend on how it cuts an example.</summary>
internal readonly record struct OnnxSegmentOptions(
    double Epsilon, IReadOnlyList<double>? Gamma, IReadOnlyList<double>? Beta, bool UnitOffset = false);
