using System.Numerics;
using System.Numerics.Tensors;

namespace Norm.ML.Lab.Experiments;

/// <summary>Short names for the library's statistics of a few numbers.</summary>
internal static class Measure
{
    /// <summary>The statistics of some numbers; a NaN or infinity makes them NaN, as it does in a kernel.</summary>
    public static ChannelStatistics Of(ReadOnlySpan<double> values)
    {
        var accumulator = new StatisticsAccumulator(1, NonFinitePolicy.Propagate);
        accumulator.Add(values);
        return accumulator.ToStatistics()[0];
    }

    /// <summary>The population standard deviation.</summary>
    public static double Spread(ReadOnlySpan<double> values) => Of(values).StandardDeviation;

    /// <summary>The root of the mean square.</summary>
    public static double RootMeanSquare(ReadOnlySpan<double> values) => TensorPrimitives.Norm(values) / Math.Sqrt(values.Length);

    /// <summary>The greatest distance between two numbers of the same place; NaN if one is NaN.</summary>
    public static double Farthest(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double farthest = 0;
        for (int i = 0; i < a.Length; i++)
        {
            farthest = Math.Max(farthest, Math.Abs(a[i] - b[i]));
        }

        return farthest;
    }

    /// <summary>Pearson's correlation of two outputs, from -1 to 1; NaN if one is constant.</summary>
    public static double Correlation(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double meanA = Of(a).Mean, meanB = Of(b).Mean;
        double ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double x = a[i] - meanA, y = b[i] - meanB;
            (ab, aa, bb) = (ab + x * y, aa + x * x, bb + y * y);
        }

        return Math.Clamp(ab / (Math.Sqrt(aa) * Math.Sqrt(bb)), -1, 1);
    }

    /// <summary>The numbers in another element type: rounded where it is narrower.</summary>
    public static T[] To<T>(ReadOnlySpan<double> values) where T : unmanaged, INumberBase<T>
    {
        T[] converted = new T[values.Length];
        for (int i = 0; i < converted.Length; i++)
        {
            converted[i] = T.CreateTruncating(values[i]);
        }

        return converted;
    }

    /// <summary>The numbers as doubles: exact.</summary>
    public static double[] Wide<T>(ReadOnlySpan<T> values) where T : unmanaged, INumberBase<T>
    {
        double[] wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = double.CreateTruncating(values[i]);
        }

        return wide;
    }
}
