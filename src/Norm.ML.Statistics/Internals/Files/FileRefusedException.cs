namespace Norm.ML.Internals.Files;

/// <summary>A path that no file is written to.</summary>
internal sealed class FileRefusedException(string path, string reason) : IOException($"'{path}' cannot be written: {reason}.")
{
    /// <summary>Why, without the path and the full stop.</summary>
    public string Reason { get; } = reason;
}
