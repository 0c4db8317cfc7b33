namespace Norm.ML.Tests.Onnx;

/// <summary>An ONNX graph, as far as these tests look at it.</summary>
public sealed class Graph
{
    public List<Variable> Inputs { get; } = [];

    public List<Variable> Outputs { get; } = [];

    public List<Node> Nodes { get; } = [];

    public Dictionary<string, Tensor> Constants { get; } = [];

    /// <summary>The variable that holds a column at the end.</summary>
    public Dictionary<string, string> Columns { get; } = [];
}

/// <summary>An input or output; a dimension of -1 is the batch.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Item">The element type.</param>
/// <param name="Shape">The dimensions.</param>
public sealed record Variable(string Name, Type Item, long[] Shape);

/// <summary>One operation.</summary>
/// <param name="Operation">The operator.</param>
/// <param name="Domain">Its operator set; "" is ai.onnx.</param>
/// <param name="Inputs">The variables that it takes.</param>
/// <param name="Outputs">The variables that it makes.</param>
public sealed record Node(string Operation, string Domain, string[] Inputs, string[] Outputs)
{
    /// <summary>By name: <see cref="long"/>, <see cref="float"/>, <see cref="string"/>, or an array of one of them.</summary>
    public Dictionary<string, object> Attributes { get; } = [];
}

/// <summary>Numbers; of whatever type, they fit a double here.</summary>
/// <param name="Item">The element type.</param>
/// <param name="Shape">The dimensions; none for a single number.</param>
/// <param name="Values">As many as the dimensions' product.</param>
public sealed record Tensor(Type Item, long[] Shape, double[] Values);
