using Norm.ML.Onnx.Internals.Messages;

namespace Norm.ML.Onnx.Internals.Reading;

internal sealed partial class PatternReading
{
    /// <summary>
    /// The norm whose length a node takes: <c>x / max(|x|, epsilon)</c>, as PyTorch's <c>normalize</c> and this library write it. Null if it is not a
    /// ReduceL2 that its own input is divided by.
    /// </summary>
    /// <exception cref="UnreadNormException">Something of it is not in the file.</exception>
    /// <exception cref="OnnxFormatException">Its parameters do not fit its input.</exception>
    public FoundNorm? ReadLength(NodeProto node)
    {
        if (node is not { OpType: "ReduceL2", Output: [var length] } || ValueReading.Attribute(node, "keepdims") is { I: 0 }
            || Axes(node) is not { } axes)
        {
            return null;
        }

        (string input, string? size) = WithoutScale(values.Origin(node.Input[0]));
        (string divisor, double? epsilon) = (length, 0);
        for (NodeProto? step = Scope.OnlyConsumer(divisor); step is { OpType: not "Div", Output: [var next] }; step = Scope.OnlyConsumer(divisor))
        {
            switch (step)
            {
                case { OpType: "Expand" } or { OpType: "Cast" } or { OpType: "Identity" }:
                    break;
                case { OpType: "Clip" or "Max" } when Bound(step, divisor) is { } bound:
                    epsilon = values.Number(bound) ?? Quotient(bound, size);
                    break;
                case { OpType: "Clip" } when ValueReading.Attribute(step, "min") is { } least:
                    epsilon = least.F;
                    break;
                default:
                    return null;
            }

            divisor = next;
        }

        NodeProto? quotient = Readers(divisor).FirstOrDefault(reader => reader is { OpType: "Div", Input: [var numerator, var by], Output.Count: 1 }
            && values.Origin(by) == values.Origin(divisor) && values.Same(numerator, node.Input[0]));
        if (quotient is null)
        {
            return null;
        }

        if (epsilon is not { } limit)
        {
            throw new UnreadNormException("its epsilon is not in the file but computed or given when it runs");
        }

        if (!(limit >= 0 && double.IsFinite(limit)))
        {
            throw new OnnxFormatException(FormattableString.Invariant(
                $"the norm of {GraphScope.Describe(node)} has epsilon {limit}; expected: a number that is not negative."));
        }

        int end = node.Name.LastIndexOfAny(['/', '.']);
        string output = quotient.Output[0];
        return new FoundNorm(NormKind.UnitNorm, end > 0 ? node.Name[..end] : output, Operator, input, output, limit < 1e-37 ? 0 : limit)
        {
            NormalizedShape = Affine.NormalizedShape(
                OnnxFormatException.Show(output), values.Shape(input), Trailing(axes, values.Shape(input)), null),
        };
    }

    // What the length is at least: the other operand of Max, or the least number of Clip, which may have no greatest one.
    private string? Bound(NodeProto step, string length) => step switch
    {
        { OpType: "Max", Input: [var a, var b] } => a == length ? b : a,
        { OpType: "Clip", Input: { Count: > 1 } limits } when limits[1].Length > 0 && limits.Skip(2).All(name => name.Length == 0) => limits[1],
        _ => null,
    };

    // Epsilon over the number that strict files of doubles divide by first.
    private double? Quotient(string bound, string? size) =>
        size is not null && Scope.Producer(bound) is { OpType: "Div", Input: [var number, var divisor] } && divisor == size
            ? values.Number(number) : null;

    private long[]? Axes(NodeProto node) => ValueReading.Attribute(node, "axes") is { } attribute ? [.. attribute.Ints]
        : node.Input.Count > 1 ? values.Integers(node.Input[1]) : null;
}
