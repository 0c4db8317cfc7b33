using System.Globalization;
using System.Text.RegularExpressions;

namespace Norm.ML.Documents.Tests;

/// <summary>What the compiler's style rules do not look at.</summary>
public partial class HouseStyleTests
{
    [Fact]
    public void No_line_is_longer_than_the_EditorConfig_states()
    {
        string settings = File.ReadAllText(Path.Combine(Repository.Root, ".editorconfig"));
        int most = int.Parse(MaxLineLength().Match(settings).Groups["most"].Value, CultureInfo.InvariantCulture);
        string[] files = [.. Repository.Sources()];
        Assert.NotEmpty(files);
        string[] found = [.. from file in files
            from line in File.ReadLines(Path.Combine(Repository.Root, file)).Index()
            where line.Item.Length > most
            select $"{file}({line.Index + 1})"];
        Assert.True(found.Length == 0, $"These lines are longer than {most} characters: {string.Join(", ", found)}");
    }

    [Fact]
    public void A_test_is_named_by_a_sentence_with_underscores()
    {
        string[] names = [.. Repository.Sources().SelectMany(file => Test().Matches(File.ReadAllText(Path.Combine(Repository.Root, file))))
            .Select(match => match.Groups["name"].Value)];
        Assert.NotEmpty(names);
        string[] found = [.. names.Where(name => !name.Contains('_', StringComparison.Ordinal) && name.Skip(1).Any(char.IsUpper))];
        Assert.True(found.Length == 0, $"Write the words of these tests apart, with underscores: {string.Join(", ", found)}");
    }

    [GeneratedRegex(@"\[\w*(Fact|Theory)\b[^\n]*\n(\s*\[[^\n]*\n)*\s*public (async )?(void|Task) (?<name>\w+)\(")]
    private static partial Regex Test();

    [GeneratedRegex(@"^max_line_length = (?<most>\d+)$", RegexOptions.Multiline)]
    private static partial Regex MaxLineLength();
}
