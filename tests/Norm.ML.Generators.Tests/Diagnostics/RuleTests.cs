using Microsoft.CodeAnalysis;
using Norm.ML.Generators.Diagnostics;
using Norm.ML.Generators.Tests.Testing;

namespace Norm.ML.Generators.Tests.Diagnostics;

/// <summary>Each mistake is reported by its rule, at exactly the text that is wrong, and gets no file.</summary>
public class RuleTests
{
    [Theory]
    [InlineData("LayerNorm<float>(8)", "readonly struct [|N|];", "NORM001")]
    [InlineData("LayerNorm<float>(8)", "partial struct [|N|];", "NORM002")]
    [InlineData("LayerNorm<float>(8)", "partial class [|N|];", "NORM002")]
    [InlineData("LayerNorm<float>(8)", "partial record [|N|];", "NORM002")]
    [InlineData("LayerNorm<float>(8)", "readonly ref partial struct [|N|];", "NORM002")]
    [InlineData("LayerNorm<float>([|0|])", null, "NORM003")]
    [InlineData("LayerNorm<float>([|-8|])", null, "NORM003")]
    [InlineData("[|LayerNorm<float>|]", null, "NORM003")]
    [InlineData("[|LayerNorm<float>()|]", null, "NORM003")]
    [InlineData("LayerNorm<float>([|null|])", null, "NORM003")]
    [InlineData("LayerNorm<float>([|65536, 65536|])", null, "NORM003")]
    [InlineData("LayerNorm<float>([|2147483647|])", null, "NORM003")]
    [InlineData("LayerNorm<float>([|8 - 16|])", null, "NORM003")]
    [InlineData("LayerNorm<float>(8, [|int.MinValue|], 8)", null, "NORM003")]
    [InlineData("LayerNorm<float>(new[] { 8, [|0|] })", null, "NORM003")]
    [InlineData("LayerNorm<float>(new int[] { [|-1|] }, Epsilon = 1)", null, "NORM003")]
    [InlineData("LayerNorm<float>(normalizedShape: new[] { [|0|], 3 })", null, "NORM003")]
    [InlineData("LayerNorm<float>([[|-3|], 4])", null, "NORM003")]
    [InlineData("[|BatchNorm<float>(65536, Spatial = 65536)|]", null, "NORM003")]
    [InlineData("BatchNorm<float>([|0|])", null, "NORM003")]
    [InlineData("BatchNorm<float>(8, [|Spatial = 0|])", null, "NORM003")]
    [InlineData("GroupNorm<float>([|0|], 8)", null, "NORM003")]
    [InlineData("GroupNorm<float>([|channels: -1|], groups: 1)", null, "NORM003")]
    [InlineData("GroupNorm<float>([|3|], 8)", null, "NORM004")]
    [InlineData("GroupNorm<float>([|16|], 8)", null, "NORM004")]
    [InlineData("GroupNorm<float>(channels: 8, [|groups: 3|])", null, "NORM004")]
    [InlineData("LayerNorm<[|int|]>(8)", null, "NORM005")]
    [InlineData("LayerNorm<[|decimal|]>(8)", null, "NORM005")]
    [InlineData("LayerNorm<[|string|]>(8)", null, "NORM005")]
    [InlineData("LayerNorm<[|System.Half|]>(8, Backward = true)", null, "NORM005")]
    [InlineData("BatchNorm<[|System.Half|]>(8)", null, "NORM005")]
    [InlineData("GroupNorm<[|System.Half|]>(2, 8)", null, "NORM005")]
    [InlineData("LayerNorm<float>(8, [|Epsilon = 0|])", null, "NORM006")]
    [InlineData("LayerNorm<float>(8, [|Epsilon = -1e-5|])", null, "NORM006")]
    [InlineData("LayerNorm<float>(8, [|Epsilon = double.NaN|])", null, "NORM006")]
    [InlineData("LayerNorm<float>(8, [|Epsilon = double.PositiveInfinity|])", null, "NORM006")]
    [InlineData("RmsNorm<float>(8, [|Bias = false|])", null, "NORM008")]
    [InlineData("UnitNorm<float>(8, [|Affine = false|])", null, "NORM008")]
    [InlineData("UnitNorm<float>(8, [|Bias = false|])", null, "NORM008")]
    [InlineData("UnitNorm<float>(8, [|UnitOffset = true|])", null, "NORM008")]
    [InlineData("UnitNorm<float>(8, [|Residual = true|])", null, "NORM008")]
    [InlineData("UnitNorm<float>(8, [|Spatial = 2|])", null, "NORM008")]
    [InlineData("UnitNorm<float>([|0|])", null, "NORM003")]
    [InlineData("LayerNorm<float>(8, Affine = false, [|Bias = true|])", null, "NORM008")]
    [InlineData("LayerNorm<float>(8, [|UnitOffset = true|])", null, "NORM008")]
    [InlineData("RmsNorm<float>(8, Affine = false, [|UnitOffset = true|])", null, "NORM008")]
    [InlineData("LayerNorm<float>(8, [|Spatial = 2|])", null, "NORM008")]
    [InlineData("LayerNorm<float>(8, [|Layout = NormLayout.ChannelsLast|])", null, "NORM008")]
    [InlineData("BatchNorm<float>(8, [|Layout = (NormLayout)7|])", null, "NORM008")]
    [InlineData("GroupNorm<float>(2, 8, [|Residual = true|])", null, "NORM008")]
    [InlineData("BatchNorm<float>(8, [|Backward = true|])", null, "NORM008")]
    [InlineData("LayerNorm<float>(8, [|Precision = (NormPrecision)9|])", null, "NORM008")]
    [InlineData("LayerNorm<float>(8)", "readonly partial struct [|N|]<T>;", "NORM009")]
    [InlineData("LayerNorm<float>(8)", "file readonly partial struct [|N|];", "NORM010")]
    [InlineData("LayerNorm<float>(8)", "readonly partial struct [|Normalize|];", "NORM011")]
    [InlineData("LayerNorm<float>(8)", "readonly partial struct N { public static int [|Kind|] => 1; }", "NORM011")]
    [InlineData("LayerNorm<float>(8)", "readonly partial struct N { public static int [|get_Kind|]() => 1; }", "NORM011")]
    [InlineData("LayerNorm<float>(8)", "readonly partial struct N { public enum [|Precision|]; }", "NORM011")]
    [InlineData("LayerNorm<float>(8)", "readonly partial record struct N(double [|Epsilon|]);", "NORM011")]
    [InlineData("LayerNorm<float>(8)", "readonly partial struct [|N|]; class NTransformsCatalogExtensions;", "NORM011")]
    [InlineData("[|InstanceNorm<float>(8)|]", null, "NORM012")]
    [InlineData("InstanceNorm<float>(8, [|Spatial = 1|])", null, "NORM012")]
    [InlineData("[|LayerNorm<float>(8)|]", "readonly partial struct;", "NORM018")]
    public void Mistakes(string attribute, string? declaration, string id)
    {
        string marked = Source.Kernel(attribute, declaration ?? "readonly partial struct N;");
        string[] parts = marked.Split(["[|", "|]"], StringSplitOptions.None);
        GeneratorRun run = GeneratorRun.Of(string.Concat(parts));
        Assert.Empty(run.Files);
        Assert.Equal([$"{id}: {parts[1]}"], Reports.Of(string.Concat(parts)));
    }

