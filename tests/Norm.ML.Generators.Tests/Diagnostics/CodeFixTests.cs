using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Norm.ML.CodeFixes;
using Norm.ML.Generators.Tests.Testing;

namespace Norm.ML.Generators.Tests.Diagnostics;

/// <summary>Each repair makes its report go away and changes nothing else.</summary>
public class CodeFixTests
{
    [Theory]
    [InlineData("public readonly struct BertNorm;", "public readonly partial struct BertNorm;", "Make it partial")]
    [InlineData("readonly struct BertNorm;", "readonly partial struct BertNorm;", "Make it partial")]
    [InlineData("public partial struct BertNorm;", "public readonly partial struct BertNorm;", "Make it readonly")]
    public async Task Adds_a_modifier(string before, string after, string title)
    {
        CodeAction action = Assert.Single(await Fixes(Source.Kernel("LayerNorm<float>(8)", before)));
        Assert.Equal(title, action.Title);
        string text = await Apply(action);
        Assert.Equal(Source.Kernel("LayerNorm<float>(8)", after), text);
        Assert.Empty(Reports.Of(text));
    }

    [Fact]
    public async Task Makes_an_enclosing_type_partial()
    {
        CodeAction action = Assert.Single(await Fixes("class Outer { [Norm.ML.LayerNorm<float>(8)] readonly partial struct N; }"));
        Assert.Equal("partial class Outer { [Norm.ML.LayerNorm<float>(8)] readonly partial struct N; }", await Apply(action));
    }

    [Fact]
    public async Task Leaves_a_class_to_its_author() => Assert.Empty(await Fixes(Source.Kernel("LayerNorm<float>(8)", "partial class BertNorm;")));

    private static async Task<IReadOnlyList<CodeAction>> Fixes(string text)
    {
        var actions = new List<CodeAction>();
        Document document = new AdhocWorkspace().AddProject("Demo", LanguageNames.CSharp).AddDocument("File0.cs", text);
        foreach (Diagnostic diagnostic in Reports.OfAnalyzers(GeneratorRun.Of(text)).Where(diagnostic => new KernelModifiersFix().FixableDiagnosticIds.Contains(diagnostic.Id)))
        {
            SyntaxTree tree = (await document.GetSyntaxTreeAsync())!;
            var here = Diagnostic.Create(diagnostic.Descriptor, Location.Create(tree, diagnostic.Location.SourceSpan));
            await new KernelModifiersFix().RegisterCodeFixesAsync(new CodeFixContext(document, here, (action, _) => actions.Add(action), default));
        }

        return actions;
    }

    private static async Task<string> Apply(CodeAction action)
    {
        var change = Assert.IsType<ApplyChangesOperation>(Assert.Single(await action.GetOperationsAsync(default)));
        return (await change.ChangedSolution.Projects.Single().Documents.Single().GetTextAsync()).ToString();
    }
}
