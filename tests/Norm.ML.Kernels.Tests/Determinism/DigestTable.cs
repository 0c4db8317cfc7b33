using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Determinism;

/// <summary>The committed digests: a line for each case, <c>case -> digest</c>.</summary>
internal static class DigestTable
{
    private const string File = "tests/Digests/digests.txt";
    private static readonly Lock Writing = new();

    /// <summary>Compares with the committed lines that begin with <paramref name="group"/>, or rewrites them.</summary>
    public static void Check(string group, IReadOnlyDictionary<string, string> actual)
    {
        lock (Writing)
        {
            SortedDictionary<string, string> table = Read();
            string[] committed = [.. table.Keys.Where(name => name.StartsWith(group, StringComparison.Ordinal))];
            if (Environment.GetEnvironmentVariable("NORM_ML_WRITE_DIGESTS") == "1")
            {
                foreach (string name in committed)
                {
                    table.Remove(name);
                }

                foreach ((string name, string digest) in actual)
                {
                    table[name] = digest;
                }

                System.IO.File.WriteAllLines(Repository.Path(File), table.Select(line => $"{line.Key} -> {line.Value}"));
                return;
            }
            Assert.Equal(committed, actual.Keys.Order(StringComparer.Ordinal));
            string[] differing = [.. committed.Where(name => table[name] != actual[name])
                .Select(name => $"{name} -> {actual[name]}, not {table[name]}")];
            Assert.True(differing.Length == 0, $"Results do not have the committed bits:\n{string.Join('\n', differing)}");
        }
    }

    public static SortedDictionary<string, string> Read() =>
        new(System.IO.File.ReadAllLines(Repository.Path(File)).Select(line => line.Split(" -> ")).ToDictionary(f => f[0], f => f[1]),
        StringComparer.Ordinal);
}
