namespace Norm.ML.Internals;

/// <summary>What a row kernel is specialised for; the JIT sees constants.</summary>
internal interface IRowForm
{
    /// <summary>Whether the mean is subtracted (LayerNorm) or not (RMSNorm).</summary>
    static abstract bool Centres { get; }

    /// <summary>Whether there is a gamma.</summary>
    static abstract bool Gamma { get; }

    /// <summary>Whether to multiply by 1 + gamma.</summary>
    static abstract bool UnitOffset { get; }

    /// <summary>Whether there is a beta.</summary>
    static abstract bool Beta { get; }

    /// <summary>Whether a "row" is one channel whose gamma and beta are in the coefficients already.</summary>
    static virtual bool Channel => false;
}

internal readonly struct Centred : IRowForm
{
    public static bool Centres => true;
    public static bool Gamma => false;
    public static bool UnitOffset => false;
    public static bool Beta => false;
}

internal readonly struct CentredGamma : IRowForm
{
    public static bool Centres => true;
    public static bool Gamma => true;
    public static bool UnitOffset => false;
    public static bool Beta => false;
}

internal readonly struct CentredBeta : IRowForm
{
    public static bool Centres => true;
    public static bool Gamma => false;
    public static bool UnitOffset => false;
    public static bool Beta => true;
}

internal readonly struct CentredGammaBeta : IRowForm
{
    public static bool Centres => true;
    public static bool Gamma => true;
    public static bool UnitOffset => false;
    public static bool Beta => true;
}

internal readonly struct Raw : IRowForm
{
    public static bool Centres => false;
    public static bool Gamma => false;
    public static bool UnitOffset => false;
    public static bool Beta => false;
}

internal readonly struct RawGamma : IRowForm
{
    public static bool Centres => false;
    public static bool Gamma => true;
    public static bool UnitOffset => false;
    public static bool Beta => false;
}

internal readonly struct RawUnitOffset : IRowForm
{
    public static bool Centres => false;
    public static bool Gamma => true;
    public static bool UnitOffset => true;
    public static bool Beta => false;
}

internal readonly struct CentredChannel : IRowForm
{
    public static bool Centres => true;
    public static bool Gamma => false;
    public static bool UnitOffset => false;
    public static bool Beta => false;
    public static bool Channel => true;
}
