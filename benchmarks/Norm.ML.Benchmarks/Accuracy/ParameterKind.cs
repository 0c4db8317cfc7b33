namespace Norm.ML.Benchmarks.Accuracy;

/// <summary>What gamma and beta are.</summary>
internal enum ParameterKind
{
    /// <summary>1 and 0.</summary>
    None,

    /// <summary>Random and 0.</summary>
    Gamma,

    /// <summary>Both random.</summary>
    GammaAndBeta,
}
