using System.Text.RegularExpressions;

namespace Norm.ML.Benchmarks.ReadmeTables;

/// <summary>
/// The tables of the README and of docs/measured.md, each between two comments:
/// <c>&lt;!-- table NAME from FILE --&gt;</c>, which names a table of <see cref="Tables"/>
/// and a committed result, and <c>&lt;!-- end of table --&gt;</c>.
/// </summary>
internal static partial class ReadmeFile
{
    /// <summary>The text with all tables made anew.</summary>
    /// <param name="text">The document.</param>
    /// <param name="root">The repository, which paths are relative to.</param>
    public static string Fill(string text, string root) => Marked().Replace(text, match =>
    {
        string table = Tables.Write(match.Groups["name"].Value, Path.Combine(root, match.Groups["file"].Value)).Trim();
        return $"{match.Groups["start"].Value}\n{table}\n{match.Groups["end"].Value}";
    });

    [GeneratedRegex(@"(?<start><!-- table (?<name>\S+) from (?<file>\S+) -->)\n(?<table>.*?)(?<end><!-- end of table -->)", RegexOptions.Singleline)]
    private static partial Regex Marked();
}
