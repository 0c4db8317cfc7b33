using System.Runtime.InteropServices;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Norm.ML.Internals.Onnx;
using Norm.ML.Onnx.Internals.Messages;

namespace Norm.ML.Onnx.Internals.Writing;

/// <summary>
/// Writes nodes and constants into a graph of one operator set. Names are unique in the graph: a number is added to one that is taken.
/// </summary>
internal sealed class FileNodes(int opset) : IOnnxNodes
{
    // What one message of the format can hold, less room for the nodes.
    private const long LargestConstants = int.MaxValue - (1 << 20);

    private readonly HashSet<string> _names = [];
    private long _constants;

    public int Opset { get; } = opset;

    public GraphProto Graph { get; } = new();

    /// <summary>What the nodes are for; becomes their documentation.</summary>
    public string Documentation { get; set; } = "";

    /// <summary>A name that nothing in the graph has yet.</summary>
    public string Free(string wanted)
    {
        string name = wanted;
        for (int i = 1; !_names.Add(name); i++)
        {
            name = $"{wanted}{i}";
        }

        return name;
    }

    public string AddConstant(IReadOnlyList<double> values, long[] shape, Type type, string name)
    {
        if (type == typeof(double))
        {
            return Add(TensorType.Double, (double[])[.. values], shape, name);
        }

        float[] rounded = new float[values.Count];
        for (int i = 0; i < rounded.Length; i++)
        {
            rounded[i] = (float)values[i];
        }

        return Add(TensorType.Float, rounded, shape, name);
    }

    public string AddDimensions(long[] dimensions, string name) => Add(TensorType.Int64, dimensions, [dimensions.Length], name);

    public string AddNode(string operation, string[] inputs, string name, params (string Name, object Value)[] attributes)
    {
        string output = Free(name);
        AddNamedNode(operation, inputs, output, attributes);
        return output;
    }

    /// <summary>Adds a node whose output has a name that was taken before.</summary>
    public void AddNamedNode(string operation, string[] inputs, string output, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { Name = output, OpType = operation, DocString = Documentation };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes.Select(attribute => Attribute(attribute.Name, attribute.Value)));
        Graph.Node.Add(node);
    }

    public string AddReduction(string operation, string value, long[] axes, string name) => Opset < Opsets.AxesAsInput
        ? AddNode(operation, [value], name, ("axes", axes), ("keepdims", 1L))
        : AddNode(operation, [value, AddDimensions(axes, $"{name}.Axes")], name, ("keepdims", 1L));

    /// <summary>Adds an input of the graph under a name that was taken before.</summary>
    public void AddInput(string name, ValueShape value, string documentation) => Graph.Input.Add(Info(name, value, documentation));

    /// <summary>Gives a value to an output of the graph under a name that was taken before.</summary>
    public void AddOutput(string name, string value, ValueShape shape, string documentation)
    {
        AddNamedNode("Identity", [value], name);
        Graph.Output.Add(Info(name, shape, documentation));
    }

    /// <summary>Leaves out nodes, constants and inputs that no output needs.</summary>
    public void LeaveOutUnused()
    {
        HashSet<string> needed = [.. Graph.Output.Select(output => output.Name)];
        for (int i = Graph.Node.Count - 1; i >= 0; i--)
        {
            if (Graph.Node[i].Output.Any(needed.Contains))
            {
                needed.UnionWith(Graph.Node[i].Input);
            }
            else
            {
                Graph.Node.RemoveAt(i);
            }
        }

        Keep(Graph.Initializer, tensor => tensor.Name);
        Keep(Graph.Input, input => input.Name);

        void Keep<T>(RepeatedField<T> all, Func<T, string> name)
        {
            T[] kept = [.. all.Where(item => needed.Contains(name(item)))];
            all.Clear();
            all.AddRange(kept);
        }
    }

    private static ValueInfoProto Info(string name, ValueShape value, string documentation)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "batch" });
        shape.Dim.AddRange(value.Dimensions.Select(dimension => new TensorShapeProto.Types.Dimension { DimValue = dimension }));
        return new()
        {
            Name = name,
            DocString = documentation,
            Type = new() { TensorType = new() { ElemType = (int)TensorTypes.Of(value.Item), Shape = shape } },
        };
    }

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case float number:
                (attribute.Type, attribute.F) = (1, number);
                break;
            case long number:
                (attribute.Type, attribute.I) = (2, number);
                break;
            case Type type:
                (attribute.Type, attribute.I) = (2, (long)TensorTypes.Of(type));
                break;
            case long[] numbers:
                attribute.Type = 7;
                attribute.Ints.AddRange(numbers);
                break;
            default:
                throw new ArgumentException($"An attribute of {value.GetType().Name} is not known.", nameof(value));
        }

        return attribute;
    }

    private string Add<T>(TensorType type, T[] values, long[] shape, string name)
        where T : unmanaged
    {
        _constants += (long)values.Length * Marshal.SizeOf<T>();
        if (_constants > LargestConstants)
        {
            throw new NotSupportedException($"The parameters take {_constants} bytes; an ONNX file of one piece holds {LargestConstants}.");
        }

        // The format's order of bytes.
        byte[] bytes = MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        if (!BitConverter.IsLittleEndian)
        {
            for (int i = 0; i < bytes.Length; i += Marshal.SizeOf<T>())
            {
                Array.Reverse(bytes, i, Marshal.SizeOf<T>());
            }
        }

        var tensor = new TensorProto { Name = Free(name), DataType = (int)type, DocString = Documentation };
        tensor.RawData = UnsafeByteOperations.UnsafeWrap(bytes);
        tensor.Dims.AddRange(shape);
        Graph.Initializer.Add(tensor);
        return tensor.Name;
    }
}
