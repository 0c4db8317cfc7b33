using Microsoft.ML;
using Norm.ML.Inspection;

namespace Norm.ML.Tests.Contract;

/// <summary>Options out of range and arguments that are missing are named before any data is read.</summary>
public class ArgumentTests
{
    private static readonly MLContext Ml = new();

    public static TheoryData<string, BatchNormOptions> BadBatchNormOptions => new()
    {
        { "Epsilon", new() { Epsilon = -1 } },
        { "Epsilon", new() { Epsilon = double.NaN } },
        { "Epsilon", new() { Epsilon = double.PositiveInfinity } },
        { "Constant", new() { Constant = (ConstantChannels)9 } },
        { "Constant", new() { Constant = ConstantChannels.Epsilon } }, // of which there is none
        { "Correction", new() { Correction = -1 } },
        { "Correction", new() { Correction = double.NaN } },
        { "Correction", new() { Correction = 1, BatchSize = 4 } },
        { "NonFinite", new() { NonFinite = (NonFinitePolicy)9 } },
        { "MaximumExampleCount", new() { MaximumExampleCount = 0 } },
        { "BatchSize", new() { BatchSize = 1 } },
        { "Momentum", new() { Momentum = MomentumRule.PyTorch() } },
        { "Channels", new() { Channels = 0 } },
        { "Layout", new() { Channels = 2, Layout = (NormLayout)9 } },
    };

    [Theory]
    [MemberData(nameof(BadBatchNormOptions), DisableDiscoveryEnumeration = true)]
    public void Options_of_BatchNorm_out_of_range_are_named(string name, BatchNormOptions options) =>
        Assert.Equal(name, Assert.ThrowsAny<ArgumentException>(() => Ml.Transforms.BatchNorm("x", options: options)).ParamName);

    [Fact]
    public void Options_of_the_row_norms_out_of_range_are_named()
    {
        static void Named(string name, Action call) => Assert.Equal(name, Assert.ThrowsAny<ArgumentException>(call).ParamName);

        Named("Epsilon", () => Ml.Transforms.LayerNorm("x", options: new() { Epsilon = -1 }));
        Named("Epsilon", () => Ml.Transforms.RmsNorm("x", options: new() { Epsilon = double.NaN }));
        Named("Precision", () => Ml.Transforms.LayerNorm("x", options: new() { Precision = (NormPrecision)9 }));
        Named("NormalizedSize", () => Ml.Transforms.LayerNorm("x", options: new() { NormalizedSize = 0 }));
        Named("NormalizedSize", () => Ml.Transforms.RmsNorm("x", options: new() { NormalizedSize = -1 }));
        Named("Groups", () => Ml.Transforms.GroupNorm("x", null, new() { Groups = 0 }));
        Named("Groups", () => Ml.Transforms.GroupNorm("x", null, new() { Groups = 2, Channels = 3 }));
        Named("Channels", () => Ml.Transforms.GroupNorm("x", null, new() { Groups = 1, Channels = -2 }));
        Named("Layout", () => Ml.Transforms.InstanceNorm("x", options: new() { Layout = (NormLayout)9 }));
        Named("Channels", () => Ml.Transforms.InstanceNorm("x", options: new() { Channels = 0 }));
    }

    public static TheoryData<string, Action> Missing => new()
    {
        { "outputColumnName", () => Ml.Transforms.BatchNorm((string)null!) },
        { "columns", () => Ml.Transforms.BatchNorm((InputOutputColumnPair[])null!) },
        { "columns", () => Ml.Transforms.LayerNorm((InputOutputColumnPair[])null!) },
        { "catalog", () => ((TransformsCatalog)null!).LayerNorm("x") },
        { "options", () => Ml.Transforms.GroupNorm("x", null, null!) },
        { "options", () => Ml.Transforms.GroupNorm([new InputOutputColumnPair("x")], null!) },
        { "statistics", () => Ml.Transforms.BatchNorm((RunningStatistics)null!, "x") },
        { "parts", () => BatchNorm.Merge(null!) },
        { "data", () => Fitted().Update(null!) },
        { "inputSchema", () => NormInspector.Inspect(Fitted(), (DataViewSchema)null!) },
        { "data", () => NormInspector.Inspect(Fitted(), (IDataView)null!) },
        { "model", () => NormInspector.Inspect(null!, Data().Schema) },
        { "data", () => NormInspector.Inspect((IDataView)null!) },
        { "columns", () => NormInspector.Inspect(Data(), (string[])null!) },
        { "model", () => ((ITransformer)null!).CreateSpanNormalizer<float>(Data().Schema) },
        { "inputSchema", () => Fitted().CreateSpanNormalizer<float>(null!) },
    };

    [Theory]
    [MemberData(nameof(Missing), DisableDiscoveryEnumeration = true)]
    public void A_missing_argument_is_named(string name, Action call) => Assert.Throws<ArgumentNullException>(name, call);

    [Fact]
    public void No_columns_and_no_parts_are_refused()
    {
        Assert.Throws<ArgumentException>("columns", () => Ml.Transforms.BatchNorm(Array.Empty<InputOutputColumnPair>()));
        Assert.Throws<ArgumentException>("outputColumnName", () => Ml.Transforms.BatchNorm(""));
        Assert.Throws<ArgumentException>("parts", () => BatchNorm.Merge());
    }

    [Fact]
    public void Parameters_of_another_length_are_refused()
    {
        foreach ((string name, BatchNormOptions options) in ((string, BatchNormOptions)[])[("Gamma", new() { Gamma = [1, 2] }),
            ("Beta", new() { Beta = [1, 2, 3] })])
        {
            var problem = Assert.Throws<ArgumentException>("options", () => Ml.Transforms.BatchNorm("x", options: options).Fit(Data()));
            Assert.StartsWith($"{name} has {(name == "Gamma" ? 2 : 3)} elements; column 'x' has 1 channels.", problem.Message);
        }
    }

    [Fact]
    public void Columns_that_cannot_be_inspected_are_named()
    {
        IDataView data = Ml.Data.LoadFromEnumerable([new Text { t = "a" }, new Text { t = "b" }]);
        Assert.Contains("'t'", Assert.Throws<ArgumentOutOfRangeException>(() => NormInspector.Inspect(data, "t")).Message);
        Assert.Contains("no column to inspect", Assert.Throws<ArgumentOutOfRangeException>("data", () => NormInspector.Inspect(data)).Message);
    }

    private static IDataView Data() => Ml.Data.LoadFromEnumerable([new Row { x = 1 }, new Row { x = 3 }]);

    private static BatchNormTransformer Fitted() => Ml.Transforms.BatchNorm("x").Fit(Data());

    public sealed class Text
    {
        public string t { get; set; } = "";
    }

    public sealed class Row
    {
        public float x { get; set; }
    }
}
