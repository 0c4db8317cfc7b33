using Norm.ML.Generators.Emit;
using Norm.ML.Generators.Tests.Testing;

namespace Norm.ML.Generators.Tests.Snapshots;

/// <summary>Emitted files as people read them: one for each norm, then what changes with one choice.</summary>
public class SnapshotTests
{
    private const int LongestFile = 125;

    [Theory]
    [InlineData("LayerNorm<float>(64)", "LayerNorm")]
    [InlineData("RmsNorm<float>(64)", "RmsNorm")]
    [InlineData("UnitNorm<float>(64, Backward = true)", "UnitNorm")]
    [InlineData("GroupNorm<float>(8, 32, Spatial = 49)", "GroupNorm")]
    [InlineData("InstanceNorm<float>(3, Spatial = 64)", "InstanceNorm")]
    [InlineData("BatchNorm<float>(16)", "BatchNorm")]
    public Task Norms(string attribute, string name) => Verify(name, "Norms", Source.Kernel(attribute, $"public readonly partial struct {name};"));

    [Theory]
    [InlineData("LayerNorm<float>(4)", "Tiny")]
    [InlineData("LayerNorm<float>(6, Precision = NormPrecision.Fast)", "TinyFast")]
    [InlineData("LayerNorm<float>(50)", "RaggedTail")]
    [InlineData("LayerNorm<float>(128)", "LongestUnrolled")]
    [InlineData("LayerNorm<float>(768)", "CallsTheLibrary")]
    [InlineData("LayerNorm<double>(20)", "Double")]
    [InlineData("LayerNorm<double>(4)", "DoubleTiny")]
    [InlineData("RmsNorm<double>(32, UnitOffset = true)", "DoubleRms")]
    [InlineData("LayerNorm<double>(128)", "DoubleLongestUnrolled")]
    [InlineData("LayerNorm<float>(32, Affine = false)", "NoAffine")]
    [InlineData("LayerNorm<float>(32, Bias = false)", "NoBias")]
    [InlineData("RmsNorm<float>(32, UnitOffset = true)", "UnitOffset")]
    [InlineData("LayerNorm<float>(8, 8, 8, Residual = true, Backward = true)", "ResidualAndBackward")]
    public Task Choices(string attribute, string name) =>
        Verify(name, "Choices", Source.Kernel(attribute, $"public readonly partial struct {name};"));

    [Fact]
    public Task Nested_type() => Verify("Nested", "Choices", """
        namespace Demo;

        public static partial class Outer
        {
            [Norm.ML.LayerNorm<float>(16)]
            internal readonly partial struct Nested;
        }
        """);

    [Fact]
    public Task Extension_for_MLNet() =>
        Verify("ForMLNet", "Choices", Source.Kernel("LayerNorm<float>(768)", "public readonly partial struct ForMLNet;"), Source.MLNet);

    [Fact]
    public Task Rules() => Verifier.Verify(
        string.Join("\n", Generators.Diagnostics.Descriptors.All.OrderBy(rule => rule.Id, StringComparer.Ordinal)
            .Select(rule => $"{rule.Id} {rule.DefaultSeverity}: {rule.Title}\n    {rule.MessageFormat}\n    {rule.Description}\n")), "txt")
                .UseDirectory("Rules").UseFileName("Rules");

    private static async Task Verify(string name, string directory, params string[] sources)
    {
        string text = GeneratorRun.Of(sources).AssertCompiles().Text;
        Assert.InRange(text.Split('\n').Length, 1, LongestFile);
        await Verifier.Verify(text.Replace($"\"{EmittedNames.Version}\"", "\"{version}\""), "cs").UseDirectory(directory).UseFileName(name);
    }
}
