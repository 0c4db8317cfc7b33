using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Digests;

/// <summary>Kernels of the source generator, of every plan it has, and the digests of their results.</summary>
internal static class GeneratedKernels
{
    public static Dictionary<string, string> Digests()
    {
        var digests = new Dictionary<string, string>();
        Add<FloatLayer4, float>(digests);
        Add<FloatLayer7Fast, float>(digests);
        Add<FloatLayer13, float>(digests);
        Add<FloatLayer50, float>(digests);
        Add<FloatLayer128Plain, float>(digests);
        Add<FloatLayer768, float>(digests);
        Add<FloatRms5, float>(digests);
        Add<FloatRms8Fast, float>(digests);
        Add<FloatRms100UnitOffset, float>(digests);
        Add<FloatGroup, float>(digests);
        Add<FloatInstance, float>(digests);
        Add<DoubleLayer3, double>(digests);
        Add<DoubleLayer9Gamma, double>(digests);
        Add<DoubleLayer64, double>(digests);
        Add<DoubleRms6, double>(digests);
        Add<DoubleRms37UnitOffset, double>(digests);
        Add<HalfLayer16, Half>(digests);
        Add<FloatUnit3, float>(digests);
        Add<FloatUnit8Fast, float>(digests);
        Add<FloatUnit100, float>(digests);
        Add<DoubleUnit5, double>(digests);
        Add<DoubleUnit50, double>(digests);
        using (var digest = new Digest())
        {
            (float[] x, float[] gamma, float[] beta) = Data<float>(19, 12, hard: true);
            float[] sum = new float[x.Length], y = new float[x.Length], dx = new float[x.Length], dgamma = new float[12], dbeta = new float[12];
            FloatBoth.NormalizeResidual(x, [.. x.Reverse()], gamma, beta, sum, y);
            FloatBoth.Backward([.. x.Reverse()], x, gamma, dx, dgamma, dbeta);
            digest.Add(sum, y, dx, dgamma, dbeta);
            digests["generated | FloatBoth | residual and gradients"] = digest.ToString();
        }
        using (var digest = new Digest())
        {
            (float[] x, float[] gamma, float[] beta) = Data<float>(19, 12, hard: false);
            double[] mean = [.. gamma.Select(g => 3.0 * g)], variance = [.. beta.Select(b => 0.5 + Math.Abs(b))];
            float[] y = new float[x.Length];
            FloatFitted.Normalize(x, new FittedBatchNorm<float>(mean, variance, gamma, beta), y);
            digest.Add(y);
            digests["generated | FloatFitted | normalize"] = digest.ToString();
        }
        return digests;
    }

    private static void Add<TKernel, T>(Dictionary<string, string> digests)
        where TKernel : struct, INormKernel<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var digest = new Digest();
        foreach (bool hard in (bool[])[false, true])
        {
            foreach (int rows in (int[])[1, 3, 16, 45])
            {
                (T[] x, T[] gamma, T[] beta) = Data<T>(rows, TKernel.ExampleLength, hard);
                T[] y = new T[x.Length];
                TKernel.Normalize(x, gamma[..TKernel.GammaLength], beta[..TKernel.BetaLength], y);
                digest.Add(y);
                TKernel.Normalize(x, [], [], y);
                digest.Add(y);
            }
        }
        digests[$"generated | {typeof(TKernel).Name} | normalize"] = digest.ToString();
    }

    private static (T[] X, T[] Gamma, T[] Beta) Data<T>(int rows, int length, bool hard) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Problem<T> p = Problems.Make<T>(
            Norms.All[0], NormShape.Rows(rows, length), hard ? Patterns.Mixed : Patterns.All[0], hard ? AffineKind.CancellingBeta : AffineKind.Random,
            length);
        return (p.X, p.Gamma, p.Beta);
    }
}

[LayerNorm<float>(4)] internal readonly partial struct FloatLayer4;
[LayerNorm<float>(7, Precision = NormPrecision.Fast)] internal readonly partial struct FloatLayer7Fast;
[LayerNorm<float>(13)] internal readonly partial struct FloatLayer13;
[LayerNorm<float>(50, Precision = NormPrecision.Fast)] internal readonly partial struct FloatLayer50;
[LayerNorm<float>(128, Affine = false)] internal readonly partial struct FloatLayer128Plain;
[LayerNorm<float>(768)] internal readonly partial struct FloatLayer768;
[RmsNorm<float>(5)] internal readonly partial struct FloatRms5;
[RmsNorm<float>(8, Precision = NormPrecision.Fast)] internal readonly partial struct FloatRms8Fast;
[RmsNorm<float>(100, UnitOffset = true)] internal readonly partial struct FloatRms100UnitOffset;
[GroupNorm<float>(2, 6, Spatial = 5)] internal readonly partial struct FloatGroup;
[InstanceNorm<float>(3, Spatial = 9)] internal readonly partial struct FloatInstance;
[LayerNorm<float>(12, Residual = true, Backward = true)] internal readonly partial struct FloatBoth;
[BatchNorm<float>(12)] internal readonly partial struct FloatFitted;
[LayerNorm<double>(3)] internal readonly partial struct DoubleLayer3;
[LayerNorm<double>(9, Bias = false)] internal readonly partial struct DoubleLayer9Gamma;
[LayerNorm<double>(64)] internal readonly partial struct DoubleLayer64;
[RmsNorm<double>(6)] internal readonly partial struct DoubleRms6;
[RmsNorm<double>(37, UnitOffset = true)] internal readonly partial struct DoubleRms37UnitOffset;
[LayerNorm<Half>(16)] internal readonly partial struct HalfLayer16;
[UnitNorm<float>(3)] internal readonly partial struct FloatUnit3;
[UnitNorm<float>(8, Precision = NormPrecision.Fast)] internal readonly partial struct FloatUnit8Fast;
[UnitNorm<float>(100)] internal readonly partial struct FloatUnit100;
[UnitNorm<double>(5)] internal readonly partial struct DoubleUnit5;
[UnitNorm<double>(50)] internal readonly partial struct DoubleUnit50;
