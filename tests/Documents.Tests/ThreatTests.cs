using System.Text.RegularExpressions;

namespace Norm.ML.Documents.Tests;

/// <summary>The threat model names a test for each threat, and the tests are there.</summary>
public partial class ThreatTests
{
    [Fact]
    public void Every_threat_of_the_security_page_names_tests_that_exist()
    {
        string[] rows = [.. File.ReadLines(Path.Combine(Repository.Root, "SECURITY.md")).SkipWhile(line => !IsHead(line))
            .Where(line => line.StartsWith('|') && !IsHead(line) && !line.StartsWith("| ---", StringComparison.Ordinal))];
        Assert.InRange(rows.Length, 20, 200);
        Dictionary<string, string> tests = Repository.Sources().Where(path => path.StartsWith("tests/", StringComparison.Ordinal))
            .GroupBy(path => Path.GetFileNameWithoutExtension(path))
            .ToDictionary(files => files.Key, files => string.Concat(files.Select(path => File.ReadAllText(Path.Combine(Repository.Root, path)))));
        foreach (string row in rows)
        {
            Match[] named = Test().Matches(row.Split('|')[^2]).ToArray();
            Assert.True(named.Length > 0, $"No test is named in: {row}");
            Assert.All(named, name => Assert.True(
                tests.TryGetValue(name.Groups["class"].Value, out string? source)
                    && (!name.Groups["method"].Success || source.Contains($" {name.Groups["method"].Value}(", StringComparison.Ordinal)),
                $"There is no test {name.Value}; it is named in: {row}"));
        }
    }

    private static bool IsHead(string line) => line.StartsWith("| threat", StringComparison.Ordinal);

    [GeneratedRegex(@"`(?<class>\w+Tests)(\.(?<method>\w+))?`")]
    private static partial Regex Test();
}
