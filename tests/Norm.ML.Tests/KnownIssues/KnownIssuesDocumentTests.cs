using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Norm.ML.Tests.KnownIssues;

/// <summary>docs/known-issues.md promises tests; this one looks for them in the sources of all test projects.</summary>
public partial class KnownIssuesDocumentTests
{
    const int Issues = 25, Measured = 15;

    static readonly string Repository = FindRepository();
    static readonly string Document = File.ReadAllText(Path.Combine(Repository, "docs", "known-issues.md"));

    [Fact]
    public void Every_test_named_exists()
    {
        string[] sources = [.. Directory.EnumerateFiles(Path.Combine(Repository, "tests"), "*Tests*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)];
        Match[] named = [.. TestName().Matches(Document).Where(name => name.Groups["class"].Value != nameof(KnownIssuesDocumentTests))];
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.True(
            sources.Any(source => Declares(source, name.Groups["namespace"].Value, name.Groups["class"].Value, name.Groups["method"].Value)), $"There is no test {name.Value}."));
    }

    [Fact]
    public void Every_issue_is_answered_or_out_of_scope()
    {
        string[] rows = [.. Document.Split('\n').Where(line => NumberedRow().IsMatch(line))];
        Assert.Equal(Enumerable.Range(1, Issues).Select(number => $"{number}"), rows.Select(row => NumberedRow().Match(row).Groups[1].Value));
        Assert.All(rows, row => Assert.True(TestName().IsMatch(row) || row.Contains("out of scope: ", StringComparison.Ordinal), $"No answer: {row}"));
    }

    [Fact]
    public void Every_measured_behaviour_has_a_test()
    {
        string[] rows = [.. Document[Document.IndexOf("## Measured", StringComparison.Ordinal)..].Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2)];
        Assert.Equal(Measured, rows.Length);
        Assert.All(rows, row => Assert.Matches(TestName(), row));
    }

    [Fact]
    public void Every_test_here_is_named()
    {
        string[] tests =
        [
            .. new[] { typeof(MeasuredBehaviourTests), typeof(AskedForTests) }
                .SelectMany(type => type.GetMethods().Where(method => method.IsDefined(typeof(FactAttribute), inherit: false)).Select(method => $"`{type.FullName}.{method.Name}`")),
        ];
        Assert.NotEmpty(tests);
        Assert.All(tests, test => Assert.Contains(test, Document));
    }

    // In its namespace and class, under an attribute that makes it a test.
    static bool Declares(string source, string space, string type, string method) =>
        Regex.IsMatch(source, $@"^namespace {Regex.Escape(space)};", RegexOptions.Multiline)
        && Regex.IsMatch(source, $@"\bclass {type}\b")
        && Regex.IsMatch(source, $@"\[\w*(Fact|Theory)\b[^\n]*\n(\s*\[[^\n]*\n|\s*//[^\n]*\n)*\s*public [^\n(]*\b{method}\(");

    static string FindRepository([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    [GeneratedRegex(@"`(?<namespace>Norm\.ML(\.\w+)*)\.(?<class>\w+Tests)\.(?<method>\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^\| (\d+) \|")]
    private static partial Regex NumberedRow();
}
