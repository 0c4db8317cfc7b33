namespace Norm.ML.Internals.Files;

/// <summary>What is wrong with a safetensors file, without its name; never leaves the library.</summary>
internal sealed class SafetensorsFormatException(string reason) : Exception(reason)
{
    private const int Longest = 120;

    /// <summary>A tensor's name as messages show it, on one line: a hostile one may be long.</summary>
    public static string Show(string name) =>
        $"'{string.Concat(name.Take(Longest).Select(letter => char.IsControl(letter) ? ' ' : letter))}{(name.Length > Longest ? "..." : "")}'";
}
