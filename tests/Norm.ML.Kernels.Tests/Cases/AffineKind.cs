namespace Norm.ML.Kernels.Tests.Cases;

/// <summary>The kinds of gamma and beta that are tried.</summary>
internal enum AffineKind
{
    None,
    Ones,
    Random,
    GammaOnly,
    BetaOnly,
    LargeBeta,
    CancellingBeta,
    LargeGamma,
    TinyGamma,
    SomeZeros,
    LargeGammaOnly,
}

internal static class AffineKinds
{
    public static IReadOnlyList<AffineKind> All { get; } = Enum.GetValues<AffineKind>();

    /// <summary>Gamma and beta as doubles; null for a parameter that is left out.</summary>
    public static (double[]? Gamma, double[]? Beta) Make(AffineKind kind, int length, double largest, Numbers random)
    {
        double large = Math.Min(1e15, Math.Sqrt(largest) / 16), tiny = Math.Max(1e-15, 1 / largest);
        double[] Each(Func<int, double> value) => [.. Enumerable.Range(0, length).Select(value)];
        return kind switch
        {
            AffineKind.None => (null, null),
            AffineKind.Ones => (Each(_ => 1), Each(_ => 0)),
            AffineKind.Random => (Each(_ => random.Normal()), Each(_ => random.Normal())),
            AffineKind.GammaOnly => (Each(_ => 1 + 0.1 * random.Normal()), null),
            AffineKind.BetaOnly => (null, Each(_ => 3 * random.Normal())),
            AffineKind.LargeBeta => (Each(_ => 1 + 0.1 * random.Normal()), Each(_ => 1e3 * random.Normal())),
            AffineKind.CancellingBeta => (Each(_ => 0.5 + random.Uniform()), Each(i => i % 2 == 0 ? 1 : -1)),
            AffineKind.LargeGamma => (Each(_ => large * random.Normal()), Each(_ => 1e-5 * large * random.Normal())),
            AffineKind.LargeGammaOnly => (Each(_ => large * random.Normal()), null),
            AffineKind.TinyGamma => (Each(_ => tiny * random.Normal()), null),
            _ => (Each(i => i % 3 == 1 ? 0 : random.Normal()), Each(i => i % 4 == 2 ? 0 : random.Normal())),
        };
    }
}
