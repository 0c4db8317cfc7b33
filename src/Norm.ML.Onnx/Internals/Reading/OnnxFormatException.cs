namespace Norm.ML.Onnx.Internals.Reading;

/// <summary>A file breaks a rule of the format. <see cref="OnnxNorms"/> adds the file's name.</summary>
internal sealed class OnnxFormatException(string message) : Exception(message)
{
    private const int Longest = 100;

    /// <summary>A name of the file, in quotes, on one line and not too long.</summary>
    public static string Show(string name)
    {
        string line = string.Concat(name.Take(Longest).Select(letter => char.IsControl(letter) ? ' ' : letter));
        return $"'{line}{(name.Length > Longest ? "..." : "")}'";
    }
}

/// <summary>A norm is in order, but its parameters cannot be had from the file. The message completes "its parameters cannot be read: ".</summary>
internal sealed class UnreadNormException(string reason) : Exception(reason);
