using System.Text.RegularExpressions;

namespace Norm.ML.Documents.Tests;

/// <summary>What documents say about the repository: links lead somewhere, and the files and folders that are named exist.</summary>
public partial class PathTests
{
    /// <summary>Paths that a document names although the repository does not hold them: the build makes them.</summary>
    static readonly string[] Made = ["artifacts"];

    public static TheoryData<string> Pages => [.. Repository.Pages()];

    [Fact]
    public void The_pages_of_the_root_are_looked_at() => Assert.Superset(
        new HashSet<string>(["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "docs/architecture.md"]), Repository.Pages().ToHashSet());

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_to_a_file_and_a_heading(string page)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n");
        string folder = Path.GetDirectoryName(page)!;
        foreach (Match link in Link().Matches(Code().Replace(text, "")))
        {
            string[] target = link.Groups["target"].Value.Split('#', 2);
            if (target[0].Contains(':', StringComparison.Ordinal))
                continue;
            string path = Path.Combine(Repository.Root, target[0].Length == 0 ? page : Path.Combine(folder, target[0]));
            Assert.True(Path.Exists(path), $"{page} links to {link.Groups["target"].Value}, which does not exist.");
            bool isKnown = target.Length < 2 || Headings(path).Contains(target[1]);
            Assert.True(isKnown, $"{page} links to {link.Groups["target"].Value}; that page has no such heading.");
        }
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("SECURITY.md")]
    [InlineData("docs/architecture.md")]
    [InlineData("tests/README.md")]
    public void Every_path_that_is_named_exists(string page)
    {
        string text = Fence().Replace(File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n"), "");
        string[] named = [.. NamedPath().Matches(text).Select(match => match.Groups["path"].Value).Distinct()];
        Assert.NotEmpty(named);
        string[] missing = [.. named.Where(path => !Made.Contains(path.Split('/')[0]) && !Path.Exists(Path.Combine(Repository.Root, path)))];
        Assert.True(missing.Length == 0, $"{page} names what does not exist: {string.Join(", ", missing)}");
    }

    /// <summary>The anchors of a page's headings, as GitHub makes them.</summary>
    static HashSet<string> Headings(string path)
    {
        string text = Fence().Replace(File.ReadAllText(path).ReplaceLineEndings("\n"), "");
        return [.. Heading().Matches(text).Select(match => NoAnchor().Replace(match.Groups["title"].Value.ToLowerInvariant(), "").Replace(' ', '-'))];
    }

    [GeneratedRegex(@"\]\((?<target>[^()\s]+)\)")]
    private static partial Regex Link();

    // Blocks between fences, and code within a line.
    [GeneratedRegex("^```.*?^```$|`[^`\n]+`", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex("^```.*?^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    // Code that begins with a folder of the root and has no blank: `docs/rules`, `src/Norm.ML/NormTransforms.cs`.
    [GeneratedRegex(@"`(?<path>(?:src|generators|tests|benchmarks|docs|artifacts|\.ci|\.github|\.config)/[^`\s*{}]+)`")]
    private static partial Regex NamedPath();

    [GeneratedRegex("^#+ (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();
}
