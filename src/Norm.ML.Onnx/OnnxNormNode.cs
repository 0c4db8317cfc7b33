using Norm.ML.Inspection;
using Norm.ML.Onnx.Internals.Reading;

namespace Norm.ML.Onnx;

/// <summary>
/// A norm of an ONNX file, with its parameters widened to doubles without loss. Its examples have the channels first, as ONNX has them.
/// </summary>
public sealed partial class OnnxNormNode
{
    private readonly string _file;
    private readonly FoundNorm _norm;

    internal OnnxNormNode(string file, FoundNorm norm)
    {
        _file = file;
        _norm = norm;
        NormalizedSize = norm.NormalizedShape is { } shape && Affine.CountOf(shape) is var count && count <= Array.MaxLength ? (int)count : null;
        Findings = [.. NodeChecks.Run(this)];
    }

    /// <summary>
    /// The name of the node, or of what it makes if it has none. Of a norm in primitive operators, what the names of its nodes begin with.
    /// </summary>
    public string Name => _norm.Name;

    /// <summary>The operator, such as "LayerNormalization"; "primitive operators" where there are several.</summary>
    public string Operator => _norm.Operator;

    /// <summary>Which of the norms it is.</summary>
    public NormKind Kind => _norm.Kind;

    /// <summary>The value that it normalizes.</summary>
    public string Input => _norm.Input;

    /// <summary>Values that are added to the input before it is normalized, as SkipLayerNormalization does; usually none.</summary>
    public IReadOnlyList<string> Added => _norm.Added;

    /// <summary>The value that it makes. Of a norm in primitive operators, the one after gamma and beta.</summary>
    public string Output => _norm.Output;

    /// <summary>Added to the variance (or mean square) under the square root; of UnitNorm the least length.</summary>
    public double Epsilon => _norm.Epsilon;

    /// <summary>Scale: one number for each element of a row (LayerNorm, RMSNorm) or for each channel; null for 1.</summary>
    public IReadOnlyList<double>? Gamma => _norm.Gamma;

    /// <summary>Shift, as <see cref="Gamma"/>; null for 0.</summary>
    public IReadOnlyList<double>? Beta => _norm.Beta;

    /// <summary>BatchNorm: the running mean of each channel; null for the other norms.</summary>
    public IReadOnlyList<double>? Mean => _norm.Mean;

    /// <summary>BatchNorm: the running variance of each channel; null for the other norms.</summary>
    public IReadOnlyList<double>? Variance => _norm.Variance;

    /// <summary>
    /// LayerNorm, RMSNorm and UnitNorm: the last dimensions, which are normalized together; null if the file does not say, and for the other norms.
    /// </summary>
    public IReadOnlyList<long>? NormalizedShape => _norm.NormalizedShape;

    /// <summary>LayerNorm, RMSNorm and UnitNorm: the elements of a row; null if the file does not say, and for the other norms.</summary>
    public int? NormalizedSize { get; }

    /// <summary>BatchNorm, GroupNorm and InstanceNorm: the channels of an example; null if the file does not say, and for the other norms.</summary>
    public int? Channels => _norm.Channels;

    /// <summary>GroupNorm: the groups that the channels are cut into; 1 for the other norms.</summary>
    public int Groups => _norm.Kind == NormKind.GroupNorm ? _norm.Groups : 1;

    /// <summary>
    /// What is remarkable about its parameters: a gamma of zeros, a running variance that is not positive, numbers that are not finite.
    /// </summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>"LayerNorm '/encoder/norm'": what messages call it.</summary>
    public override string ToString() => $"{NormCatalog.Get(Kind).DisplayName} {OnnxFormatException.Show(Name)}";
}
