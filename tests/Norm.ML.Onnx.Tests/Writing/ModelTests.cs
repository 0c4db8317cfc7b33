using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Onnx.Internals.Messages;
using Norm.ML.Onnx.Tests.Running;
using Norm.ML.Tests.Onnx;

namespace Norm.ML.Onnx.Tests.Writing;

/// <summary>What is in a file beside the numbers, where models come from, and what is refused.</summary>
public class ModelTests
{
    private static readonly double[] Twelve = [.. Enumerable.Range(1, 12).Select(i => i / 3.0)], Four = [0.5, -2, 1.25, 3],
        Shift = [1, -1, 1e-3, 7.5];

    private readonly MLContext _context = new(seed: 1);

    [Theory]
    [InlineData("LayerNorm", 17, "LayerNormalization")]
    [InlineData("RMSNorm", 22, "ReduceMean")]
    [InlineData("RMSNorm", 23, "RMSNormalization")]
    [InlineData("RMSNorm, epsilon 0", 17, "LpNormalization")]
    [InlineData("GroupNorm", 17, "ReduceMean")]
    [InlineData("GroupNorm", 18, "GroupNormalization")]
    [InlineData("GroupNorm", 21, "GroupNormalization")]
    [InlineData("InstanceNorm", 17, "InstanceNormalization")]
    [InlineData("BatchNorm", 17, "BatchNormalization")]
    [InlineData("LayerNorm, epsilon 0", 23, "ReduceMean")]
    public void Each_norm_is_written_with_the_operator_of_the_opset(string norm, int opset, string operation)
    {
        IDataView data = OnnxData.Load(_context);
        ITransformer transformer = norm switch
        {
            "LayerNorm" => _context.Transforms.LayerNorm("Out", "Image").Fit(data),
            "LayerNorm, epsilon 0" => _context.Transforms.LayerNorm("Out", "Image", new() { Epsilon = 0 }).Fit(data),
            "RMSNorm" => _context.Transforms.RmsNorm("Out", "Image").Fit(data),
            "RMSNorm, epsilon 0" => _context.Transforms.RmsNorm("Out", "Image", new() { Epsilon = 0 }).Fit(data),
            "GroupNorm" => _context.Transforms.GroupNorm("Out", "Image", new GroupNormOptions { Groups = 2, Gamma = Four }).Fit(data),
            "InstanceNorm" => _context.Transforms.InstanceNorm("Out", "Image").Fit(data),
            _ => _context.Transforms.BatchNorm("Out", "Image").Fit(data),
        };
        OnnxModel model = OnnxModel.FromTransformer(transformer, data.Schema, new() { Opset = opset });
        Assert.Contains(operation, model.Operators);
        Assert.Equal(operation == "ReduceMean", !model.Operators.Any(name => name.EndsWith("Normalization", StringComparison.Ordinal)));

        // Scale and bias belong to groups in 18, to channels from 21 on.
        if (norm == "GroupNorm" && opset > 17)
        {
            GraphProto graph = ModelProto.Parser.ParseFrom(model.ToArray()).Graph;
            string scale = graph.Node.Single(node => node.OpType == operation).Input[1];
            Assert.Equal(opset < 21 ? [2] : [4], graph.Initializer.Single(tensor => tensor.Name == scale).Dims);
        }
    }

