using System.Text;

namespace Norm.ML.Internals.Wire;

/// <summary>Sources, partitions and keys as the names of grains, and as the marks in statistics files.</summary>
internal static class LiveNames
{
    /// <summary>The longest name, in characters.</summary>
    public const int Longest = 100;

    public static void Check(string name, string parameter, bool mayBeEmpty = false)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        if (name.Length == 0 && !mayBeEmpty)
        {
            throw new ArgumentException($"{parameter} is empty; accepted: 1 to {Longest} characters.", parameter);
        }

        if (name.Length > Longest)
        {
            throw new ArgumentException($"{parameter} has {name.Length} characters; accepted: at most {Longest}.", parameter);
        }

        foreach (char c in name)
        {
            if (char.IsControl(c) || char.IsSurrogate(c))
            {
                throw new ArgumentException(
                    $"{parameter} holds the character U+{(int)c:X4}; accepted: characters that are neither control characters nor halves of a pair.",
                    parameter);
            }
        }
    }

    public static string OfSource(string source, string key) => $"{Escape(source)}/{Escape(key)}";

    public static string OfPartition(string source, string key, string partition) => $"{Escape(source)}/{Escape(key)}/{Escape(partition)}";

    public static string[] Parts(string grainKey) => [.. grainKey.Split('/').Select(Unescape)];

    /// <summary>The mark in a statistics file: of what it holds the statistics. Files of partitions sort as the partitions' names do.</summary>
    public static string Mark(string source, string key, string? partition = null) =>
        "live:" + OfSource(source, key) + (partition is null ? "" : "/" + partition);

    private static string Escape(string name) => new StringBuilder(name).Replace("~", "~0").Replace("/", "~1").ToString();

    private static string Unescape(string name) => new StringBuilder(name).Replace("~1", "/").Replace("~0", "~").ToString();
}
