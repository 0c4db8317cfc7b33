using Norm.ML.Onnx.Internals.Messages;

namespace Norm.ML.Onnx.Internals.Reading;

/// <summary>
/// Finds norms that were written with primitive operators: <c>(x - mean) / sqrt(mean((x - mean)^2) + epsilon) * gamma + beta</c>, and the same
/// without the mean, in the forms that exporters leave. Each has a root (or a power of -0.5) of a mean of squares.
/// </summary>
internal sealed partial class PatternReading(ValueReading values, AffineReading affine)
{
    public const string Operator = "primitive operators";

    private GraphScope Scope => values.Scope;

    /// <summary>The norm whose root a node takes; null if it takes none.</summary>
    /// <exception cref="UnreadNormException">Something of it is not in the file.</exception>
    /// <exception cref="OnnxFormatException">Its parameters do not fit its input.</exception>
    public FoundNorm? Read(NodeProto node)
    {
        bool inverted = node is { OpType: "Pow", Input.Count: 2 } && values.Number(node.Input[1]) == -0.5;
        if ((!inverted && node is not { OpType: "Sqrt", Input.Count: 1 }) || node.Output.Count != 1 || Variance(node.Input[0]) is not { } variance
            || Square(variance.Squares) is not { } element)
        {
            return null;
        }

        (string unscaled, string? size) = WithoutScale(values.Origin(element));
        (string input, bool centred) = WithoutMean(unscaled, variance.Axes);
        var norm = new FoundNorm(centred ? NormKind.LayerNorm : NormKind.RmsNorm, "", Operator, input, "", 0);
        if (Quotient(node.Output[0], inverted, element) is { } quotient)
        {
            norm = Complete(norm with { Output = quotient.Output }, variance.Axes, quotient.Gamma);
        }
        else if (centred && ScaleAndShift(node.Output[0], inverted, element) is { } combined)
        {
            norm = Complete(norm with { Output = combined.Output }, variance.Axes, combined.Gamma, combined.Beta);
        }
        else
        {
            return null;
        }

        if ((variance.Added is null ? 0 : values.Number(variance.Added) ?? Share(variance.Added, size)) is not { } epsilon)
        {
            throw new UnreadNormException("its epsilon is not in the file but computed or given when it runs");
        }

        if (!(epsilon >= 0 && double.IsFinite(epsilon)))
        {
            throw new OnnxFormatException(FormattableString.Invariant(
                $"the norm of {GraphScope.Describe(node)} has epsilon {epsilon}; expected: a number that is not negative."));
        }

        int end = node.Name.LastIndexOfAny(['/', '.']);
        return norm with { Epsilon = epsilon, Name = end > 0 ? node.Name[..end] : norm.Output };
    }

    // Squares over axes, and what is added to their mean.
    private (string Squares, long[] Axes, string? Added)? Variance(string value)
    {
        value = values.Origin(value);
        if (Mean(value) is { } bare)
        {
            return (bare.Input, bare.Axes, null);
        }

        if (Scope.Producer(value) is not { OpType: "Add" or "Max", Input: [var a, var b] } node)
        {
            return null;
        }

        (string mean, string added) = Mean(a) is not null ? (a, b) : (b, a);
        if (Mean(mean) is not { } found)
        {
            return null;
        }

        // The larger one of the variance and the least number: no division by 0 where epsilon is 0.
        if (node.OpType == "Add")
        {
            return (found.Input, found.Axes, added);
        }

        return values.Number(added) is > 0 and < 1e-37 ? (found.Input, found.Axes, null) : null;
    }

    // Strict files of doubles divide by the largest number of a row first, so that no square leaves the range of a double.
    private (string Value, string? Size) WithoutScale(string element)
    {
        if (Scope.Producer(element) is not { OpType: "Div", Input: [var value, var size] })
        {
            return (element, null);
        }

        string bound = size;
        for (int i = 0; i < 4 && Scope.Producer(bound) is { OpType: "Min" or "Max", Input: [var first, _] }; i++)
        {
            bound = first;
        }

        return Scope.Producer(bound) is { OpType: "ReduceMax" } largest && Scope.Producer(largest.Input[0]) is { OpType: "Abs", Input: [var inside] }
            && values.Same(inside, value) ? (values.Origin(value), size) : (element, null);
    }

