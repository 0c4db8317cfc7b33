using System.Numerics.Tensors;

namespace Norm.ML.Truth;

/// <summary>The implementations that the program can call itself.</summary>
internal static class Contenders
{
    public static IReadOnlyList<string> All { get; } = ["exact", "strict", "fast", "onnxruntime", "tensorprimitives", .. NativePeer.Names];

    /// <summary>The results; null if there is no such norm.</summary>
    public static float[]? Run(string contender, Problem p)
    {
        float[] y = new float[p.X.Length];
        switch (contender)
        {
            case "exact" or "strict" or "fast":
                Ours(p, y, Enum.Parse<NormPrecision>(contender, ignoreCase: true));
                return y;
            case "onnxruntime":
                return OnnxRuntime.TryRun(p, y) ? y : null;
            case "tensorprimitives":
                return TryPrimitives(p, y) ? y : null;
            default:
                return NativePeer.Run(contender, p);
        }
    }

    private static void Ours(Problem p, float[] y, NormPrecision precision)
    {
        switch (p.Norm)
        {
            case NormName.LayerNorm:
                LayerNorm.Normalize(p.X, p.Channels, p.Gamma, p.Beta, y, p.Epsilon, precision);
                break;
            case NormName.RmsNorm:
                RmsNorm.Normalize(p.X, p.Channels, p.Gamma, y, p.Epsilon, precision);
                break;
            case NormName.GroupNorm:
                GroupNorm.Normalize(p.X, p.Groups, p.Channels, p.Spatial, p.Gamma, p.Beta, y, p.Epsilon, precision: precision);
                break;
            case NormName.InstanceNorm:
                InstanceNorm.Normalize(p.X, p.Channels, p.Spatial, p.Gamma, p.Beta, y, p.Epsilon, precision: precision);
                break;
            case NormName.UnitNorm:
                UnitNorm.Normalize(p.X, p.Channels, y, p.Epsilon, precision);
                break;
            default:
                BatchNorm.NormalizeBatch(p.X, p.Channels, p.Spatial, p.Gamma, p.Beta, y, default, default, p.Epsilon, precision: precision);
                break;
        }
    }

    // As users write them.
    private static bool TryPrimitives(Problem p, float[] y)
    {
        if (p.Norm is not (NormName.LayerNorm or NormName.RmsNorm))
        {
            return false;
        }

        for (int row = 0; row < p.Rows; row++)
        {
            ReadOnlySpan<float> x = p.X.AsSpan(row * p.Channels, p.Channels);
            Span<float> to = y.AsSpan(row * p.Channels, p.Channels);
            float mean = p.SubtractsMean ? TensorPrimitives.Sum(x) / x.Length : 0;
            TensorPrimitives.Subtract(x, mean, to);
            float variance = TensorPrimitives.SumOfSquares<float>(to) / x.Length;
            TensorPrimitives.Multiply(to, 1 / MathF.Sqrt(variance + (float)p.Epsilon), to);
            if (p.Gamma.Length > 0)
            {
                TensorPrimitives.Multiply(to, p.Gamma, to);
            }

            if (p.Beta.Length > 0)
            {
                TensorPrimitives.Add(to, p.Beta, to);
            }
        }

        return true;
    }
}
