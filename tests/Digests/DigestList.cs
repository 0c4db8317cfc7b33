namespace Norm.ML.Digests;

/// <summary>The committed digests, which the program carries: a line for each case, <c>case -> digest</c>.</summary>
internal static class DigestList
{
    private const string Separator = " -> ";

    public static Dictionary<string, string> Committed()
    {
        using Stream stream = typeof(DigestList).Assembly.GetManifestResourceStream("digests.txt")
            ?? throw new InvalidOperationException("The program has no list of digests.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    public static Dictionary<string, string> Parse(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r').Split(Separator))
        .ToDictionary(f => f[0], f => f[1]);

    public static string Line(string name, string digest) => $"{name}{Separator}{digest}";

    /// <summary>What differs, a line each; empty if nothing does.</summary>
    /// <param name="expected">The committed lines.</param>
    /// <param name="actual">The computed lines.</param>
    public static IEnumerable<string> Differences(Dictionary<string, string> expected, Dictionary<string, string> actual)
    {
        foreach ((string name, string digest) in actual)
        {
            if (!expected.TryGetValue(name, out string? committed))
            {
                yield return $"{Line(name, digest)}: the list has no such line";
            }
            else if (committed != digest)
            {
                yield return $"{Line(name, digest)}: the list has {committed}";
            }
        }
        foreach (string name in expected.Keys.Where(name => !actual.ContainsKey(name)))
        {
            yield return $"{name}: was not computed";
        }
    }
}
