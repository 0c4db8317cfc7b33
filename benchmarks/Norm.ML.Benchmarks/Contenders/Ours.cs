using System.Numerics.Tensors;
using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Rows;
using Norm.ML.Internals.Unrolled;

namespace Norm.ML.Benchmarks.Contenders;

/// <summary>The library's kernels for sizes known at run time.</summary>
internal static class Ours
{
    public static IEnumerable<Entry> Of(Comparison c, Buffers b)
    {
        yield return new(Contender.Strict, Run(c, b, NormPrecision.Strict));
        if (c.Place == Place.RowByRow)
        {
            yield return new(Contender.Bulk, Run(c with { Place = Place.InCache }, b, NormPrecision.Strict));
        }

        if (HasAnySize(c))
        {
            yield return new(Contender.AnySize, AnySize(c, b));
        }

        if (c.Work is not (Work.BatchNorm or Work.BatchStatistics))
        {
            yield return new(Contender.Fast, Run(c, b, NormPrecision.Fast));
        }
    }

    /// <summary>Where the library sends calls to its own generated kernels.</summary>
    public static bool HasAnySize(Comparison c) =>
        c is { Work: Work.LayerNorm or Work.RmsNorm, Place: Place.InCache } && c.ExampleLength <= FloatDispatch.Longest;

    private static Action AnySize(Comparison c, Buffers b)
    {
        bool centres = c.Work == Work.LayerNorm;
        return b.Calls(c, (x, y) =>
        {
            ReadOnlySpan<float> gamma = b.Gamma.Span, beta = centres ? b.Beta.Span : default;
            int rows = RowGuard.Forward(x, c.Channels, gamma, beta, y, Buffers.Epsilon);
            RowKernels.Normalize(x, rows, c.Channels, centres, gamma, unitOffset: false, beta, y, default, default, Buffers.Epsilon,
                NormPrecision.Strict);
        });
    }

    private static Action Run(Comparison c, Buffers b, NormPrecision precision)
    {
        switch (c.Work)
        {
            case Work.LayerNorm or Work.RmsNorm or Work.BatchNorm when c.Place == Place.RowByRow:
                return RowByRow(c, b, precision);
            case Work.LayerNorm:
                return b.Calls(c, (x, y) => LayerNorm.Normalize(x, c.Channels, b.Gamma.Span, b.Beta.Span, y, Buffers.Epsilon, precision));
            case Work.RmsNorm:
                return b.Calls(c, (x, y) => RmsNorm.Normalize(x, c.Channels, b.Gamma.Span, y, Buffers.Epsilon, precision));
            case Work.GroupNorm:
                return () => GroupNorm.Normalize<float>(
                    b.X.Span, c.Groups, c.Channels, c.Spatial, b.Gamma.Span, b.Beta.Span, b.Y.Span, Buffers.Epsilon, NormLayout.ChannelsFirst,
                    precision);
            case Work.InstanceNorm:
                return () => InstanceNorm.Normalize<float>(
                    b.X.Span, c.Channels, c.Spatial, b.Gamma.Span, b.Beta.Span, b.Y.Span, Buffers.Epsilon, NormLayout.ChannelsFirst, precision);
            case Work.BatchNorm:
                FittedBatchNorm<float> fitted = Fitted(b);
                return b.Calls(c, (x, y) => fitted.Normalize(x, y, c.Spatial));
            case Work.BatchStatistics:
                var accumulator = new StatisticsAccumulator(c.Channels);
                double[] means = new double[c.Channels], variances = new double[c.Channels];
                return () => Statistics(accumulator, b, means, variances);
            default:
                throw new ArgumentOutOfRangeException(nameof(c), c.Work, null);
        }
    }

    // A loop around the call itself: a delegate for every row would take as long as a short row.
    private static Action RowByRow(Comparison c, Buffers b, NormPrecision precision)
    {
        int size = c.Channels;
        switch (c.Work)
        {
            case Work.LayerNorm:
                return () =>
                {
                    ReadOnlySpan<float> x = b.X.Span, gamma = b.Gamma.Span, beta = b.Beta.Span;
                    Span<float> y = b.Y.Span;
                    for (int i = 0; i < x.Length; i += size)
                    {
                        LayerNorm.Normalize(x.Slice(i, size), size, gamma, beta, y.Slice(i, size), Buffers.Epsilon, precision);
                    }
                };
            case Work.RmsNorm:
                return () =>
                {
                    ReadOnlySpan<float> x = b.X.Span, gamma = b.Gamma.Span;
                    Span<float> y = b.Y.Span;
                    for (int i = 0; i < x.Length; i += size)
                    {
                        RmsNorm.Normalize(x.Slice(i, size), size, gamma, y.Slice(i, size), Buffers.Epsilon, precision);
                    }
                };
            default:
                FittedBatchNorm<float> fitted = Fitted(b);
                return () =>
                {
                    ReadOnlySpan<float> x = b.X.Span;
                    Span<float> y = b.Y.Span;
                    for (int i = 0; i < x.Length; i += size)
                    {
                        fitted.Normalize(x.Slice(i, size), y.Slice(i, size));
                    }
                };
        }
    }

    public static FittedBatchNorm<float> Fitted(Buffers b) => new(Doubles(b.Mean), Doubles(b.Variance), b.Gamma.Span, b.Beta.Span, Buffers.Epsilon);

    private static double[] Doubles(ArrayFloats floats) => Array.ConvertAll(floats.Span.ToArray(), value => (double)value);

    /// <summary>All rows, and the mean and variance of each channel read out.</summary>
    private static void Statistics(StatisticsAccumulator accumulator, Buffers b, double[] means, double[] variances)
    {
        accumulator.Reset();
        accumulator.Add(b.X.Span);
        RunningStatistics statistics = accumulator.ToStatistics();
        statistics.CopyMeansTo(means);
        statistics.CopyVariancesTo(variances);
        TensorPrimitives.ConvertTruncating<double, float>(means, b.Mean.Span);
        TensorPrimitives.ConvertTruncating<double, float>(variances, b.Variance.Span);
    }
}
