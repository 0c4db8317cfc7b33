namespace Norm.ML.Benchmarks.Accuracy;

/// <summary>A kind of data that shares one mean and one deviation.</summary>
internal sealed record Pattern(string Name, Action<float[], Random> Fill);
