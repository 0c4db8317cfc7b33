using Microsoft.CodeAnalysis.CSharp;
using Norm.ML.Generators.Diagnostics;
using Norm.ML.Generators.Tests.Testing;

namespace Norm.ML.Generators.Tests.Emitted;

/// <summary>A project that cannot compile a kernel gets one report for each request, and no emitted file with errors of its own.</summary>
public class ProjectTests
{
    private const string Declaration =
        "using Norm.ML;\n\nnamespace Demo\n{\n    [LayerNorm<float>(8)]\n    public readonly partial struct N { }\n}\n";

    [Theory]
    [InlineData(LanguageVersion.CSharp10, "10.0")]
    [InlineData(LanguageVersion.CSharp9, "9.0")]
    [InlineData(LanguageVersion.CSharp8, "8.0")]
    [InlineData(LanguageVersion.CSharp7_3, "7.3")]
    public void An_old_language_is_named(LanguageVersion version, string name)
    {
        GeneratorRun run = GeneratorRun.Of(Source.Compile(version, Declaration));
        Assert.Empty(run.Files);
        Assert.Equal(["NORM016: N"], Reports.Of(run));
        Assert.Equal($"'N' cannot have a kernel in C# {name}: emitted code needs C# 11.0 or later; set LangVersion in the project file",
            run.Reported.Single().GetMessage());
    }

    [Theory]
    [InlineData("LayerNorm<float>(8)")]
    [InlineData("LayerNorm<float>(6, Precision = NormPrecision.Fast)")]
    [InlineData("LayerNorm<double>(20)")]
    [InlineData("RmsNorm<float>(768, Residual = true, Backward = true)")]
    [InlineData("BatchNorm<float>(8)")]
    public void The_oldest_language_compiles_what_is_emitted(string attribute) =>
        GeneratorRun.Of(Source.Compile(Rules.OldestLanguage, Declaration.Replace("LayerNorm<float>(8)", attribute), OldMLNet)).AssertCompiles();

    [Fact]
    public void The_newest_language_compiles_what_is_emitted() =>
        GeneratorRun.Of(Source.Compile(LanguageVersion.Preview, Declaration, Source.MLNet)).AssertCompiles();

    [Fact]
    public void A_reference_under_an_alias_is_named()
    {
        GeneratorRun run = GeneratorRun.Of(Source.CompileUnder(["kernels"],
            $"extern alias kernels;\nusing kernels::Norm.ML;\n\n{Declaration.Replace("using Norm.ML;", "")}"));
        Assert.Empty(run.Files);
        Assert.Equal(["NORM017: N"], Reports.Of(run));
        Assert.Equal(
            "'N' cannot have a kernel, because Norm.ML.Kernels is referenced under the alias 'kernels' only: "
                + "add 'global' to the Aliases of the reference",
            run.Reported.Single().GetMessage());
    }

    [Fact]
    public void A_reference_under_an_alias_and_the_usual_name_works() =>
        GeneratorRun.Of(Source.CompileUnder(["kernels", "global"], Declaration)).AssertCompiles();

    [Theory]
    [InlineData("namespace { [Norm.ML.LayerNorm<float>(8)] readonly partial struct N; }")]
    [InlineData("partial class { [Norm.ML.LayerNorm<float>(8)] readonly partial struct N; }")]
    [InlineData("[Norm.ML.LayerNorm<float>(8)] readonly partial struct { }")]
    [InlineData("[Norm.ML.LayerNorm<float>(8)] public readonly partial struct")]
    public void What_has_no_name_gets_one_report(string text)
    {
        GeneratorRun run = GeneratorRun.Of(text);
        Assert.Empty(run.Files);
        Assert.Equal(["NORM018: Norm.ML.LayerNorm<float>(8)"], Reports.Of(run));
    }

    // ML.NET has no columns of Half.
    [Fact]
    public void A_kernel_of_Half_is_no_transform()
    {
        GeneratorRun run = GeneratorRun.Of(Source.Kernel("LayerNorm<System.Half>(4)"), Source.MLNet).AssertCompiles();
        Assert.DoesNotContain("TransformsCatalog", run.Text);
        Assert.Contains("/// <summary>LayerNorm of rows of 4 Half values.</summary>", run.Text);
    }

    [Theory]
    [InlineData("LayerNorm<float>(1)", "rows of 1 float.")]
    [InlineData("LayerNorm<float>(2, 3)", "rows of 2 x 3 floats.")]
    [InlineData("LayerNorm<System.Half>(1)", "rows of 1 Half value.")]
    [InlineData("BatchNorm<double>(1)", "examples of 1 double, one per channel.")]
    [InlineData("BatchNorm<float>(1, Spatial = 9)", "examples of [1 channel, 9 positions] floats.")]
    [InlineData("GroupNorm<float>(2, 4, Spatial = 9, Layout = NormLayout.ChannelsLast)", "examples of [9 positions, 4 channels] floats.")]
    public void One_is_singular(string attribute, string words)
    {
        string text = GeneratorRun.Of(Source.Kernel(attribute)).AssertCompiles().Text;
        Assert.Contains(words, text);
        Assert.DoesNotMatch(@"\b1 (elements|channels|positions|floats|doubles)\b", text);
    }

    private static readonly string OldMLNet = Source.MLNet.Replace("TransformsCatalog;", "TransformsCatalog { }").Replace("T>;", "T> { }")
        .Replace("Options;", "Options { }");
}