    // Epsilon over the square of that number.
    private double? Share(string added, string? size) =>
        size is not null && Scope.Producer(added) is { OpType: "Mul", Input: [var a, var b] } && a == b
        && Scope.Producer(a) is { OpType: "Div", Input: [var root, var divisor] } && divisor == size && values.Number(root) is { } number
        ? number * number : null;

    private (string Input, long[] Axes)? Mean(string value)
    {
        if (Scope.Producer(values.Origin(value)) is not { OpType: "ReduceMean" } node || ValueReading.Attribute(node, "keepdims") is { I: 0 })
        {
            return null;
        }

        long[]? axes = Axes(node);
        return axes is { Length: > 0 } ? (node.Input[0], axes) : null;
    }

    private string? Square(string value) => Scope.Producer(values.Origin(value)) switch
    {
        { OpType: "Pow", Input: [var x, var power] } when values.Number(power) == 2 => x,
        { OpType: "Mul", Input: [var a, var b] } when values.Same(a, b) => a,
        _ => null,
    };

    // A mean may be subtracted more than once: the second takes the first one's rounding away.
    private (string Input, bool Centred) WithoutMean(string element, long[] axes)
    {
        bool centred = false;
        while (Scope.Producer(element) is { OpType: "Sub", Input: [var x, var mean] } && Mean(mean) is { } found
            && values.Same(found.Input, x) && found.Axes.Order().SequenceEqual(axes.Order()))
        {
            (element, centred) = (values.Origin(x), true);
        }

        return (element, centred);
    }

    // element / root, element * (1 / root), or element * (1 / root * gamma).
    private (string Output, ConstantTensor? Gamma)? Quotient(string root, bool inverted, string element)
    {
        if (!inverted)
        {
            foreach (NodeProto node in Readers(root))
            {
                if (node is { OpType: "Div", Input: [var numerator, var divisor], Output: [var output] }
                    && values.Origin(divisor) == values.Origin(root)
                    && values.Same(numerator, element))
                {
                    return (output, null);
                }
            }
        }

        foreach (string inverse in inverted ? [root] : Inverses(root))
        {
            foreach ((string factor, ConstantTensor? gamma) in Factors(inverse))
            {
                if (Products(factor, element).FirstOrDefault() is { } product)
                {
                    return (product, gamma);
                }
            }
        }

        return null;
    }

    // x * (gamma / root) + (beta - mean * (gamma / root)), as TensorFlow's graphs have it.
    private (string Output, ConstantTensor Gamma, ConstantTensor Beta)? ScaleAndShift(string root, bool inverted, string element)
    {
        if (Scope.Producer(values.Origin(element)) is not { OpType: "Sub", Input: [var x, var mean] })
        {
            return null;
        }

        foreach ((string factor, ConstantTensor? gamma) in (inverted ? [root] : Inverses(root)).SelectMany(Factors))
        {
            if (gamma is null || Products(factor, x).FirstOrDefault() is not { } scaled || Products(factor, mean).FirstOrDefault() is not { } shifted)
            {
                continue;
            }

            if (Scope.OnlyConsumer(shifted) is { OpType: "Sub", Input: [var constant, var subtracted], Output: [var shift] } && subtracted == shifted
                && values.Constant(constant) is { } beta
                    && Scope.OnlyConsumer(shift) is { OpType: "Add", Input: [var a, var b], Output: [var output] }
                && (a == scaled ? b : a) == shift && (a == scaled || b == scaled))
            {
                return (output, gamma, beta);
            }
        }

        return null;
    }

    private IEnumerable<string> Inverses(string root) => Readers(root)
        .Where(node => node.OpType == "Reciprocal" || (node is { OpType: "Div", Input: [var one, _] } && values.Number(one) == 1))
        .Select(node => node.Output[0]);

    // The value itself, and its products with a constant.
    private IEnumerable<(string Value, ConstantTensor? Gamma)> Factors(string inverse)
    {
        yield return (inverse, null);
        foreach (NodeProto node in Readers(inverse))
        {
            if (node is { OpType: "Mul", Input: [var a, var b], Output: [var product] }
                && values.Constant(values.Origin(a) == values.Origin(inverse) ? b : a) is { } gamma)
            {
                yield return (product, gamma);
            }
        }
    }

