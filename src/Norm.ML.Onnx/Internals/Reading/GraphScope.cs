using Norm.ML.Onnx.Internals.Messages;

namespace Norm.ML.Onnx.Internals.Reading;

/// <summary>
/// The values of a graph by name: who makes and who reads each, and which are constants. A graph inside a node sees those around it.
/// </summary>
internal sealed class GraphScope
{
    private readonly GraphScope? _outer;
    private readonly Dictionary<string, NodeProto> _producers = [];
    private readonly Dictionary<string, List<NodeProto>> _consumers = [];
    private readonly Dictionary<string, TensorProto> _tensors = [];
    private readonly Dictionary<string, ValueInfoProto> _infos = [];
    private readonly HashSet<string> _defined = [], _outputs;

    /// <exception cref="OnnxFormatException">A name is defined twice, a node reads what no earlier node makes (as in a cycle), or a tensor is
    /// wrong.</exception>
    public GraphScope(GraphProto graph, GraphScope? outer)
    {
        Graph = graph;
        _outer = outer;
        _outputs = [.. graph.Output.Select(output => output.Name)];
        foreach (ValueInfoProto info in graph.ValueInfo.Concat(graph.Output).Concat(graph.Input))
        {
            _infos[info.Name] = info;
        }

        foreach (ValueInfoProto input in graph.Input)
        {
            Define(input.Name, "an input");
        }

        // Files of before 2019 list initializers among the inputs too.
        HashSet<string> inputs = [.. _defined];
        foreach (TensorProto tensor in graph.Initializer)
        {
            TensorReading.Check(tensor);
            if (!_tensors.TryAdd(tensor.Name, tensor))
            {
                throw new OnnxFormatException($"initializer {OnnxFormatException.Show(tensor.Name)} is there twice.");
            }

            if (!inputs.Contains(tensor.Name))
            {
                Define(tensor.Name, "an initializer");
            }
        }

        foreach (SparseTensorProto sparse in graph.SparseInitializer.Where(sparse => sparse.Values is not null))
        {
            Define(sparse.Values.Name, "a sparse initializer");
        }

        foreach (NodeProto node in graph.Node)
        {
            Add(node);
        }
    }

    public GraphProto Graph { get; }

    private void Add(NodeProto node)
    {
        foreach (string input in node.Input.Where(name => name.Length > 0))
        {
            if (!IsDefined(input))
            {
                throw new OnnxFormatException(
                    $"node {Describe(node)} reads {OnnxFormatException.Show(input)}, which nothing before it makes: "
                    + "the graph has a cycle, or is not whole.");
            }
        }

        for (GraphScope? scope = this; scope is not null; scope = scope._outer)
        {
            foreach (string input in node.Input.Distinct())
            {
                (scope._consumers.TryGetValue(input, out List<NodeProto>? all) ? all : scope._consumers[input] = []).Add(node);
            }
        }

        foreach (string output in node.Output.Where(name => name.Length > 0))
        {
            Define(output, "an output of a node");
            _producers[output] = node;
        }

        if (node is { OpType: "Constant", Domain: "" or "ai.onnx", Output: [var name, ..] } && ConstantOf(node) is { } constant)
        {
            _tensors[name] = constant;
        }
    }

    /// <summary>How messages call a node: by its name and operator.</summary>
    public static string Describe(NodeProto node) => $"{OnnxFormatException.Show(NameOf(node))} ({node.OpType})";

    /// <summary>The name of a node, or of what it makes if it has none.</summary>
    public static string NameOf(NodeProto node) => node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault() ?? "";

    /// <summary>The node that makes a value.</summary>
    public NodeProto? Producer(string value) =>
        _producers.TryGetValue(value, out NodeProto? node) ? node : _defined.Contains(value) ? null : _outer?.Producer(value);

    /// <summary>The nodes that read a value, in graphs inside nodes too.</summary>
    public IReadOnlyList<NodeProto> Consumers(string value) => _consumers.TryGetValue(value, out List<NodeProto>? nodes) ? nodes : [];

    /// <summary>The one node that reads a value that is not an output of the graph; null if there are others.</summary>
    public NodeProto? OnlyConsumer(string value) => !_outputs.Contains(value) && Consumers(value) is [var only] ? only : null;

    /// <summary>The tensor of an initializer or of a Constant node.</summary>
    public TensorProto? Tensor(string value) =>
        _tensors.TryGetValue(value, out TensorProto? tensor) ? tensor : _defined.Contains(value) ? null : _outer?.Tensor(value);

    /// <summary>The dimensions that the file states for a value, -1 for one that is free; null if it states none.</summary>
    public long[]? Shape(string value)
    {
        if (Tensor(value) is { } tensor)
        {
            return [.. tensor.Dims];
        }

        if (!_defined.Contains(value))
        {
            return _outer?.Shape(value);
        }

        return _infos.TryGetValue(value, out ValueInfoProto? info) && info.Type?.TensorType?.Shape is { } shape
            ? [.. shape.Dim.Select(dimension => dimension.HasDimValue ? dimension.DimValue : -1)] : null;
    }

    private bool IsDefined(string value) => _defined.Contains(value) || _outer?.IsDefined(value) == true;

    private void Define(string name, string what)
    {
        if (!_defined.Add(name))
        {
            throw new OnnxFormatException($"{OnnxFormatException.Show(name)}, {what}, is defined twice.");
        }
    }

    private static TensorProto? ConstantOf(NodeProto node)
    {
        AttributeProto? value = node.Attribute.FirstOrDefault();
        var tensor = new TensorProto { Name = node.Output[0] };
        switch (value?.Name)
        {
            case "value" when value.T is not null:
                TensorReading.Check(value.T);
                return value.T;
            case "value_float" when value.HasF:
                tensor.DataType = (int)TensorType.Float;
                tensor.FloatData.Add(value.F);
                return tensor;
            case "value_floats":
                tensor.DataType = (int)TensorType.Float;
                tensor.FloatData.AddRange(value.Floats);
                tensor.Dims.Add(value.Floats.Count);
                return tensor;
            case "value_int" when value.HasI:
                tensor.DataType = (int)TensorType.Int64;
                tensor.Int64Data.Add(value.I);
                return tensor;
            case "value_ints":
                tensor.DataType = (int)TensorType.Int64;
                tensor.Int64Data.AddRange(value.Ints);
                tensor.Dims.Add(value.Ints.Count);
                return tensor;
            default:
                return null;
        }
    }
}
