namespace Norm.ML.Benchmarks.Contenders;

/// <summary>Computes some rows.</summary>
internal delegate void Kernel(ReadOnlySpan<float> x, Span<float> y);
