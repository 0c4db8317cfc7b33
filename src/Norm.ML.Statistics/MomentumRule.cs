namespace Norm.ML;

/// <summary>
/// How a batch updates exponential running statistics. Frameworks disagree twice: on what momentum multiplies and on the divisor of the
/// running variance. Each rule has a name here.
/// </summary>
public readonly record struct MomentumRule
{
    private MomentumRule(MomentumConvention convention, double momentum) => (Convention, Momentum) = (convention, momentum);

    /// <summary>Which formula applies.</summary>
    public MomentumConvention Convention { get; }

    /// <summary>The momentum, 0 to 1, in the sense of <see cref="Convention"/>; 0 for the cumulative average, which has none.</summary>
    public double Momentum { get; }

    /// <summary>What a batch's variance is divided by: its count minus this. 1 (sample) in PyTorch, 0 (population) in ONNX.</summary>
    public double Correction => Convention == MomentumConvention.Onnx ? 0 : 1;

    /// <summary><c>new = (1 - momentum) * old + momentum * batch</c>; the running variance takes the sample variance, divisor n - 1
    /// (torch.nn.BatchNorm1d, whose default is 0.1).</summary>
    /// <param name="momentum">The share of the new batch, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="momentum"/> is outside [0, 1] or NaN.</exception>
    public static MomentumRule PyTorch(double momentum = 0.1) => new(MomentumConvention.PyTorch, Checked(momentum));

    /// <summary><c>new = momentum * old + (1 - momentum) * batch</c>; the running variance takes the population variance, divisor n
    /// (ONNX BatchNormalization from version 14, whose default is 0.9).</summary>
    /// <param name="momentum">The share of the old value, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="momentum"/> is outside [0, 1] or NaN.</exception>
    public static MomentumRule Onnx(double momentum = 0.9) => new(MomentumConvention.Onnx, Checked(momentum));

    /// <summary><c>new = (1 - 1/k) * old + 1/k * batch</c> for the k-th batch, k from 1: every batch counts the same; sample variance, divisor n - 1
    /// (torch.nn.BatchNorm1d with momentum=None).</summary>
    public static MomentumRule CumulativeAverage => new(MomentumConvention.CumulativeAverage, 0);

    /// <summary>The shares of the old value and of the <paramref name="batch"/>-th batch, counted from 1.</summary>
    internal (double Old, double New) Shares(long batch) => Convention switch
    {
        MomentumConvention.PyTorch => (1 - Momentum, Momentum),
        MomentumConvention.Onnx => (Momentum, 1 - Momentum),
        _ => (1 - 1.0 / batch, 1.0 / batch),
    };

    internal static MomentumRule Create(MomentumConvention convention, double momentum) => convention switch
    {
        MomentumConvention.PyTorch => PyTorch(momentum),
        MomentumConvention.Onnx => Onnx(momentum),
        _ => CumulativeAverage,
    };

    private static double Checked(double momentum) => momentum is >= 0 and <= 1
        ? momentum
        : throw new ArgumentOutOfRangeException(nameof(momentum), momentum,
            FormattableString.Invariant($"momentum has to lie in [0, 1], but is {momentum}."));
}
