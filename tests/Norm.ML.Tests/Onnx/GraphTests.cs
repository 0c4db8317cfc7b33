using Microsoft.ML;

namespace Norm.ML.Tests.Onnx;

/// <summary>The graphs that the transformers write, run and compared with the transformers.</summary>
public class GraphTests
{
    readonly MLContext _context = new(seed: 1);
    readonly IDataView _data;

    public GraphTests() => _data = OnnxData.Load(_context);

    public static TheoryData<string> Cases => [.. OnnxCases.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheGraphGivesWhatTheTransformerGives(string name)
    {
        OnnxCase test = OnnxCases.All[name];
        ITransformer transformer = test.Fit(_context, _data);
        Graph graph = Recorder.Record(transformer.Transform(_data));
        Assert.Equal(_data.Schema.Select(column => column.Name), graph.Inputs.Select(input => input.Name));
        OnnxAssert.Same(transformer.Transform(_data), graph, _data, "Out", test.Tolerance);
    }

    [Theory]
    [InlineData(NormPrecision.Strict)]
    [InlineData(NormPrecision.Fast)]
    public void GraphsComputeInDoubleWhateverThePrecision(NormPrecision precision)
    {
        Graph graph = Recorder.Record(_context.Transforms.LayerNorm("Out", "Flat", new LayerNormOptions { Precision = precision }).Fit(_data).Transform(_data));
        Assert.Equal(
            ["Cast", "ReduceMean", "Sub", "Mul", "ReduceMean", "Add", "Sqrt", "Div", "Cast", "Identity"],
            graph.Nodes.Select(node => node.Operation));
    }

    [Fact]
    public void ColumnsThatTradeNamesReadWhatTheyWereBefore()
    {
        InputOutputColumnPair[] columns = [new("Flat", "Image"), new("Image", "Flat")];
        ITransformer transformer = _context.Transforms.LayerNorm(columns, new LayerNormOptions { NormalizedSize = 12 }).Fit(_data);
        Graph graph = Recorder.Record(transformer.Transform(_data));
        OnnxAssert.Same(transformer.Transform(_data), graph, _data, "Flat", 1);
        OnnxAssert.Same(transformer.Transform(_data), graph, _data, "Image", 1);
    }

    [Fact]
    public void OneNormAfterAnotherIsOneGraph()
    {
        ITransformer transformer = _context.Transforms.BatchNorm("Flat").Append(_context.Transforms.LayerNorm("Flat")).Fit(_data);
        IDataView output = transformer.Transform(_data);
        OnnxAssert.Same(output, Recorder.Record(output), _data, "Flat", 4);
    }

    [Fact]
    public void NothingButTheColumnsIsAColumn()
    {
        // A second norm of the same name meets the variables of the first.
        IDataView output = _context.Transforms.LayerNorm("Out", "Flat").Append(_context.Transforms.LayerNorm("Out")).Fit(_data).Transform(_data);
        Graph graph = Recorder.Record(output);
        Assert.Equal(_data.Schema.Select(column => column.Name).Append("Out"), graph.Columns.Keys);
        OnnxAssert.Same(output, graph, _data, "Out", 2);
    }

    [Fact]
    public void ColumnsThatNoGraphCanHoldAreRefusedByName()
    {
        IDataView variable = _context.Transforms.LayerNorm("Out", "Variable").Fit(_data).Transform(_data);
        string message = Assert.Throws<InvalidOperationException>(() => Recorder.Record(variable)).Message;
        Assert.Contains("'Variable' cannot be exported to ONNX", message);
        Assert.Contains("varies from row to row", message);

        IDataView known = _context.Transforms.LayerNorm("Out", "Flat").Fit(_data).Transform(_data);
        message = Assert.Throws<InvalidOperationException>(() => Recorder.Record(known, missing: "Flat")).Message;
        Assert.Contains("'Flat' cannot be exported to ONNX: the step before", message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Recorder.Record(known, opset: 8));
    }
}