    [Fact]
    public void Enclosing_type_has_to_be_partial_too() => Assert.Equal(["NORM001: Outer"], Reports.Of("""
        class Outer
        {
            [Norm.ML.LayerNorm<float>(8)]
            readonly partial struct N;
        }
        """));

    [Fact]
    public void Enclosing_type_cannot_be_generic() => Assert.Equal(["NORM009: N"], Reports.Of("""
        partial class Outer<T>
        {
            [Norm.ML.LayerNorm<float>(8)]
            readonly partial struct N;
        }
        """));

    [Fact]
    public void Enclosing_type_cannot_be_file_local() => Assert.Equal(["NORM010: N"], Reports.Of("""
        file partial class Outer
        {
            [Norm.ML.LayerNorm<float>(8)]
            public readonly partial struct N;
        }
        """));

    [Theory]
    [InlineData("System")]
    [InlineData("Microsoft")]
    public void Global_namespace_hides_no_namespace(string name) => Assert.Equal([$"NORM011: {name}"], Reports.Of($"""
        [Norm.ML.LayerNorm<float>(8)]
        readonly partial struct {name};
        """));

    [Fact]
    public void Two_norms_are_reported_at_both() => Assert.Equal(["NORM007: LayerNorm<float>(8)", "NORM007: RmsNorm<double>(8)"], Reports.Of("""
        using Norm.ML;

        [LayerNorm<float>(8)]
        readonly partial struct N;

        [RmsNorm<double>(8)]
        readonly partial struct N;
        """));

    [Fact]
    public void One_norm_twice_is_two_norms() => Assert.Equal(["NORM007: LayerNorm<float>(8)", "NORM007: LayerNorm<float>(8)"], Reports.Of("""
        using Norm.ML;

        [LayerNorm<float>(8), LayerNorm<float>(8)]
        readonly partial struct N;
        """));