    private IEnumerable<string> Products(string factor, string element) => Readers(factor)
        .Where(node => node is { OpType: "Mul", Input: [var a, var b] }
            && values.Same(values.Origin(a) == values.Origin(factor) ? b : a, element))
        .Select(node => node.Output[0]);

    // Who reads a value, also after casts.
    private IEnumerable<NodeProto> Readers(string value)
    {
        foreach (NodeProto node in Scope.Consumers(value))
        {
            if (!ValueReading.IsCast(node))
            {
                yield return node;
            }
            else
            {
                foreach (NodeProto reader in Scope.Consumers(node.Output[0]))
                {
                    yield return reader;
                }
            }
        }
    }

    private FoundNorm Complete(FoundNorm norm, long[] axes, ConstantTensor? gamma, ConstantTensor? beta = null)
    {
        long[]? input = values.Shape(norm.Input) ?? values.Shape(norm.Output);
        int count = Trailing(axes, input);
        bool centred = norm.Kind == NormKind.LayerNorm;
        if (gamma is null && centred && Channels(norm, input, count) is { } overChannels)
        {
            return overChannels;
        }

        if (beta is null)
        {
            (ConstantTensor? factor, ConstantTensor? shift, string output) =
                affine.Follow(norm.Output, shape => Affine.Trim(shape).Length is var length && length > 0
                    && length <= count, centred, reshapes: false);
            if (gamma is null || factor is null)
            {
                (gamma, beta, norm) = (gamma ?? factor, shift, norm with { Output = output });
            }
        }

        string name = OnnxFormatException.Show(norm.Output);
        long[]? normalized = Affine.NormalizedShape(name, input, count, gamma?.Shape);
        input = input is null || normalized is null ? normalized ?? input : [.. input[..^count], .. normalized];
        normalized = Affine.NormalizedShape(name, input, count, beta?.Shape);
        if (normalized is null && (gamma is not null || beta is not null))
        {
            throw new UnreadNormException("the file does not say how many elements its rows have");
        }

        return norm with
        {
            NormalizedShape = normalized,
            Gamma = gamma is null ? null : Affine.Spread(gamma, normalized!),
            Beta = beta is null ? null : Affine.Spread(beta, normalized!),
        };
    }

    // Gamma and beta of channels: each stands for the dimensions that are normalized, or the groups become channels first.
    private FoundNorm? Channels(FoundNorm norm, long[]? input, int count)
    {
        bool grouped = affine.IsReshaped(norm.Output);
        long groups = input is not null && input.Length > count ? input[^(count + 1)] : -1;
        (ConstantTensor? gamma, ConstantTensor? beta, string output) = affine.Follow(norm.Output, Suits, shift: true, reshapes: grouped);
        if ((gamma ?? beta) is not { } first || (gamma ?? first).Values.Length != (beta ?? first).Values.Length)
        {
            return null;
        }

        int channels = Affine.Channels(first.Shape)!.Value;
        if (grouped && groups < 1)
        {
            throw new UnreadNormException("the file does not say how many groups its channels have");
        }

        return norm with
        {
            Kind = grouped && groups != channels ? NormKind.GroupNorm : NormKind.InstanceNorm,
            Groups = grouped ? (int)groups : channels,
            Channels = channels,
            Gamma = gamma?.Values,
            Beta = beta?.Values,
            Output = output,
        };

        bool Suits(long[] shape) => grouped ? Affine.Channels(shape) is { } all && (groups < 1 || all % groups == 0)
            : Affine.Channels(shape, count) is { } each && (groups < 1 || each == groups);
    }

    // How many of the last dimensions are normalized together.
    private static int Trailing(long[] axes, long[]? input)
    {
        if (input is null && axes.Any(axis => axis >= 0))
        {
            throw new UnreadNormException($"its axes are {string.Join(", ", axes)}, and the file does not say how many dimensions its input has");
        }

        long[] fromEnd = [.. axes.Select(axis => axis < 0 ? axis : axis - input!.Length).Order()];
        return fromEnd.SequenceEqual(Enumerable.Range(-axes.Length, axes.Length).Select(axis => (long)axis)) && !(axes.Length > input?.Length)
            ? axes.Length : throw new UnreadNormException($"its axes, {string.Join(", ", axes)}, are not the last ones of its input");
    }
}
