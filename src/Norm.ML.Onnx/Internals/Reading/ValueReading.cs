using Norm.ML.Onnx.Internals.Messages;

namespace Norm.ML.Onnx.Internals.Reading;

/// <summary>What the readers of norms ask about values: constants, also where an exporter left steps between them, and dimensions.</summary>
internal sealed class ValueReading(GraphScope scope, TensorReading tensors, IReadOnlyDictionary<string, long> opsets)
{
    // Steps between a constant and its use, and between a value and what it was cast from.
    private const int Deepest = 16;

    public GraphScope Scope => scope;

    /// <summary>The version of the operators of a domain.</summary>
    public long Opset(string domain) => opsets.GetValueOrDefault(domain == "ai.onnx" ? "" : domain, 0);

    /// <summary>The constant that a value is; null if it is computed from the inputs.</summary>
    /// <exception cref="UnreadNormException">It is a constant that cannot be read.</exception>
    public ConstantTensor? Constant(string value) => Constant(value, Deepest);

    /// <summary>The one number that a value is; null if it is not a constant of one element.</summary>
    public double? Number(string value)
    {
        try
        {
            return CountOf(value, Deepest) == 1 && Constant(value) is { Values: [var number] } ? number : null;
        }
        catch (UnreadNormException)
        {
            // Of a type that no number in a norm has, or in another file that is not there.
            return null;
        }
    }

    /// <summary>The integers that a value is, such as axes; null if it is not constant.</summary>
    public long[]? Integers(string value) => scope.Tensor(value) is { DataType: (int)TensorType.Int64 } tensor
        ? Array.ConvertAll(tensors.Read(tensor).Values, number => (long)number) : null;

    /// <summary>The value that another one has before casts between numbers with fractions, and copies.</summary>
    public string Origin(string value)
    {
        for (int i = 0; i < Deepest && scope.Producer(value) is { } node && IsCast(node); i++)
        {
            value = node.Input[0];
        }

        return value;
    }

    /// <summary>Whether two values are the same, or the same difference of the same values.</summary>
    public bool Same(string a, string b)
    {
        (a, b) = (Origin(a), Origin(b));
        if (a == b)
        {
            return true;
        }

        return scope.Producer(a) is { OpType: "Sub", Input: [var a0, var a1] } && scope.Producer(b) is { OpType: "Sub", Input: [var b0, var b1] }
            && Origin(a0) == Origin(b0) && (Origin(a1) == Origin(b1) || SameMean(a1, b1));
    }

    /// <summary>The dimensions of a value, -1 for one that is not known; null if their number is not known.</summary>
    public long[]? Shape(string value) => Shape(value, Deepest);

    /// <summary>A step that leaves the numbers as they are, rounding aside.</summary>
    public static bool IsCast(NodeProto node) => node is { OpType: "Identity", Input.Count: 1 }
        || (node is { OpType: "Cast", Input.Count: 1 } && node.Attribute.FirstOrDefault(attribute => attribute.Name == "to") is { } to
            && TensorTypes.IsFloating((int)to.I));

    /// <summary>The attribute of a node.</summary>
    /// <exception cref="OnnxFormatException">It is there twice.</exception>
    public static AttributeProto? Attribute(NodeProto node, string name)
    {
        AttributeProto[] found = [.. node.Attribute.Where(attribute => attribute.Name == name)];
        return found.Length <= 1 ? found.FirstOrDefault()
            : throw new OnnxFormatException(
                $"node {GraphScope.Describe(node)} has the attribute {OnnxFormatException.Show(name)} {found.Length} times.");
    }

    private bool SameMean(string a, string b) => scope.Producer(Origin(a)) is { OpType: "ReduceMean" } first
        && scope.Producer(Origin(b)) is { OpType: "ReduceMean" } second
        && Origin(first.Input[0]) == Origin(second.Input[0]);

