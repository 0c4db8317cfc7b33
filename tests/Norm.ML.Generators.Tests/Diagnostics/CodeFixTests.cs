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
    [InlineData("public readonly ref partial struct BertNorm;", "public readonly partial struct BertNorm;", "Remove ref")]
    [InlineData("public ref partial struct BertNorm;", "public readonly partial struct BertNorm;", "Make it readonly and remove ref")]
    public async Task Changes_a_modifier(string before, string after, string title)
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

    [Theory]
    [InlineData("LayerNorm(8)", "LayerNorm<float>(8)")]
    [InlineData("LayerNormAttribute(2, 4, Epsilon = 1e-6)", "LayerNorm<float>(2, 4, Epsilon = 1e-6)")]
    [InlineData("Norm.ML.GroupNorm(2, 8)", "Norm.ML.GroupNorm<float>(2, 8)")]
    [InlineData("BatchNorm", "BatchNorm<float>(64)")]
    [InlineData("RMSNorm<double>(8)", "RmsNorm<double>(8)")]
    [InlineData("LayerNorm<>(8)", "LayerNorm<float>(8)")]
    [InlineData("LayerNorm((8))", "LayerNorm<float>((8))")]
    public async Task Writes_a_request(string before, string after)
    {
        CodeAction action = Assert.Single(await Fixes(Source.Kernel(before)));
        Assert.Equal($"Write [{after}]", action.Title);
        string text = await Apply(action);
        Assert.Equal(Source.Kernel(after), text);
        Assert.DoesNotContain(GeneratorRun.Of(text).Complaints, complaint => complaint.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public async Task Keeps_the_arguments_of_a_request_as_they_are_written()
    {
        CodeAction action = Assert.Single(await Fixes(Source.Kernel("LayerNorm(2,\n    4)")));
        Assert.Equal("Write [LayerNorm<float>(2, 4)]", action.Title);
        Assert.Equal(Source.Kernel("LayerNorm<float>(2,\n    4)"), await Apply(action));
    }

    [Theory]
    [InlineData(
        "using Norm.ML;\n\nfloat[] x = new float[8];\nLayerNorm.Normalize<float>(x, 8, x, x, x);\n",
        "using Norm.ML;\n\nfloat[] x = new float[8];\nLayerNorm8.Normalize(x, x, x, x);\n\n"
            + "[LayerNorm<float>(8)]\ninternal readonly partial struct LayerNorm8;\n")]
    [InlineData(
        "namespace A { class P { void M(float[] x, float[] y) { /* here */ Norm.ML.RmsNorm.Normalize<float>(x, 64, default, y); } } }",
        "namespace A { class P { void M(float[] x, float[] y) { /* here */ RmsNorm64.Normalize(x, default, default, y); } } "
            + "\n\n[global::Norm.ML.RmsNorm<float>(64, Affine = false)]\ninternal readonly partial struct RmsNorm64;}")]
    [InlineData(
        "using Norm.ML;\n\nclass LayerNorm4\n{\n    void M(float[] x) => LayerNorm.Normalize<float>(x, 4, x, x, x);\n}\n",
        "using Norm.ML;\n\nclass LayerNorm4\n{\n    void M(float[] x) => LayerNorm4Kernel.Normalize(x, x, x, x);\n}\n\n"
            + "[LayerNorm<float>(4)]\ninternal readonly partial struct LayerNorm4Kernel;\n")]
    [InlineData(
        "using Norm.ML;\r\n\r\nclass C\r\n{\r\n    void M(float[] x) => LayerNorm.Normalize<float>(x, 4, x, x, x);\r\n} // of x\r\n",
        "using Norm.ML;\r\n\r\nclass C\r\n{\r\n    void M(float[] x) => LayerNorm4.Normalize(x, x, x, x);\r\n} // of x\r\n\r\n"
            + "[LayerNorm<float>(4)]\r\ninternal readonly partial struct LayerNorm4;\r\n")]
    [InlineData(
        "using Norm.ML;\n\nfloat[] x = new float[8];\nUnitNorm.Normalize<float>(x, 8, x);\n",
        "using Norm.ML;\n\nfloat[] x = new float[8];\nUnitNorm8.Normalize(x, x);\n\n"
            + "[UnitNorm<float>(8)]\ninternal readonly partial struct UnitNorm8;\n")]
    public async Task Requests_a_kernel_for_a_constant_size(string before, string after)
    {
        CodeAction action = Assert.Single(await Fixes(before));
        Assert.Matches("^Request the kernel (LayerNorm8|RmsNorm64|LayerNorm4(Kernel)?|UnitNorm8)$", action.Title);
        Assert.Equal("Request a kernel", action.EquivalenceKey);
        string text = await Apply(action);
        Assert.Equal(after, text);
        Assert.DoesNotContain(
            GeneratorRun.Of(text).Complaints, complaint => complaint.Severity == DiagnosticSeverity.Error && complaint.Id != "CS8805"); // no program
    }

    private static async Task<IReadOnlyList<CodeAction>> Fixes(string text)
    {
        var actions = new List<CodeAction>();
        Document document = new AdhocWorkspace().AddProject("Demo", LanguageNames.CSharp).AddDocument("File0.cs", text);
        CodeFixProvider[] providers = [new KernelModifiersFix(), new ElementTypeFix(), new ConstantSizeFix()];
        foreach (Diagnostic diagnostic in Reports.OfAnalyzers(GeneratorRun.Of(text)))
        {
            SyntaxTree tree = (await document.GetSyntaxTreeAsync())!;
            var here = Diagnostic.Create(
                diagnostic.Descriptor, Location.Create(tree, diagnostic.Location.SourceSpan), diagnostic.Properties,
                    [.. Enumerable.Repeat<object>("", 3)]);
            foreach (CodeFixProvider provider in providers.Where(provider => provider.FixableDiagnosticIds.Contains(diagnostic.Id)))
            {
                await provider.RegisterCodeFixesAsync(new CodeFixContext(document, here, (action, _) => actions.Add(action), default));
            }
        }

        return actions;
    }

    private static async Task<string> Apply(CodeAction action)
    {
        var change = Assert.IsType<ApplyChangesOperation>(Assert.Single(await action.GetOperationsAsync(default)));
        return (await change.ChangedSolution.Projects.Single().Documents.Single().GetTextAsync()).ToString();
    }
}
