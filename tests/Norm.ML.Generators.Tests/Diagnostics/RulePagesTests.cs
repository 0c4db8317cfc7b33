using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Norm.ML.Generators.Diagnostics;
using Norm.ML.Generators.Tests.Testing;

namespace Norm.ML.Generators.Tests.Diagnostics;

/// <summary>Every rule has a page in docs/rules, to which it links, and what the page says is so.</summary>
public partial class RulePagesTests
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(ThisFolder(), "..", "..", "..", "docs", "rules"));

    public static TheoryData<string> Ids => [.. Descriptors.All.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_links_to_its_page(string id)
    {
        Assert.Equal($"{Descriptors.Pages}{id}.md", Descriptors.Get(id).HelpLinkUri);
        Assert.Equal($"# {id}: {Descriptors.Get(id).Title}", Page(id).Split('\n')[0]);
    }

    [Fact]
    public void Every_page_is_one_of_a_rule_and_stands_in_the_index()
    {
        Assert.Equal(Descriptors.All.Select(rule => rule.Id), Directory.GetFiles(Folder, "NORM*.md").Select(Path.GetFileNameWithoutExtension)
            .Order(StringComparer.Ordinal));
        string index = File.ReadAllText(Path.Combine(Folder, "README.md"));
        Assert.All(Descriptors.All, rule => Assert.Contains($"| [{rule.Id}]({rule.Id}.md) | {Severity(rule)} | {rule.Title} |\n", index));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_names_the_severity(string id) =>
        Assert.Contains($"\n**{Severity(Descriptors.Get(id))}.** ", Page(id), StringComparison.OrdinalIgnoreCase);

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_first_example_is_reported_with_the_message_of_the_page_and_the_second_is_not(string id)
    {
        string page = Page(id);
        string[] examples = [.. Examples().Matches(page).Select(match => match.Groups[1].Value)];
        Assert.Equal(2, examples.Length);

        Diagnostic[] reports = [.. Reports.Diagnostics(Run(id, examples[0], wrong: true))
            .Where(diagnostic => diagnostic.Id == id || diagnostic.Severity > DiagnosticSeverity.Info)];
        Assert.NotEmpty(reports);
        Assert.All(reports, report => Assert.Equal(id, report.Id));
        if (id != "NORM013")
        {
            Assert.All(reports, report => Assert.Contains($"\nThe message: `{report.GetMessage()}`\n", page));
        }

        GeneratorRun right = Run(id, examples[1], wrong: false);
        Assert.NotEmpty(right.Files);
        Assert.DoesNotContain(Reports.Diagnostics(right), diagnostic => diagnostic.Severity > DiagnosticSeverity.Info || diagnostic.Id == id);
        Assert.DoesNotContain(right.Complaints, complaint => complaint.Severity == DiagnosticSeverity.Error);
    }

    private static GeneratorRun Run(string id, string example, bool wrong) => GeneratorRun.Of(id switch
    {
        "NORM014" => Pipeline(example),
        "NORM016" when wrong => Source.Compile(LanguageVersion.CSharp10, example),
        "NORM017" => Source.CompileUnder(wrong ? ["kernels"] : ["global", "kernels"], example),
        _ => Source.Compile(example),
    });

    private static CSharpCompilation Pipeline(string example)
    {
        CSharpCompilation compilation = Source.Compile(example,
            Source.MLNet.Replace("Estimator<TKernel, T>;", "Estimator<TKernel, T> : Microsoft.ML.Estimator;"), Source.Pipelines);
        return compilation.WithOptions(compilation.Options.WithOutputKind(OutputKind.ConsoleApplication));
    }

    private static string Severity(DiagnosticDescriptor rule) =>
        rule.DefaultSeverity == DiagnosticSeverity.Info ? "message" : rule.DefaultSeverity.ToString().ToLowerInvariant();

    private static string Page(string id) => File.ReadAllText(Path.Combine(Folder, $"{id}.md"));

    private static string ThisFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Examples();
}
