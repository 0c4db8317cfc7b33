namespace Norm.ML;

/// <summary>The five norms of the <see cref="NormCatalog"/>.</summary>
public enum NormKind
{
    /// <summary>One mean and variance per channel, learned over examples (Ioffe and Szegedy, 2015, arXiv:1502.03167).</summary>
    BatchNorm,

    /// <summary>One mean and variance per row (Ba, Kiros and Hinton, 2016, arXiv:1607.06450).</summary>
    LayerNorm,

    /// <summary>One root mean square per row, not centred (Zhang and Sennrich, 2019, arXiv:1910.07467).</summary>
    RmsNorm,

    /// <summary>One mean and variance per example and group of channels (Wu and He, 2018, arXiv:1803.08494).</summary>
    GroupNorm,

    /// <summary>One mean and variance per example and channel (Ulyanov, Vedaldi and Lempitsky, 2016, arXiv:1607.08022).</summary>
    InstanceNorm,
}