    [Fact]
    public void Several_mistakes_are_all_reported() =>
    Assert.Equal(["NORM001: N", "NORM002: N", "NORM003: 0", "NORM006: Epsilon = -1"], Reports.Of("""
        [Norm.ML.LayerNorm<float>(0, Epsilon = -1)]
        class N;
        """));

    [Fact]
    public void Several_bad_arguments_are_each_reported_at_their_own_words() => Assert.Equal(
        ["NORM003: -1", "NORM003: 0", "NORM005: int", "NORM006: Epsilon = 0", "NORM008: Bias = true", "NORM008: Precision = (NormPrecision)7"],
        Reports.Of(Source.Kernel("LayerNorm<int>(0, 8, -1, Affine = false, Bias = true, Epsilon = 0, Precision = (NormPrecision)7)")));

    [Fact]
    public void Bad_counts_are_each_reported_at_their_own_words() => Assert.Equal(
        ["NORM003: -1", "NORM003: 0", "NORM003: Spatial = 0"], Reports.Of(Source.Kernel("GroupNorm<float>(0, -1, Spatial = 0)")));

    // The arguments are the compiler's to report; once they are repaired, the rest has been said already.
    [Fact]
    public void Arguments_that_cannot_be_read_do_not_hide_the_rest() => Assert.Equal(
        ["NORM001: N", "NORM002: N", "NORM005: int"], Reports.Of(Source.Kernel("LayerNorm<int>(8, Epsilon = Missing)", "class N;")));

    [Fact]
    public void What_the_struct_does_wrong_is_said_once() => Assert.Equal(
        ["NORM001: N", "NORM002: N", "NORM007: LayerNorm<float>(8)", "NORM007: RmsNorm<float>(8)"],
        Reports.Of(Source.Kernel("LayerNorm<float>(8), RmsNorm<float>(8)", "struct N;")));

    [Fact]
    public void A_request_by_an_alias_is_checked() => Assert.Equal(["NORM005: Eight(8)"], Reports.Of("""
        using Eight = Norm.ML.LayerNormAttribute<int>;

        [Eight(8)]
        readonly partial struct N;
        """));

    [Theory]
    [InlineData("GroupNorm<float>(3, 8)", "struct N;", "8 channels of 'N' cannot be divided into 3 groups")]
    [InlineData("GroupNorm<float>(2, 1)", "struct N;", "1 channel of 'N' cannot be divided into 2 groups")]
    [InlineData("LayerNorm<float>(8, 0)", "struct N;", "Dimension 2 of 'N' is out of range: 0 is less than 1")]
    [InlineData("LayerNorm<float>(0)", "struct N;", "The size of 'N' is out of range: 0 is less than 1")]
    [InlineData("LayerNorm<float>", "struct N;", "The normalized shape of 'N' is out of range: it has no dimension")]
    [InlineData("LayerNorm<float>(8)", "ref struct N;", "'N' has to be a readonly struct, but it is a ref struct")]
    [InlineData("LayerNorm<float>(8)", "class N;", "'N' has to be a readonly struct, but it is a class")]
    [InlineData("LayerNorm<float>(8)", "record N;", "'N' has to be a readonly struct, but it is a record class")]
    [InlineData("LayerNorm<float>(8)", "interface N;", "'N' has to be a readonly struct, but it is an interface")]
    public void Message_says_what_is_wrong(string attribute, string declaration, string message)
    {
        string modifiers = declaration == "struct N;" ? "readonly partial " : declaration.StartsWith("ref", StringComparison.Ordinal) ? "readonly "
            : "partial ";
        GeneratorRun run = GeneratorRun.Of(Source.Kernel(attribute, modifiers + declaration.Replace("ref struct", "ref partial struct")));
        Assert.Equal(message, Assert.Single(run.Reported).GetMessage());
    }

    [Fact]
    public void Rules_have_different_ids_in_order()
    {
        string[] ids = [.. Descriptors.All.Select(rule => rule.Id)];
        Assert.Equal(Enumerable.Range(1, ids.Length).Select(i => $"NORM{i:000}"), ids);
        Assert.All(Reports.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics), rule => Assert.Contains(rule.Id, ids));
    }

    // An error is why there is no kernel: hiding it would leave a program without kernel and without reason.
    [Fact]
    public void Errors_cannot_be_configured_and_all_else_can() => Assert.All(Descriptors.All, rule =>
        Assert.Equal(rule.DefaultSeverity == DiagnosticSeverity.Error, rule.CustomTags.Contains(WellKnownDiagnosticTags.NotConfigurable)));
}
