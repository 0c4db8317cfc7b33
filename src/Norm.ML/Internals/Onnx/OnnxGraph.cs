namespace Norm.ML.Internals.Onnx;

/// <summary>
/// Writes the nodes of one column's norm: each step names the variable that it makes, and <see cref="Value"/> is the result so far. The operators are
/// those that ai.onnx has had since 9.
/// </summary>
internal sealed class OnnxGraph
{
    private readonly IOnnxNodes _nodes;
    private readonly string _prefix;
    private readonly Type _column;
    private readonly HashSet<string> _negated = [];
    private Type _type;
    private long[] _shape;

    /// <param name="nodes">The file.</param>
    /// <param name="prefix">What the names of nodes and variables begin with.</param>
    /// <param name="input">The variable that holds the examples.</param>
    /// <param name="item">The element type of <paramref name="input"/>.</param>
    /// <param name="shape">The dimensions of an example in <paramref name="input"/>; those of a batch of examples have one more in front.</param>
    /// <param name="column">The element type that the transformer computes in, <see cref="float"/> or <see cref="double"/>.</param>
    public OnnxGraph(IOnnxNodes nodes, string prefix, string input, Type item, long[] shape, Type column)
    {
        _nodes = nodes;
        _prefix = prefix;
        _column = column;
        _type = item;
        _shape = shape;
        Value = input;
    }

    /// <summary>The variable that holds the result so far.</summary>
    public string Value { get; set; }

    /// <summary>Whether the column is of <see cref="double"/>, so that no wider type is left to compute in.</summary>
    public bool IsDouble => _column == typeof(double);

    public string Node(string operation, params string[] inputs) => (operation, inputs) switch
    {
        ("Mul", [var x, var c]) when _negated.Contains(c) => Operator("Neg", [Operator("Mul", [x, c])]),
        ("Add", [var x, var c]) when _negated.Contains(c) => Operator("Neg", [Operator("Sub", [c, x])]),
        ("Sub", [var x, var c]) when _negated.Contains(c) => Operator("Sub", [c, Operator("Neg", [x])]),
        _ => Operator(operation, inputs),
    };

    /// <summary>A node with attributes.</summary>
    public string Operator(string operation, string[] inputs, params (string Name, object Value)[] attributes) =>
        _nodes.AddNode(operation, inputs, Name(operation), attributes);

    /// <summary>The mean over axes of each example, kept as axes of length 1.</summary>
    public string Mean(string value, long[] axes) => _nodes.AddReduction("ReduceMean", value, axes, Name("ReduceMean"));

    /// <summary>The root of the sum of squares over axes of each example, kept as axes of length 1.</summary>
    public string Length(string value, long[] axes) => _nodes.AddReduction("ReduceL2", value, axes, Name("ReduceL2"));

    /// <summary>The largest value over axes of each example, kept as axes of length 1.</summary>
    public string Largest(string value, long[] axes) => _nodes.AddReduction("ReduceMax", value, axes, Name("ReduceMax"));

    public void Cast(Type type)
    {
        if (_type == type)
        {
            return;
        }

        Value = Operator("Cast", [Value], ("to", type));
        _type = type;
    }

    /// <summary>Re-reads each example with other dimensions of the same product.</summary>
    public void Reshape(long[] shape)
    {
        if (_shape.AsSpan().SequenceEqual(shape))
        {
            return;
        }

        // 0 keeps the number of examples.
        Value = Operator("Reshape", [Value, _nodes.AddDimensions([0, .. shape], Name("Shape"))]);
        _shape = shape;
    }

    /// <summary>Exchanges the two dimensions of each example.</summary>
    public void Transpose()
    {
        Value = Operator("Transpose", [Value], ("perm", (long[])[0, 2, 1]));
        _shape = [_shape[1], _shape[0]];
    }

    /// <summary>The larger one of a value and a number. By default this is the least positive double, subnormal numbers aside.</summary>
    public string AtLeast(string value, double least = 2.2250738585072014e-308) => Node("Max", value, Operand(least));

    /// <summary>A constant number for an operation that is not an addition, a subtraction or a multiplication.</summary>
    public string Operand(double value) => Tensor([value], [1], "Constant");

    /// <summary>A constant number.</summary>
    public string Constant(double value) => Constant([value], [1], "Constant");

    /// <summary>Constants that broadcast over the last dimensions of an example.</summary>
    public string Constant(IReadOnlyList<double> values, long[] shape, string name)
    {
        if (_type != typeof(double) || values is not [var only] || !IsDropped(only))
        {
            return Tensor(values, shape, name);
        }

        // Node knows how to add, subtract and multiply by the opposite number.
        string negated = Tensor([-only], shape, name);
        _negated.Add(negated);
        return negated;
    }

    /// <summary>Constants as they are: for operators other than additions, subtractions and multiplications.</summary>
    public string Tensor(IReadOnlyList<double> values, long[] shape, string name) => _nodes.AddConstant(values, shape, _type, Name(name));

    // ONNX Runtime rounds a single double to float before it asks whether it is 0 or 1, and then leaves out adding, subtracting or multiplying by it.
    private static bool IsDropped(double value) => value is not (0 or 1) && (float)value is 0 or 1;

    /// <summary>Gamma or beta: rounded to the column's type first, as the transformer does.</summary>
    public string Parameter(IReadOnlyList<double> values, long[] shape, string name) =>
        Constant(IsDouble ? values : [.. values.Select(value => (double)(float)value)], shape, name);

    private string Name(string what) => $"{_prefix}.{what}";
}
