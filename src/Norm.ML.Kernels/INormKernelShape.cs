namespace Norm.ML;

/// <summary>The properties of a kernel that are known before it runs. Generated kernels implement them as constants.</summary>
public interface INormKernelShape
{
    /// <summary>
    /// The norm that the kernel computes; its row is <c>NormCatalog.Get(Kind)</c>. A norm of one's own gives the one that it is closest to: pipelines
    /// ask that row whether zeros stay zeros, so that sparse rows can stay sparse.
    /// </summary>
    static abstract NormKind Kind { get; }

    /// <summary>The number of elements of one example; every call takes a multiple of it.</summary>
    static abstract int ExampleLength { get; }

    /// <summary>The number of elements of gamma, 0 if the kernel takes none.</summary>
    static abstract int GammaLength { get; }

    /// <summary>The number of elements of beta, 0 if the kernel takes none.</summary>
    static abstract int BetaLength { get; }

    /// <summary>
    /// The number that is added to the variance (or mean square) under the square root. A kernel of BatchNorm whose attribute names none takes that
    /// of its parameters; 0 stands here then, the default of its pipelines.
    /// </summary>
    static abstract double Epsilon { get; }

    /// <summary>The precision that the kernel was made for.</summary>
    static abstract NormPrecision Precision { get; }
}
