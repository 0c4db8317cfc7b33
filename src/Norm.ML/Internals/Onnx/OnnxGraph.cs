using Microsoft.ML.Model.OnnxConverter;

namespace Norm.ML.Internals;

/// <summary>
/// Writes the nodes of one column's norm: each step names the variable that it makes, and <see cref="Value"/> is the result so far. Only operators of
/// ai.onnx 9 to 12 are used, the range of ML.NET's exporter.
/// </summary>
sealed class OnnxGraph
{
    readonly OnnxContext _context;
    readonly string _prefix;
    readonly Type _column;
    readonly HashSet<string> _negated = [];
    Type _type;
    long[] _shape;

    /// <param name="context">The graph.</param>
    /// <param name="prefix">What the names of nodes and variables begin with.</param>
    /// <param name="input">The variable that holds the examples.</param>
    /// <param name="item">The element type of <paramref name="input"/>.</param>
    /// <param name="shape">The dimensions of an example in <paramref name="input"/>; those of a batch of examples have one more in front.</param>
    /// <param name="column">The element type that the transformer computes in, <see cref="float"/> or <see cref="double"/>.</param>
    public OnnxGraph(OnnxContext context, string prefix, string input, Type item, long[] shape, Type column)
    {
        _context = context;
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
        ("Mul", [var x, var c]) when _negated.Contains(c) => Node("Neg", [Node("Mul", [x, c], out _)], out _),
        ("Add", [var x, var c]) when _negated.Contains(c) => Node("Neg", [Node("Sub", [c, x], out _)], out _),
        ("Sub", [var x, var c]) when _negated.Contains(c) => Node("Sub", [c, Node("Neg", [x], out _)], out _),
        _ => Node(operation, inputs, out _),
    };

    /// <summary>The mean over axes of each example, kept as axes of length 1.</summary>
    public string Mean(string value, long[] axes) => Reduce("ReduceMean", value, axes);

    /// <summary>The largest value over axes of each example, kept as axes of length 1.</summary>
    public string Largest(string value, long[] axes) => Reduce("ReduceMax", value, axes);

    public void Cast(Type type)
    {
        if (_type == type)
            return;

        Value = Node("Cast", [Value], out OnnxNode node);
        node.AddAttribute("to", type);
        _type = type;
    }

    /// <summary>Re-reads each example with other dimensions of the same product.</summary>
    public void Reshape(long[] shape)
    {
        if (_shape.AsSpan().SequenceEqual(shape))
            return;

        // 0 keeps the number of examples.
        Value = Node("Reshape", Value, Untrack(_context.AddInitializer((long[])[0, .. shape], [shape.Length + 1], Name("Shape"))));
        _shape = shape;
    }

    /// <summary>The larger one of a value and a number. By default this is the least positive double, subnormal numbers aside.</summary>
    public string AtLeast(string value, double least = 2.2250738585072014e-308) => Node("Max", value, Operand(least));

    /// <summary>A constant number for an operation that is not an addition, a subtraction or a multiplication.</summary>
    public string Operand(double value) => Initializer([value], [1], "Constant");

    /// <summary>A constant number.</summary>
    public string Constant(double value) => Constant([value], [1], "Constant");

    /// <summary>Constants that broadcast over the last dimensions of an example.</summary>
    public string Constant(IReadOnlyList<double> values, long[] shape, string name)
    {
        if (_type != typeof(double) || values is not [var only] || !IsDropped(only))
            return Initializer(values, shape, name);

        // Node knows how to add, subtract and multiply by the opposite number.
        string negated = Initializer([-only], shape, name);
        _negated.Add(negated);
        return negated;
    }

    string Initializer(IReadOnlyList<double> values, long[] shape, string name) => Untrack(_type == typeof(double)
        ? _context.AddInitializer(values, shape, Name(name))
        : _context.AddInitializer(values.Select(value => (float)value), shape, Name(name)));

    // ONNX Runtime rounds a single double to float before it asks whether it is 0 or 1, and then leaves out adding, subtracting or multiplying by it.
    static bool IsDropped(double value) => value is not (0 or 1) && (float)value is 0 or 1;

    /// <summary>Gamma or beta: rounded to the column's type first, as the transformer does.</summary>
    public string Parameter(IReadOnlyList<double> values, long[] shape, string name) =>
        Constant(IsDouble ? values : [.. values.Select(value => (double)(float)value)], shape, name);

    /// <summary>Gives the result to a column.</summary>
    public void Finish(string output) => _context.CreateNode("Identity", Value, output, _context.GetNodeName($"{_prefix}.Identity"), "");

    string Reduce(string operation, string value, long[] axes)
    {
        string result = Node(operation, [value], out OnnxNode node);
        node.AddAttribute("axes", axes);
        node.AddAttribute("keepdims", 1L);
        return result;
    }

    string Node(string operation, string[] inputs, out OnnxNode node)
    {
        string output = Untrack(_context.AddIntermediateVariable(null, Name(operation), skip: true));
        node = _context.CreateNode(operation, inputs, [output], _context.GetNodeName($"{_prefix}.{operation}"), "");
        return output;
    }

    // ML.NET's context takes every variable for a column of that name. Ours are not columns: they get names that no column has, and are forgotten as columns.
    string Name(string what)
    {
        string name = $"{_prefix}.{what}";
        for (int i = 1; _context.ContainsColumn(name) || _context.IsVariableDefined(name); i++)
            name = $"{_prefix}.{what}{i}";
        return name;
    }

    string Untrack(string variable)
    {
        _context.RemoveColumn(variable);
        return variable;
    }
}
