namespace Norm.ML;

/// <summary>The options that the attributes share; each attribute requests one generated kernel.</summary>
/// <remarks>
/// An option that does not apply to a norm is refused at compile time (NORM008), so nothing that is written here is ever ignored.
/// A struct carries one request: a second one is refused (NORM007).
/// </remarks>
[AttributeUsage(AttributeTargets.Struct | AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public abstract class NormKernelAttribute : Attribute
{
    private protected NormKernelAttribute() { }

    // What the attributes of norms with channels say of them; 0 where the norm has none.
    internal virtual int ChannelCount => 0;

    internal virtual int GroupCount => 0;

    /// <summary>
    /// Added to the variance (or the mean square), under the square root; positive and finite. The default is 1e-5. BatchNorm has none: if it is left
    /// out, the kernel takes the epsilon of its parameters, and its pipelines 0 as <c>ml.Transforms.BatchNorm</c> does; if it is given, another one
    /// is refused. Of UnitNorm it is the least length, and the default is 1e-12.
    /// </summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>
    /// Whether the kernel takes gamma and beta. Without them a call normalizes and does nothing else. The default is true. UnitNorm has neither.
    /// </summary>
    public bool Affine { get; set; } = true;

    /// <summary>Whether the kernel takes beta beside gamma. Not for RMSNorm, which never has a beta. The default is true.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>RMSNorm only: multiply by <c>1 + gamma</c> instead of gamma. The default is false.</summary>
    public bool UnitOffset { get; set; }

    /// <summary>Norms with a gamma per channel: the number of spatial positions of a channel. The default is 1.</summary>
    public int Spatial { get; set; } = 1;

    /// <summary>Norms with a gamma per channel: how channels and positions lie in memory. The default is <c>[channels, spatial]</c>.</summary>
    public NormLayout Layout { get; set; } = NormLayout.ChannelsFirst;

    /// <summary>
    /// LayerNorm and RMSNorm: also emit <c>NormalizeResidual</c>, which adds a residual and normalizes the sum. The default is false.
    /// </summary>
    public bool Residual { get; set; }

    /// <summary>All but BatchNorm: also emit <c>Backward</c>, the gradients. The default is false.</summary>
    public bool Backward { get; set; }

    /// <summary>
    /// All but BatchNorm: how exact a result has to be. The default is <see cref="NormPrecision.Strict"/>, which BatchNorm always has.
    /// </summary>
    public NormPrecision Precision { get; set; } = NormPrecision.Strict;
}
