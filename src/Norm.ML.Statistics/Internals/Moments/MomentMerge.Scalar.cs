namespace Norm.ML.Internals.Moments;

/// <summary>The same formula for one channel, with the scales that very large and very small data need.</summary>
internal static partial class MomentMerge
{
    /// <summary>Adds to a sum, and what the addition loses to another.</summary>
    public static void Add(double value, ref double sum, ref double lost)
    {
        double after = sum + value;
        lost += Lost(sum, value, after);
        sum = after;
    }

    /// <summary><c>squares - sum mean</c>, where the mean is sum / weight, as a pair.</summary>
    /// <param name="squares">The sum of squares around a pivot.</param>
    /// <param name="sum">The sum of deviations from it.</param>
    /// <param name="mean">Their mean, rounded.</param>
    /// <param name="rest">What that rounding took.</param>
    public static (double High, double Low) Within(double squares, double sum, double mean, double rest)
    {
        double near = Math.FusedMultiplyAdd(-sum, mean, squares), beyond = Math.FusedMultiplyAdd(-sum, mean, squares - near) - sum * rest;
        double high = near + beyond;
        return (high, beyond - (high - near));
    }

    public static ChannelMoments Merge(in ChannelMoments a, in ChannelMoments b)
    {
        ChannelMoments merged;
        bool nan = double.IsNaN(a.MeanHigh) || double.IsNaN(b.MeanHigh);
        if (nan)
        {
            merged = new() { MeanHigh = double.NaN, SquaresHigh = double.NaN };
        }
        else if (a.Weight == 0)
        {
            merged = b;
        }
        else if (b.Weight == 0)
        {
            merged = a;
        }
        else
        {
            merged = Finite(a, b);
        }

        merged.Weight = a.Weight + b.Weight;
        merged.Min = a.Min < b.Min ? a.Min : b.Min;
        merged.Max = a.Max > b.Max ? a.Max : b.Max;
        merged.Count = a.Count + b.Count;
        merged.Missing = a.Missing + b.Missing;
        merged.Infinite = a.Infinite + b.Infinite;
        return merged;
    }

    private static ChannelMoments Finite(in ChannelMoments a, in ChannelMoments b)
    {
        int scale = Common(a, b);
        ChannelMoments merged = Finite(a.At(scale), b.At(scale), out bool constant);
        if (scale == ChannelScale.Huge || ChannelScale.Fits(merged.SquaresHigh, constant))
        {
            return merged;
        }

        int next = merged.SquaresHigh < ChannelScale.Least ? ChannelScale.Tiny : scale + 1;
        return next == scale ? merged : Finite(a.At(next), b.At(next), out _);
    }

    /// <summary>The larger of the two scales, unless that side is a constant so small that it would hide the deviations of the other.</summary>
    private static int Common(in ChannelMoments a, in ChannelMoments b)
    {
        int scale = Math.Max(a.Scale, b.Scale);
        if (a.Scale == b.Scale || scale != ChannelScale.Normal)
        {
            return scale;
        }

        ref readonly ChannelMoments larger = ref a.Scale > b.Scale ? ref a : ref b;
        return larger.SquaresHigh == 0 && Math.Abs(larger.MeanHigh) < 1e-120 ? ChannelScale.Tiny : scale;
    }

    private static ChannelMoments Finite(in ChannelMoments a, in ChannelMoments b, out bool constant)
    {
        double delta = (b.MeanHigh - a.MeanHigh) + (b.MeanLow - a.MeanLow);
        bool heavierB = b.Weight > a.Weight;
        double share = Math.Min(a.Weight, b.Weight) / (a.Weight + b.Weight);
        var merged = new ChannelMoments { Scale = a.Scale };
        (merged.MeanHigh, merged.MeanLow) = heavierB
            ? Renormalize(b.MeanHigh, -delta * share, b.MeanLow)
            : Renormalize(a.MeanHigh, delta * share, a.MeanLow);
        double within = a.SquaresHigh + b.SquaresHigh, lost = Lost(a.SquaresHigh, b.SquaresHigh, within);
        double between = (delta * delta) * (Math.Max(a.Weight, b.Weight) * share);
        (merged.SquaresHigh, merged.SquaresLow) = Renormalize(within, between, (a.SquaresLow + b.SquaresLow) + lost);
        constant = delta == 0;
        return merged;
    }

    private static (double High, double Low) Renormalize(double a, double b, double low)
    {
        double sum = a + b;
        double rest = Lost(a, b, sum) + low;
        double high = sum + rest;
        return (high, Lost(sum, rest, high));
    }

    public static double Lost(double a, double b, double sum)
    {
        double t = sum - a;
        return (a - (sum - t)) + (b - t);
    }
}
