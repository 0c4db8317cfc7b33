namespace Norm.ML.Onnx.Internals.Reading;

/// <summary>Finds gamma and beta that follow a norm as nodes of their own: a multiplication by a constant, then an addition of one.</summary>
internal sealed class AffineReading(ValueReading values)
{
    // Casts and re-readings between a norm and what follows.
    private const int MostSteps = 8;

    /// <summary>What follows a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="suits">Whether a constant of these dimensions can be gamma or beta.</param>
    /// <param name="shift">Whether the norm has a beta.</param>
    /// <param name="reshapes">Whether the value may be given other dimensions in between.</param>
    /// <returns>Gamma and beta, null for those that do not follow; and the value after the last of them, or the first value if neither
    /// does.</returns>
    public (ConstantTensor? Gamma, ConstantTensor? Beta, string Output) Follow(string value, Func<long[], bool> suits, bool shift, bool reshapes)
    {
        string output = value;
        ConstantTensor? gamma = Next("Mul", ref value, suits, reshapes);
        if (gamma is not null)
        {
            output = value;
        }

        ConstantTensor? beta = shift ? Next("Add", ref value, suits, reshapes) : null;
        return (gamma, beta, beta is null ? output : value);
    }

    /// <summary>
    /// GroupNorm as PyTorch writes it: the groups as channels of an InstanceNormalization that has no gamma and beta, which follow. Other norms stay
    /// what they are.
    /// </summary>
    public FoundNorm GroupsOf(FoundNorm norm)
    {
        bool plain = (norm.Gamma ?? []).All(value => value == 1) && (norm.Beta ?? []).All(value => value == 0);
        bool groups = norm is { Kind: NormKind.GroupNorm, Gamma: null };
        bool instances = norm.Kind == NormKind.InstanceNorm && plain && values.Scope.Producer(norm.Input)?.OpType == "Reshape";
        if (!groups && !instances)
        {
            return norm;
        }

        int count = groups ? norm.Groups : norm.Channels!.Value;
        (ConstantTensor? gamma, ConstantTensor? beta, string output) = Follow(norm.Output,
            shape => Affine.Channels(shape) is { } all && all % count == 0
                && (instances || norm.Channels is null || norm.Channels == all), shift: true, reshapes: true);
        if ((gamma ?? beta) is not { } first || (gamma ?? first).Values.Length != (beta ?? first).Values.Length)
        {
            return norm;
        }

        int channels = Affine.Channels(first.Shape)!.Value;
        return norm with
        {
            Kind = NormKind.GroupNorm,
            Groups = count,
            Channels = channels,
            Gamma = gamma?.Values,
            Beta = beta?.Values,
            Input = groups ? norm.Input : values.Scope.Producer(norm.Input)!.Input[0],
            Output = output,
        };
    }

    /// <summary>Whether a value is given other dimensions next, casts aside.</summary>
    public bool IsReshaped(string value)
    {
        for (int i = 0; i < MostSteps && values.Scope.OnlyConsumer(value) is { Output.Count: > 0 } node; i++)
        {
            if (node.OpType == "Reshape" && node.Input[0] == value)
            {
                return true;
            }

            if (!ValueReading.IsCast(node))
            {
                return false;
            }

            value = node.Output[0];
        }

        return false;
    }

    private ConstantTensor? Next(string operation, ref string value, Func<long[], bool> suits, bool reshapes)
    {
        string last = value;
        for (int i = 0; i < MostSteps && values.Scope.OnlyConsumer(last) is { Output.Count: > 0 } node; i++)
        {
            if (ValueReading.IsCast(node) || (reshapes && node.OpType == "Reshape" && node.Input[0] == last))
            {
                last = node.Output[0];
                continue;
            }

            if (node.OpType != operation || node.Input.Count != 2
                || values.Constant(node.Input[0] == last ? node.Input[1] : node.Input[0]) is not { } constant
                || !suits(constant.Shape))
            {
                return null;
            }

            value = node.Output[0];
            return constant;
        }

        return null;
    }
}
