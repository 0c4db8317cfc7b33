namespace Norm.ML.Internals.Checks;

/// <summary>What is wrong with a model file, without its name; never leaves the library.</summary>
internal sealed class ModelFormatException(string reason) : Exception(reason);
