namespace Norm.ML.Internals.Files;

/// <summary>What is wrong with a safetensors file, without its name; never leaves the library.</summary>
internal sealed class SafetensorsFormatException(string reason) : Exception(reason)
{
    /// <summary>A tensor's name as messages show it: a hostile one may be long.</summary>
    public static string Show(string name) => name.Length <= 120 ? $"'{name}'" : $"'{name[..120]}...'";
}
