using System.Runtime.InteropServices;
using Google.Protobuf;
using Norm.ML.Onnx.Internals.Messages;

namespace Norm.ML.Onnx.Tests.Running;

/// <summary>Builds a model node by node, as another program would write it.</summary>
internal sealed class TestGraph
{
    public const int Float = 1, Int64 = 7, Half = 10, Double = 11, BFloat16 = 16;

    public TestGraph(int opset = 17, bool runtimeOperators = false)
    {
        Model.IrVersion = 8;
        Model.ProducerName = "tests";
        Model.Graph = new() { Name = "graph" };
        Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        if (runtimeOperators)
        {
            Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        }
    }

    public ModelProto Model { get; } = new();

    public GraphProto Graph => Model.Graph;

    /// <summary>An input; -1 is a free dimension.</summary>
    public TestGraph Input(string name, params long[] shape)
    {
        Graph.Input.Add(Info(name, shape));
        return this;
    }

    public TestGraph Output(string name, params long[] shape)
    {
        Graph.Output.Add(Info(name, shape));
        return this;
    }

    public TestGraph Floats(string name, float[] values, params long[] shape) => Tensor(name, Float, MemoryMarshal.AsBytes(values.AsSpan()), shape);

    public TestGraph Doubles(string name, double[] values, params long[] shape) =>
        Tensor(name, Double, MemoryMarshal.AsBytes(values.AsSpan()), shape);

    public TestGraph Integers(string name, params long[] values) => Tensor(name, Int64, MemoryMarshal.AsBytes(values.AsSpan()), [values.Length]);

    public TestGraph Tensor(string name, int type, ReadOnlySpan<byte> bytes, params long[] shape)
    {
        var tensor = new TensorProto { Name = name, DataType = type, RawData = ByteString.CopyFrom(bytes) };
        tensor.Dims.AddRange(shape);
        Graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>A node; its inputs, then an arrow, then its outputs: "x g b -> y". An underscore is an input that is left out.</summary>
    public TestGraph Node(string name, string operation, string values, params (string Name, object Value)[] attributes)
    {
        string[] sides = values.Split("->", StringSplitOptions.TrimEntries);
        string domain = operation.Contains(':') ? operation.Split(':')[0] : "";
        var node = new NodeProto { Name = name, OpType = operation.Split(':')[^1], Domain = domain };
        node.Input.AddRange(Names(sides[0]));
        node.Output.AddRange(Names(sides[1]));
        node.Attribute.AddRange(attributes.Select(attribute => Attribute(attribute.Name, attribute.Value)));
        Graph.Node.Add(node);
        return this;

        static IEnumerable<string> Names(string side) => side.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name =>
            name == "_" ? "" : name);
    }

    public byte[] ToArray() => Model.ToByteArray();

    /// <summary>The norms that the reader finds in it.</summary>
    public OnnxNorms Read() => OnnxNorms.Read(new MemoryStream(ToArray()), "test.onnx");

    public static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case float number:
                (attribute.Type, attribute.F) = (1, number);
                break;
            case int number:
                (attribute.Type, attribute.I) = (2, number);
                break;
            case long[] numbers:
                attribute.Type = 7;
                attribute.Ints.AddRange(numbers);
                break;
            case TensorProto tensor:
                (attribute.Type, attribute.T) = (4, tensor);
                break;
            case GraphProto graph:
                (attribute.Type, attribute.G) = (5, graph);
                break;
            default:
                throw new ArgumentException($"Attributes of {value.GetType()} are not known to these tests.");
        }

        return attribute;
    }

    private static ValueInfoProto Info(string name, long[] shape)
    {
        var dimensions = new TensorShapeProto();
        dimensions.Dim.AddRange(shape.Select((size, i) => size < 0 ? new TensorShapeProto.Types.Dimension { DimParam = $"d{i}" }
            : new() { DimValue = size }));
        return new() { Name = name, Type = new() { TensorType = new() { ElemType = Float, Shape = dimensions } } };
    }
}
