using Norm.ML.Generators.Tests.Testing;

namespace Norm.ML.Generators.Tests.Emitted;

/// <summary>Wherever a struct may stand, its kernel compiles without a warning.</summary>
public class CompilesTests
{
    [Theory]
    [InlineData("LayerNorm<float>(768)")]
    [InlineData("LayerNorm<double>(3, 4, 5, Epsilon = 1e-12, Residual = true, Backward = true)")]
    [InlineData("LayerNorm<System.Half>(8)")]
    [InlineData("LayerNorm<float>(8, Affine = false, Residual = true, Backward = true)")]
    [InlineData("LayerNorm<float>(8, Bias = false, Precision = NormPrecision.Fast)")]
    [InlineData("RmsNorm<float>(64)")]
    [InlineData("UnitNorm<float>(64, Backward = true)")]
    [InlineData("UnitNorm<System.Half>(8)")]
    [InlineData("RmsNorm<double>(64, UnitOffset = true, Residual = true, Backward = true)")]
    [InlineData("GroupNorm<float>(4, 32)")]
    [InlineData("GroupNorm<float>(groups: 4, channels: 32, Spatial = 49, Layout = NormLayout.ChannelsLast, Backward = true)")]
    [InlineData("InstanceNorm<double>(3, Spatial = 64, Backward = true)")]
    [InlineData("BatchNorm<float>(16)")]
    [InlineData("BatchNorm<double>(16, Spatial = 9, Layout = NormLayout.ChannelsLast)")]
    public void Every_request(string attribute) => GeneratorRun.Of(Source.Kernel(attribute), Source.MLNet).AssertCompiles();

    [Theory]
    [InlineData("internal readonly partial struct N;")]
    [InlineData("readonly partial struct @class;")]
    [InlineData("public readonly partial record struct N;")]
    [InlineData("public readonly partial record struct N(int A);")]
    [InlineData("public readonly partial struct N(int x) { public int X => x; }")]
    [InlineData("public readonly partial struct LayerNorm;")]
    [InlineData("public readonly partial struct System;")]
    [InlineData("public readonly partial struct Norm;")]
    [InlineData("public readonly partial struct Größe;")]
    public void Every_struct(string declaration) => GeneratorRun.Of(Source.Kernel("LayerNorm<float>(8)", declaration), Source.MLNet).AssertCompiles();

    [Theory]
    [InlineData("public partial class Outer", "public")]
    [InlineData("public static partial class Outer", "internal")]
    [InlineData("partial class Outer", "private")]
    [InlineData("public abstract partial class Outer", "protected")]
    [InlineData("public partial class Outer", "protected internal")]
    [InlineData("public partial class Outer", "private protected")]
    [InlineData("public partial struct Outer", "public")]
    [InlineData("public ref partial struct Outer", "public")]
    [InlineData("public readonly partial struct Outer", "public")]
    [InlineData("public partial record Outer", "public")]
    [InlineData("public readonly partial record struct Outer", "public")]
    [InlineData("public partial interface Outer", "public")]
    public void Every_enclosing_type(string outer, string access) => GeneratorRun.Of($$"""
        using Norm.ML;

        {{outer}}
        {
            [LayerNorm<float>(8)]
            {{access}} readonly partial struct Inner;
        }
        """, Source.MLNet).AssertCompiles();

    [Fact]
    public void Kernels_of_one_name_in_different_places() => Assert.Equal(6, GeneratorRun.Of("""
        using Norm.ML;

        namespace Demo
        {
            public partial class A { [LayerNorm<float>(8)] public readonly partial struct N; }
            public partial class B { [LayerNorm<float>(8)] public readonly partial struct N; }
            [LayerNorm<float>(8)] public readonly partial struct N;
            [LayerNorm<float>(8)] public readonly partial struct Ab;
            [LayerNorm<float>(8)] public readonly partial struct AB;
        }

        namespace Demo.Deeper { [LayerNorm<float>(8)] public readonly partial struct N; }
        """, Source.MLNet).AssertCompiles().Files.Count);

    [Fact]
    public void A_library_that_documents_every_member() => GeneratorRun.Of("""
        using Norm.ML;

        /// <summary>Documented.</summary>
        [RmsNorm<float>(8, Residual = true, Backward = true)]
        public readonly partial struct N;
        """).AssertCompiles();

    [Fact]
    public void Two_types_of_one_name_get_no_file() => Assert.Empty(GeneratorRun.Of("""
        using Norm.ML;

        [LayerNorm<float>(8)] public readonly partial struct N;
        [LayerNorm<float>(8)] public readonly partial record struct N;
        """).Files);
}
