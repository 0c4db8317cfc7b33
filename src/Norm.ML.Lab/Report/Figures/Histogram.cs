namespace Norm.ML.Lab.Report.Figures;

/// <summary>How often values fall into bins of equal width.</summary>
internal static class Histogram
{
    /// <summary>As many bins as the values can fill: twice the cube root of their number (the Rice rule), 12 to 40.</summary>
    public static int Bins(int count) => Math.Clamp((int)(2 * Math.Cbrt(count)), 12, 40);

    /// <summary>The share of the values in each bin, at the bin's middle; values outside are left out, but count in the whole.</summary>
    public static Point[] Of(ReadOnlySpan<double> values, double low, double high, int bins)
    {
        long[] counts = new long[bins];
        long all = 0;
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
            {
                continue;
            }

            all++;
            if (value >= low && value <= high)
            {
                counts[Math.Min((int)((value - low) / (high - low) * bins), bins - 1)]++;
            }
        }

        return [.. counts.Select((count, i) => new Point(low + (i + 0.5) / bins * (high - low), all == 0 ? 0 : (double)count / all))];
    }

    /// <summary>The range of the finite values that a histogram shows, all of them; of a constant, half a unit to each side, or what a double
    /// can tell from it.</summary>
    public static (double Low, double High) Range(ReadOnlySpan<double> values)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (double.IsFinite(value))
            {
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
        }

        double half = Math.Max(0.5, 1e-12 * Math.Abs(low));
        return low > high ? (-0.5, 0.5) : low == high ? (low - half, high + half) : (low, high);
    }
}
