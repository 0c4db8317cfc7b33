namespace Norm.ML.Benchmarks.Contenders;

/// <summary>Computes some rows.</summary>
delegate void Kernel(ReadOnlySpan<float> x, Span<float> y);
