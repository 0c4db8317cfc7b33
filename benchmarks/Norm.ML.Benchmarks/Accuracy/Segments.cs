using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Contenders;

namespace Norm.ML.Benchmarks.Accuracy;

/// <summary>Which elements share a statistics: a run of a row, or a column.</summary>
static class Segments
{
    public static bool AreColumns(Comparison c) => c.Work is Work.BatchNorm or Work.BatchStatistics;

    public static int Count(Comparison c) => AreColumns(c) ? c.Channels : (int)(c.Elements / Length(c));

    public static int Length(Comparison c) => c.Work switch
    {
        Work.BatchNorm or Work.BatchStatistics => c.Examples,
        Work.GroupNorm => c.Channels / c.Groups * c.Spatial,
        Work.InstanceNorm => c.Spatial,
        _ => c.Channels,
    };

    /// <summary>Where element <paramref name="i"/> of a segment lies.</summary>
    public static int Index(Comparison c, int segment, int i) => AreColumns(c) ? i * c.Channels + segment : segment * Length(c) + i;

    /// <summary>The element of gamma and beta for an element of the data.</summary>
    public static int Parameter(Comparison c, int index) => index / c.Spatial % c.Channels;

    public static void Fill(Comparison c, Pattern pattern, Buffers buffers, Random random)
    {
        var values = new float[Length(c)];
        for (int segment = 0; segment < Count(c); segment++)
        {
            pattern.Fill(values, random);
            for (int i = 0; i < values.Length; i++) buffers.X.Span[Index(c, segment, i)] = values[i];
            if (c.Work != Work.BatchNorm) continue;
            SegmentStatistics learned = SegmentStatistics.Of(values, centres: true);
            buffers.Mean.Span[segment] = (float)learned.Mean.High;
            buffers.Variance.Span[segment] = (float)Math.Min(learned.Variance.High, float.MaxValue);
        }
    }

    public static float[] Values(Comparison c, Buffers buffers, int segment)
    {
        var values = new float[Length(c)];
        for (int i = 0; i < values.Length; i++) values[i] = buffers.X.Span[Index(c, segment, i)];
        return values;
    }
}
