namespace Norm.ML.Internals.Rows;

/// <summary>What a row kernel is compiled for. The JIT sees constants.</summary>
internal interface IAffineMode
{
    /// <summary>Whether the mean is subtracted (LayerNorm) or not (RMSNorm).</summary>
    static abstract bool SubtractsMean { get; }

    /// <summary>Whether there is a gamma.</summary>
    static abstract bool Gamma { get; }

    /// <summary>Whether to multiply by 1 + gamma.</summary>
    static abstract bool UnitOffset { get; }

    /// <summary>Whether there is a beta.</summary>
    static abstract bool Beta { get; }

    /// <summary>
    /// Whether gamma comes as a scale: it is 1 + scale, rounded to the element type. Only <see cref="RowKernels.NormalizeEach"/> reads it, and gives
    /// other code gamma itself.
    /// </summary>
    static virtual bool Scale => false;

    /// <summary>Whether the row is one channel, whose gamma and beta are part of the coefficients already.</summary>
    static virtual bool Channel => false;

    /// <summary>Whether the row is divided by its length, which is at least epsilon (UnitNorm), and not by a deviation.</summary>
    static virtual bool IsLength => false;
}

internal readonly struct LayerNormPlain : IAffineMode
{
    public static bool SubtractsMean => true;
    public static bool Gamma => false;
    public static bool UnitOffset => false;
    public static bool Beta => false;
}

internal readonly struct LayerNormGamma : IAffineMode
{
    public static bool SubtractsMean => true;
    public static bool Gamma => true;
    public static bool UnitOffset => false;
    public static bool Beta => false;
}

internal readonly struct LayerNormBeta : IAffineMode
{
    public static bool SubtractsMean => true;
    public static bool Gamma => false;
    public static bool UnitOffset => false;
    public static bool Beta => true;
}

internal readonly struct LayerNormGammaBeta : IAffineMode
{
    public static bool SubtractsMean => true;
    public static bool Gamma => true;
    public static bool UnitOffset => false;
    public static bool Beta => true;
}

internal readonly struct LayerNormScale : IAffineMode
{
    public static bool SubtractsMean => true;
    public static bool Gamma => true;
    public static bool UnitOffset => false;
    public static bool Beta => false;
    public static bool Scale => true;
}

internal readonly struct LayerNormScaleShift : IAffineMode
{
    public static bool SubtractsMean => true;
    public static bool Gamma => true;
    public static bool UnitOffset => false;
    public static bool Beta => true;
    public static bool Scale => true;
}

internal readonly struct RmsNormPlain : IAffineMode
{
    public static bool SubtractsMean => false;
    public static bool Gamma => false;
    public static bool UnitOffset => false;
    public static bool Beta => false;
}

internal readonly struct RmsNormGamma : IAffineMode
{
    public static bool SubtractsMean => false;
    public static bool Gamma => true;
    public static bool UnitOffset => false;
    public static bool Beta => false;
}

internal readonly struct RmsNormUnitOffset : IAffineMode
{
    public static bool SubtractsMean => false;
    public static bool Gamma => true;
    public static bool UnitOffset => true;
    public static bool Beta => false;
}

internal readonly struct UnitNormPlain : IAffineMode
{
    public static bool SubtractsMean => false;
    public static bool Gamma => false;
    public static bool UnitOffset => false;
    public static bool Beta => false;
    public static bool IsLength => true;
}

internal readonly struct LayerNormChannel : IAffineMode
{
    public static bool SubtractsMean => true;
    public static bool Gamma => false;
    public static bool UnitOffset => false;
    public static bool Beta => false;
    public static bool Channel => true;
}
