using System.Numerics;

namespace Norm.ML.Benchmarks.Cliffs;

/// <summary>Normalizes rows of one size.</summary>
internal delegate void CliffKernel<T>(ReadOnlySpan<T> x, Span<T> y);

/// <summary>The norms that the walk covers, each as a norm of rows.</summary>
internal static class CliffNorms
{
    public static IReadOnlyList<string> Names { get; } = ["LayerNorm", "RmsNorm", "BatchNorm", "GroupNorm", "InstanceNorm"];

    /// <summary>Null where the norm has no such size: InstanceNorm of one position, GroupNorm of an odd number of channels.</summary>
    public static CliffKernel<T>? Create<T>(string norm, int size) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] gamma = Filled(0.5), beta = Filled(-0.25);
        switch (norm)
        {
            case "LayerNorm":
                return (x, y) => LayerNorm.Normalize<T>(x, size, gamma, beta, y);
            case "RmsNorm":
                return (x, y) => RmsNorm.Normalize<T>(x, size, gamma, y);
            case "BatchNorm":
                double[] mean = [.. Enumerable.Range(0, size).Select(i => 0.1 * (i % 3))], variance = [.. mean.Select(value => value + 0.5)];
                var fitted = new FittedBatchNorm<T>(mean, variance, gamma, beta);
                return (x, y) => fitted.Normalize(x, y);
            case "GroupNorm":
                return size % 2 != 0 ? null : (x, y) => GroupNorm.Normalize<T>(x, 1, 2, size / 2, gamma.AsSpan(0, 2), beta.AsSpan(0, 2), y);
            default:
                return size == 1 ? null : (x, y) => InstanceNorm.Normalize<T>(x, 1, size, gamma.AsSpan(0, 1), beta.AsSpan(0, 1), y);
        }

        T[] Filled(double from) => [.. Enumerable.Range(0, size).Select(i => T.CreateChecked(from + i % 5 * 0.25))];
    }
}
