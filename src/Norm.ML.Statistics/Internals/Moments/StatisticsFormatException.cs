namespace Norm.ML.Internals.Moments;

/// <summary>What is wrong with a file, without its name; never leaves the library.</summary>
internal sealed class StatisticsFormatException(string reason) : Exception(reason);
