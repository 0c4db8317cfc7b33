using System.Numerics;
using Norm.ML.Internals.Norms;

namespace Norm.ML.Lab.Experiments.Grids;

/// <summary>A grid through a norm.</summary>
/// <param name="Input">The values as the element type holds them.</param>
/// <param name="Output">What the kernel gives; empty if it refuses.</param>
/// <param name="Mean">Per ruler: what is subtracted; 0 for RMSNorm and UnitNorm.</param>
/// <param name="InverseDeviation">Per ruler: what the difference is multiplied by, <c>1 / sqrt(variance + epsilon)</c>.</param>
/// <param name="Variance">Per ruler, where the norm was given variances (BatchNorm); else empty, and measured when a cell is looked at.</param>
/// <param name="Refusal">Why the library does not normalize this; null if it does.</param>
internal sealed record GridResult(double[] Input, double[] Output, double[] Mean, double[] InverseDeviation, double[] Variance, string? Refusal);

/// <summary>Runs the library's kernels over a grid.</summary>
internal static class GridNorm
{
    /// <summary>Normalizes.</summary>
    /// <exception cref="ArgumentException">A setting is out of range. What the norm itself refuses is in the result.</exception>
    public static GridResult Run(Grid grid, NormSettings settings)
    {
        settings.Cancellation.ThrowIfCancellationRequested();
        Check(grid, settings);
        return settings.Element == ElementType.Float ? Run<float>(grid, settings) : Run<double>(grid, settings);
    }

    /// <summary>The values of a grid as the element type holds them.</summary>
    public static double[] Stored(Grid grid, NormSettings settings) =>
        settings.Element == ElementType.Float ? Measure.Wide<float>(Measure.To<float>(grid.Values)) : Measure.Wide<double>(grid.Values);

    private static void Check(Grid grid, NormSettings settings)
    {
        if (settings.Groups < 1 || grid.Shape.Channels % settings.Groups != 0)
        {
            throw new ArgumentException($"groups is {settings.Groups}; it has to divide the {grid.Shape.Channels} channels.");
        }

        if (!(settings.Epsilon >= 0 && double.IsFinite(settings.Epsilon)))
        {
            throw new ArgumentException($"epsilon is {settings.Epsilon}; it has to be finite and not negative.");
        }

        if (settings.Statistics == BatchStatistics.Fitted && grid.Fitted is null)
        {
            throw new ArgumentException("Only a file (--data) has fitted statistics.");
        }
    }

    private static GridResult Run<T>(Grid grid, NormSettings settings) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] x = Measure.To<T>(grid.Values), y = new T[x.Length];
        double[] input = Measure.Wide<T>(x);
        try
        {
            (double[] mean, double[] inverseDeviation, double[] variance) = NormCatalog.Get(settings.Kind).Fitted
                ? Batch(grid, settings, x, input, y)
                : Each(grid.Shape, settings, x, y);
            return new GridResult(input, Measure.Wide<T>(y), mean, inverseDeviation, variance, null);
        }
        catch (ArgumentException refusal)
        {
            return new GridResult(input, [], [], [], [], Refusal.Of(refusal));
        }
    }

    private static (double[] Mean, double[] InverseDeviation, double[] Variance) Each<T>(GridShape shape, NormSettings settings, T[] x, T[] y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NormDefinition norm = NormCatalog.Get(settings.Kind);
        T[] gamma = Fill<T>(settings.Gamma, norm, shape), beta = Fill<T>(settings.Beta, norm, shape);
        int rulers = shape.SegmentOf(shape.Cells - 1, norm.Segment, settings.Groups) + 1;
        double[] mean = new double[rulers], inverse = new double[rulers];
        var sizes = new NormSizes(shape.RowSize, shape.Channels, shape.Spatial, settings.Groups, shape.Layout);
        NormMethods.Of(norm.Kind).Normalize<T>(x, sizes, gamma, beta, y, mean, inverse, settings.Epsilon);
        return (mean, inverse, []);
    }

    private static (double[] Mean, double[] InverseDeviation, double[] Variance) Batch<T>(Grid grid, NormSettings settings, T[] x, double[] input,
        T[] y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GridShape shape = grid.Shape;
        NormDefinition norm = NormCatalog.Get(NormKind.BatchNorm);
        T[] gamma = Fill<T>(settings.Gamma, norm, shape), beta = Fill<T>(settings.Beta, norm, shape);
        double[] mean = new double[shape.Channels], variance = new double[shape.Channels];
        if (settings.Statistics == BatchStatistics.Train && !settings.SkipPadding)
        {
            BatchNorm.NormalizeBatch<T>(x, shape.Channels, shape.Spatial, gamma, beta, y, mean, variance, settings.Epsilon, shape.Layout);
        }
        else
        {
            double[] all = grid.Whole is { } whole ? Measure.Wide<T>(Measure.To<T>(whole.Values)) : input;
            BatchLearning.Learn(grid, settings, input, all, mean, variance);
            BatchNorm.Normalize<T>(x, shape.Channels, shape.Spatial, mean, variance, gamma, beta, y, settings.Epsilon, shape.Layout);
        }

        return (mean, Array.ConvertAll(variance, value => 1 / Math.Sqrt(value + settings.Epsilon)), variance);
    }

    private static T[] Fill<T>(double value, NormDefinition norm, GridShape shape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = new T[norm.Affine == NormAffine.PerElement ? shape.RowSize : shape.Channels];
        Array.Fill(values, T.CreateTruncating(value));
        return values;
    }
}
