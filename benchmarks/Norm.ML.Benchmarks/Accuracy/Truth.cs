using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Contenders;

namespace Norm.ML.Benchmarks.Accuracy;

/// <summary>The exact statistics of all segments of some data.</summary>
sealed class Truth
{
    readonly SegmentStatistics[] _statistics;

    Truth(SegmentStatistics[] statistics) => _statistics = statistics;

    public static Truth Of(Comparison c, Buffers buffers)
    {
        var statistics = new SegmentStatistics[Segments.Count(c)];
        for (int segment = 0; segment < statistics.Length; segment++)
            statistics[segment] = c.Work == Work.BatchNorm
                ? new(buffers.Mean.Span[segment], buffers.Variance.Span[segment])
                : SegmentStatistics.Of(Segments.Values(c, buffers, segment), centres: c.Work != Work.RmsNorm);
        return new(statistics);
    }

    /// <summary>The largest error of what stands in the buffers, in units.</summary>
    public double Error(Comparison c, Buffers buffers) => c.Work == Work.BatchStatistics ? OfStatistics(buffers) : OfOutput(c, buffers);

    double OfOutput(Comparison c, Buffers buffers)
    {
        double worst = 0;
        int length = Segments.Length(c);
        for (int segment = 0; segment < _statistics.Length; segment++)
        {
            var meter = new ErrorMeter();
            for (int i = 0; i < length; i++)
            {
                int index = Segments.Index(c, segment, i), parameter = Segments.Parameter(c, index);
                double beta = c.Work == Work.RmsNorm ? 0 : buffers.Beta.Span[parameter];
                meter.Add(buffers.Y.Span[index], _statistics[segment].Normalize(buffers.X.Span[index], Buffers.Epsilon), buffers.Gamma.Span[parameter], beta);
            }
            worst = Math.Max(worst, meter.Units);
        }
        return worst;
    }

    /// <summary>Of the variance, relative to itself; a constant column has to give 0.</summary>
    double OfStatistics(Buffers buffers)
    {
        double worst = 0;
        for (int channel = 0; channel < _statistics.Length; channel++)
        {
            double exact = _statistics[channel].Variance.High, error = Math.Abs(buffers.Variance.Span[channel] - exact);
            if (exact > float.MaxValue || exact is > 0 and < 1e-37) continue; // not a float
            worst = Math.Max(worst, error == 0 ? 0 : double.IsFinite(error) ? error / (exact * Math.Pow(2, -23)) : double.PositiveInfinity);
        }
        return worst;
    }
}
