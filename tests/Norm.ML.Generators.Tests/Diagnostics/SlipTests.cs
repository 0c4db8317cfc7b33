using Norm.ML.Generators.Tests.Testing;

namespace Norm.ML.Generators.Tests.Diagnostics;

/// <summary>Attributes that are not requests, but were meant as one: the generator says what to write.</summary>
public class SlipTests
{
    [Theory]
    [InlineData("LayerNorm(64)", "LayerNorm<float>(64)")]
    [InlineData("LayerNorm", "LayerNorm<float>(64)")]
    [InlineData("LayerNormAttribute(64)", "LayerNorm<float>(64)")]
    [InlineData("RmsNorm(8, 8, UnitOffset = true)", "RmsNorm<float>(8, 8, UnitOffset = true)")]
    [InlineData("GroupNorm", "GroupNorm<float>(8, 32)")]
    [InlineData("InstanceNorm(3, Spatial = 4)", "InstanceNorm<float>(3, Spatial = 4)")]
    [InlineData("BatchNorm(channels: 3)", "BatchNorm<float>(channels: 3)")]
    [InlineData("Norm.ML.BatchNorm(3)", "Norm.ML.BatchNorm<float>(3)")]
    [InlineData("global::Norm.ML.BatchNorm(3)", "global::Norm.ML.BatchNorm<float>(3)")]
    [InlineData("LayerNorm<>(64)", "LayerNorm<float>(64)")]
    [InlineData("LayerNorm<double, float>(64)", "LayerNorm<double>(64)")]
    [InlineData("RMSNorm<double>(64)", "RmsNorm<double>(64)")]
    [InlineData("Layernorm(64)", "LayerNorm<float>(64)")]
    public void Says_what_to_write(string written, string meant)
    {
        GeneratorRun run = GeneratorRun.Of(Source.Kernel(written));
        Assert.Empty(run.Files);
        Assert.Equal([$"NORM015: {written}"], Reports.Of(run));
        Assert.Equal($"[{written}] does not request a kernel: write [{meant}]", run.Reported.Single().GetMessage());
        Assert.NotEmpty(GeneratorRun.Of(Source.Kernel(meant)).Files);
    }

    [Fact]
    public void Is_reported_on_whatever_type_it_stands() =>
        Assert.Equal(["NORM015: LayerNorm(64)"], Reports.Of(Source.Kernel("LayerNorm(64)", "public enum Wrong { A }")));

    [Theory]
    // Somebody else's attributes.
    [InlineData("using Other; namespace Other { class LayerNormAttribute(int size) : System.Attribute { public int Size => size; } }",
        "[LayerNorm(64)] class N;")]
    [InlineData("using Norm.ML; class RMSNormAttribute<T>(int size) : System.Attribute { public int Size => size; }",
        "[RMSNorm<float>(64)] class N;")]
    // A request by another name of ours.
    [InlineData("using LayerNorm = Norm.ML.LayerNormAttribute<float>;", "[LayerNorm(64)] readonly partial struct N;")]
    // Without our namespace in reach nothing shows that we are meant; the compiler says that the name is unknown.
    [InlineData("", "[LayerNorm(64)] readonly partial struct N;")]
    [InlineData("", "[Unknown.LayerNorm(64)] readonly partial struct N;")]
    // On a method, and no attribute at all.
    [InlineData("using Norm.ML;", "class N { void LayerNorm(int size) => LayerNorm(64); }")]
    public void Leaves_others_alone(string before, string text) => Assert.Empty(Reports.Of($"{before}\n{text}"));
}