    private long[]? Shape(string value, int depth)
    {
        if (scope.Shape(value) is { } stated)
        {
            return stated;
        }

        if (depth == 0 || scope.Producer(value) is not { Input.Count: > 0 } node)
        {
            return null;
        }

        if (IsCast(node) || node.OpType is "Sub" or "LayerNormalization" or "Sqrt" or "Relu" or "Gelu")
        {
            return Shape(node.Input[0], depth - 1);
        }

        if (node is not { OpType: "Reshape", Input: [var input, var target] } || Integers(target) is not { } shape)
        {
            return null;
        }

        long[]? before = Shape(input, depth - 1);
        return [.. shape.Select((dimension, i) => dimension > 0 ? dimension
            : dimension == 0 && before is not null && i < before.Length ? before[i] : -1)];
    }

    private long? CountOf(string value, int depth)
    {
        if (scope.Tensor(value) is { } tensor)
        {
            return TensorReading.CountOf(tensor);
        }

        return depth > 0 && scope.Producer(value) is { } node && (IsCast(node) || node.OpType is "Unsqueeze" or "Squeeze" or "Reshape")
            ? CountOf(node.Input[0], depth - 1) : null;
    }

    private ConstantTensor? Constant(string value, int depth)
    {
        if (scope.Tensor(value) is { } tensor)
        {
            return tensors.Read(tensor);
        }

        if (depth == 0 || scope.Producer(value) is not { Input.Count: > 0 } node)
        {
            return null;
        }

        if (IsCast(node))
        {
            return Constant(node.Input[0], depth - 1);
        }

        return node switch
        {
            { OpType: "Unsqueeze" } when Axes(node) is { } axes => Unsqueeze(Constant(node.Input[0], depth - 1), axes),
            { OpType: "Reshape", Input: [var input, var target] } when Integers(target) is { } shape => Reshape(Constant(input, depth - 1), shape),
            { OpType: "Add", Input: [var a, var b] } => Plus(Constant(a, depth - 1), Constant(b, depth - 1)),
            _ => null,
        };
    }

    private long[]? Axes(NodeProto node) =>
        Attribute(node, "axes") is { } axes ? [.. axes.Ints] : node.Input.Count > 1 ? Integers(node.Input[1]) : null;

    private static ConstantTensor? Unsqueeze(ConstantTensor? tensor, long[] axes)
    {
        if (tensor is null)
        {
            return null;
        }

        int rank = tensor.Shape.Length + axes.Length;
        HashSet<long> added = [.. axes.Select(axis => axis < 0 ? axis + rank : axis)];
        if (added.Count != axes.Length || added.Any(axis => axis < 0 || axis >= rank))
        {
            return null;
        }

        var rest = new Queue<long>(tensor.Shape);
        return tensor with { Shape = [.. Enumerable.Range(0, rank).Select(axis => added.Contains(axis) ? 1 : rest.Dequeue())] };
    }

    private static ConstantTensor? Reshape(ConstantTensor? tensor, long[] shape)
    {
        if (tensor is null || shape.Count(dimension => dimension == -1) > 1 || shape.Any(dimension => dimension is < -1 or 0))
        {
            return null;
        }

        decimal known = shape.Where(dimension => dimension > 0).Aggregate(1m, (a, b) => Math.Min(a * b, long.MaxValue));
        long[] full = [.. shape.Select(dimension => dimension == -1 ? (long)(tensor.Values.Length / known) : dimension)];
        return full.Aggregate(1m, (a, b) => Math.Min(a * b, long.MaxValue)) == tensor.Values.Length ? tensor with { Shape = full } : null;
    }

    // RMSNorm's 1 + gamma.
    private static ConstantTensor? Plus(ConstantTensor? a, ConstantTensor? b)
    {
        if (a is null || b is null || (a.Values.Length != 1 && b.Values.Length != 1))
        {
            return null;
        }

        (ConstantTensor all, double one) = a.Values.Length == 1 ? (b, a.Values[0]) : (a, b.Values[0]);
        bool isDouble = all.Type == (int)TensorType.Double;
        return all with { Values = Array.ConvertAll(all.Values, value => isDouble ? value + one : (float)(value + one)) };
    }
}
