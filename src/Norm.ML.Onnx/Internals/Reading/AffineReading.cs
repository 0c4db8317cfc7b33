namespace Norm.ML.Onnx.Internals.Reading;

/// <summary>Finds gamma and beta that follow a norm as nodes of their own: a multiplication by a constant, then an addition of one.</summary>
sealed class AffineReading(ValueReading values)
{
    // Casts and re-readings between a norm and what follows.
    const int MostSteps = 8;

    /// <summary>What follows a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="suits">Whether a constant of these dimensions can be gamma or beta.</param>
    /// <param name="shift">Whether the norm has a beta.</param>
    /// <param name="reshapes">Whether the value may be given other dimensions in between.</param>
    /// <returns>Gamma and beta, null for those that do not follow; and the value after the last of them, or the first value if neither does.</returns>
    public (ConstantTensor? Gamma, ConstantTensor? Beta, string Output) Follow(string value, Func<long[], bool> suits, bool shift, bool reshapes)
    {
        string output = value;
        ConstantTensor? gamma = Next("Mul", ref value, suits, reshapes);
        if (gamma is not null)
            output = value;
        ConstantTensor? beta = shift ? Next("Add", ref value, suits, reshapes) : null;
        return (gamma, beta, beta is null ? output : value);
    }

    /// <summary>GroupNorm as PyTorch writes it: the groups as channels of an InstanceNormalization that has no gamma and beta, which follow. Other norms stay what they are.</summary>
    public FoundNorm GroupsOf(FoundNorm norm)
    {
        bool plain = (norm.Gamma ?? []).All(value => value == 1) && (norm.Beta ?? []).All(value => value == 0);
        bool groups = norm is { Kind: NormKind.GroupNorm, Gamma: null };
        bool instances = norm.Kind == NormKind.InstanceNorm && plain && values.Scope.Producer(norm.Input)?.OpType == "Reshape";
        if (!groups && !instances)
            return norm;

        (ConstantTensor? gamma, ConstantTensor? beta, string output) =
            Follow(norm.Output, shape => Affine.Channels(shape) is not null, shift: true, reshapes: true);
        int count = groups ? norm.Groups : norm.Channels!.Value;
        if ((gamma ?? beta) is not { } first)
            return norm;
        int channels = Affine.Channels(first.Shape)!.Value;
        if (channels % count != 0 || (groups && norm.Channels is { } known && known != channels) || (gamma ?? first).Values.Length != (beta ?? first).Values.Length)
            throw new OnnxFormatException($"norm {OnnxFormatException.Show(norm.Name)} has {count} groups, and parameters for {channels} channels after it.");
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

    ConstantTensor? Next(string operation, ref string value, Func<long[], bool> suits, bool reshapes)
    {
        string last = value;
        for (int i = 0; i < MostSteps && values.Scope.OnlyConsumer(last) is { Output.Count: > 0 } node; i++)
        {
            if (ValueReading.IsCast(node) || (reshapes && node.OpType == "Reshape" && node.Input[0] == last))
            {
                last = node.Output[0];
                continue;
            }

            if (node.OpType != operation || node.Input.Count != 2 || values.Constant(node.Input[0] == last ? node.Input[1] : node.Input[0]) is not { } constant
                || !suits(constant.Shape))
                return null;
            value = node.Output[0];
            return constant;
        }

        return null;
    }
}
