namespace Norm.ML.Tool.Tests.EarlierFiles;

/// <summary>A kernel that models of earlier versions name.</summary>
internal readonly struct EarlierKernel : INormKernel<float>
{
    public static NormKind Kind => NormKind.LayerNorm;

    public static int ExampleLength => 4;

    public static int GammaLength => 4;

    public static int BetaLength => 4;

    public static double Epsilon => 1e-5;

    public static NormPrecision Precision => NormPrecision.Strict;

    public static void Normalize(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination) =>
        LayerNorm.Normalize(x, 4, gamma, beta, destination);
}

/// <summary>A kernel of BatchNorm that models of earlier versions name.</summary>
[BatchNorm<float>(4)]
internal readonly struct EarlierFittedKernel : IFittedNormKernel<float>
{
    public static NormKind Kind => NormKind.BatchNorm;

    public static int ExampleLength => 4;

    public static int GammaLength => 4;

    public static int BetaLength => 4;

    public static double Epsilon => 0;

    public static NormPrecision Precision => NormPrecision.Strict;

    public static void Normalize(ReadOnlySpan<float> x, FittedBatchNorm<float> fitted, Span<float> destination) => fitted.Normalize(x, destination);
}