    [Fact]
    public void Names_shapes_and_documentation_are_filled_and_the_same_each_time()
    {
        IDataView data = OnnxData.Load(_context);
        ITransformer transformer = _context.Transforms.GroupNorm("Out", "Image", new GroupNormOptions { Groups = 2, Gamma = Four }).Fit(data);
        foreach ((int opset, long version) in ((int, long)[])[(17, 8), (18, 8), (21, 10), (22, 10), (23, 11)])
        {
            byte[] file = OnnxModel.FromTransformer(transformer, data.Schema, new() { Opset = opset }).ToArray();
            Assert.Equal(file, OnnxModel.FromTransformer(transformer, data.Schema, new() { Opset = opset }).ToArray());
            ModelProto model = ModelProto.Parser.ParseFrom(file);
            Assert.Equal((version, "Norm.ML.Onnx", opset), (model.IrVersion, model.ProducerName, (int)model.OpsetImport.Single().Version));
            Assert.Matches(@"^\d+\.\d+\.\d+", model.ProducerVersion);
            Assert.Equal("GroupNorm of 4 channels in 2 groups, epsilon 1E-05, of column Image.", model.DocString);
            Assert.All(model.Graph.Node, node => Assert.NotEmpty(node.Name));
            Assert.All(model.Graph.Node, node => Assert.NotEmpty(node.DocString));
            Assert.Equal(model.Graph.Node.Count, model.Graph.Node.Select(node => node.Name).Distinct().Count());
            foreach ((ValueInfoProto value, string name) in ((ValueInfoProto, string)[])[(model.Graph.Input.Single(), "Image"),
                (model.Graph.Output.Single(), "Out.output")])
            {
                Assert.Equal(name, value.Name);
                Assert.NotEmpty(value.DocString);
                Assert.Equal("batch", value.Type.TensorType.Shape.Dim[0].DimParam);
                Assert.Equal([4, 1, 3], value.Type.TensorType.Shape.Dim.Skip(1).Select(dimension => dimension.DimValue));
            }
        }

        Assert.Equal("mine",
            ModelProto.Parser.ParseFrom(OnnxModel.FromTransformer(transformer, data.Schema, new() { Documentation = "mine" }).ToArray()).DocString);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_chain_of_concatenate_copy_and_convert_is_one_graph(bool strict)
    {
        IDataView data = OnnxData.Load(_context, "ordinary");
        ITransformer chain = _context.Transforms.Conversion.ConvertType("Number", "Byte", DataKind.Double)
            .Append(_context.Transforms.CopyColumns("Copy", "Doubles"))
            .Append(_context.Transforms.Concatenate("Features", "Number", "Copy", "Double", "DoubleImage"))
            .Append(_context.Transforms.BatchNorm("Features", options: new() { Epsilon = 1e-5 }))
            .Append(_context.Transforms.Conversion.ConvertType("Features", outputKind: DataKind.Single))
            .Append(_context.Transforms.LayerNorm("Out", "Features"))
            .Fit(data);
        foreach (int opset in (int[])[17, 18, 21, 22, 23])
        {
            OnnxModel model = OnnxModel.FromTransformer(chain, data.Schema, new() { Opset = opset, Strict = strict });
            Assert.Equal(["Byte", "Double", "DoubleImage", "Doubles"], model.Inputs.Order(StringComparer.Ordinal));
            Assert.Equal(["Copy.output", "Features.output", "Number.output", "Out.output"], model.Outputs.Order(StringComparer.Ordinal));
            using var runtime = new RuntimeModel(model.ToArray());
            SameNumbers.Check(runtime, chain, data, "Number", _ => 0);
            SameNumbers.Check(runtime, chain, data, "Copy", _ => 0);
            SameNumbers.Check(runtime, chain, data, "Features", _ => 1);
            SameNumbers.Check(runtime, chain, data, "Out", _ => strict ? 1 : 16);

            OnnxModel one = OnnxModel.FromTransformer(chain, data.Schema, new() { Opset = opset, Strict = strict, Outputs = ["Number"] });
            Assert.Equal(["Byte", "Number.output"], one.Inputs.Concat(one.Outputs));
        }
    }

    [Fact]
    public void Columns_that_trade_names_read_what_they_were_before()
    {
        IDataView data = OnnxData.Load(_context, "ordinary");
        InputOutputColumnPair[] columns = [new("Flat", "Image"), new("Image", "Flat")];
        ITransformer transformer = _context.Transforms.LayerNorm(columns, new LayerNormOptions { NormalizedSize = 12 }).Fit(data);
        using var model = new RuntimeModel(OnnxModel.FromTransformer(transformer, data.Schema, new() { Strict = true }).ToArray());
        SameNumbers.Check(model, transformer, data, "Flat", _ => 1);
        SameNumbers.Check(model, transformer, data, "Image", _ => 1);
    }

    [Fact]
    public void Kernels_are_written_with_their_parameters()
    {
        float[] x = [.. Enumerable.Range(0, 24).Select(i => (float)Math.Sin(i))], y = new float[24];
        float[] gamma = [.. Twelve.Select(value => (float)value)];
        foreach (bool strict in (bool[])[false, true])
        {
            var options = new OnnxModelOptions { Strict = strict };
            OnnxLayerNorm.Normalize(x, gamma, gamma, y);
            Same(OnnxModel.FromKernel<OnnxLayerNorm, float>(new() { Gamma = Twelve, Beta = Twelve }, options), [2, 12], x, y);
            OnnxRmsNorm.Normalize(x, gamma, default, y);
            Same(OnnxModel.FromKernel<OnnxRmsNorm, float>(new() { Gamma = Twelve }, options), [2, 12], x, y);
            OnnxFloatGroupNorm.Normalize(x, default, default, y);
            Same(OnnxModel.FromKernel<OnnxFloatGroupNorm, float>(null, options), [2, 12], x, y);

            RunningStatistics statistics = RunningStatistics.FromMoments([0, 1, -1, 2], [1, 2, 3, 4]);
            var norm = new BatchNormOptions { Gamma = Four, Beta = Shift, Epsilon = 1e-5 };
            var fitted = new FittedBatchNorm<float>([0, 1, -1, 2], [1, 2, 3, 4], [.. Four.Select(value => (float)value)],
                [.. Shift.Select(value => (float)value)], 1e-5);
            fitted.Normalize(x, y, 3, NormLayout.ChannelsLast);
            Same(OnnxModel.FromFittedKernel<OnnxBatchNorm, float>(statistics, norm, options), [2, 12], x, y);
            Same(OnnxModel.FromStatistics<float>(statistics, norm with { Layout = NormLayout.ChannelsLast }, 3, options), [2, 3, 4], x, y);
            fitted.Normalize(x, y, 3);
            Same(OnnxModel.FromStatistics<float>(statistics, norm, 3, options), [2, 4, 3], x, y);
            fitted.Normalize(x, y);
            Same(OnnxModel.FromStatistics<float>(statistics, norm, 1, options), [6, 4], x, y);
        }

        static void Same(OnnxModel file, long[] shape, float[] x, float[] expected)
        {
            Assert.Equal(["x", "y"], file.Inputs.Concat(file.Outputs));
            using var model = new RuntimeModel(file.ToArray());
            float[] actual = model.Run("x", x, shape, "y");
            double scale = expected.Max(Math.Abs);
            Assert.All(expected.Zip(actual), pair =>
                Assert.True(Math.Abs(pair.First - pair.Second) <= 4 * scale * Math.Pow(2, -23),
                $"{pair.First:R} is expected, {pair.Second:R} came."));
        }
    }

    [Theory]
    [InlineData(17)]
    [InlineData(23)]
    public void A_variance_that_a_float_cannot_hold_is_not_lost(int opset)
    {
        IDataView data = OnnxData.Load(_context, "about 1e30");
        BatchNormTransformer norm = _context.Transforms.BatchNorm("Out", "Flat").Fit(data);
        using var model = new RuntimeModel(OnnxModel.FromTransformer(norm, data.Schema, new() { Opset = opset }).ToArray());

        // The mean is some thousand times the spread.
        SameNumbers.Check(model, norm, data, "Out", _ => 1e4);
    }

    [Fact]
    public void What_cannot_be_written_is_refused_by_name()
    {
        IDataView data = OnnxData.Load(_context, "ordinary");
        ITransformer norm = _context.Transforms.LayerNorm("Out", "Flat").Fit(data);
        Assert.Contains("Opset is 16; accepted: 17 to 23", Assert.Throws<ArgumentOutOfRangeException>(() =>
            OnnxModel.FromTransformer(norm, data.Schema, new() { Opset = 16 })).Message);
        Assert.Contains("Opset is 24", Assert.Throws<ArgumentOutOfRangeException>(() =>
            OnnxModel.FromTransformer(norm, data.Schema, new() { Opset = 24 })).Message);
        Assert.Contains("makes no column 'Flat'; it makes 'Out'", Assert.Throws<ArgumentOutOfRangeException>(() =>
            OnnxModel.FromTransformer(norm, data.Schema, new() { Outputs = ["Flat"] })).Message);

        ITransformer other = _context.Transforms.LayerNorm("Out", "Flat").Append(_context.Transforms.NormalizeMinMax("Out")).Fit(data);
        Assert.Contains("Step 2, NormalizingTransformer, cannot be written as ONNX; accepted: norms of Norm.ML, Concatenate,",
            Assert.Throws<NotSupportedException>(() => OnnxModel.FromTransformer(other, data.Schema)).Message);
        ITransformer texts = _context.Transforms.CopyColumns("Out", "Text").Fit(_context.Data.LoadFromEnumerable([new Row()]));
        Assert.Contains("'Text' is String", Assert.Throws<NotSupportedException>(() =>
            OnnxModel.FromTransformer(texts, _context.Data.LoadFromEnumerable([new Row()]).Schema)).Message);
        ITransformer varying = _context.Transforms.LayerNorm("Out", "Values").Fit(_context.Data.LoadFromEnumerable([new Row()]));
        Assert.Contains("'Values'", Assert.Throws<NotSupportedException>(() =>
            OnnxModel.FromTransformer(varying, _context.Data.LoadFromEnumerable([new Row()]).Schema)).Message);
        Assert.Contains("takes 12", Assert.Throws<ArgumentException>(() =>
            OnnxModel.FromKernel<OnnxLayerNorm, float>(new() { Gamma = [1] })).Message);
        Assert.Contains("3 channels", Assert.Throws<ArgumentException>(() =>
            OnnxModel.FromFittedKernel<OnnxBatchNorm, float>(RunningStatistics.FromMoments([0, 0, 0], [1, 1, 1]))).Message);
    }

    [Fact]
    public void A_file_is_saved_whole()
    {
        using var folder = new Folder();
        OnnxModel model = OnnxModel.FromKernel<OnnxLayerNorm, float>();
        model.Save(folder.At("norm.onnx"));
        Assert.Equal(model.ToArray(), File.ReadAllBytes(folder.At("norm.onnx")));
        Assert.Single(OnnxNorms.Read(folder.At("norm.onnx")));
    }

    private sealed class Row
    {
        public string Text { get; set; } = "a";

        public float[] Values { get; set; } = [1, 2];
    }
}
