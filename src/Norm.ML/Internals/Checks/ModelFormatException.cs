namespace Norm.ML.Internals.Checks;

/// <summary>What is wrong with a model file, without its name; never leaves the library.</summary>
/// <param name="reason">A sentence.</param>
/// <param name="tooLarge">Whether the file is larger than is accepted, and perhaps sound.</param>
internal sealed class ModelFormatException(string reason, bool tooLarge = false) : Exception(reason)
{
    public bool TooLarge => tooLarge;
}
