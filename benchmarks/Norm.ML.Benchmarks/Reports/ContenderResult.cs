using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Timing;

namespace Norm.ML.Benchmarks.Reports;

/// <summary>A contender's times in the field's units.</summary>
/// <param name="Contender">Who.</param>
/// <param name="NanosecondsPerRow">The median, per row or example.</param>
/// <param name="GigabytesPerSecond">Bytes read and written, at the median.</param>
/// <param name="ToLimit">The median by that of the memory copy (of the memory read for statistics).</param>
/// <param name="Low">The lower quartile of that ratio over the rounds.</param>
/// <param name="High">The upper quartile.</param>
/// <param name="AllocatedBytes">Managed bytes that a call allocates.</param>
internal sealed record ContenderResult(Contender Contender, double NanosecondsPerRow, double GigabytesPerSecond, double ToLimit, double Low,
    double High, long AllocatedBytes)
{
    public static ContenderResult Of(Measurement m, Measurement limit, Comparison c)
    {
        Ratio ratio = Ratio.Of(m.Samples, limit.Samples);
        return new(m.Contender, Round(m.Median / c.Examples), Round(c.BytesMoved / m.Median), Round(ratio.Value), Round(ratio.Low), Round(ratio.High),
            m.AllocatedBytes);
    }

    private static double Round(double value) =>
        value == 0 ? 0 : Math.Round(value, Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 15));
}
