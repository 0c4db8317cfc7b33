using System.Numerics;
using Norm.ML.Kernels.Tests.Accuracy;
using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Regressions;

/// <summary>One call on given data, measured against the truth.</summary>
internal static class Measured
{
    /// <summary>Normalizes the data as segments of one size, and asserts the promise of Strict.</summary>
    public static T[] Right<T>(string norm, int size, double[] x, double epsilon = 1e-5) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NormUnderTest n = Norms.Get(norm);
        NormShape shape = n.OverRows ? NormShape.Rows(x.Length / size, size)
            : n.PerExample ? NormShape.Grouped(1, x.Length / size, x.Length / size, size, NormLayout.ChannelsFirst)
            : NormShape.Batch(1, x.Length / size, size, NormLayout.ChannelsFirst);
        Problem<T> p = new(shape, Element<T>.From(x), [], [], [], epsilon);
        T[] y = new T[x.Length];
        if (n is GroupNormUnderTest)
        {
            GroupNorm.Normalize<T>(p.X, shape.Groups, shape.Channels, shape.Spatial, default, default, y, epsilon);
        }
        else
        {
            n.Forward(p, p.X, y, NormPrecision.Strict);
        }

        ErrorPair error = Measurement.Output(n, p, Measurement.Statistics(n, p), y);
        Assert.True(error.Normal <= (typeof(T) == typeof(double) ? 4 : 1) && error.Tiny <= Limits.Tiny, $"{norm}: {error}");
        return y;
    }

    public static double[] Values(int count, Func<int, double> value) => [.. Enumerable.Range(0, count).Select(value)];

    public static double[] Normal(int count, double mean, double spread, int seed = 1)
    {
        Numbers random = Numbers.For(seed, count);
        return Values(count, _ => mean + spread * random.Normal());
    }

    public static double Variance<T>(T[] y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double mean = y.Average(Element<T>.ToDouble);
        return y.Average(v => Math.Pow(Element<T>.ToDouble(v) - mean, 2));
    }

    /// <summary>Every norm that subtracts the mean, by its plain name.</summary>
    public static TheoryData<string> Centred => ["LayerNorm", "GroupNorm", "InstanceNorm", "BatchNorm"];

    public static TheoryData<string> Every => ["LayerNorm", "RmsNorm", "UnitNorm", "GroupNorm", "InstanceNorm", "BatchNorm"];
}
