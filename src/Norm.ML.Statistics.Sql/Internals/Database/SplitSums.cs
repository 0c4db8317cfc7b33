using Norm.ML.Internals.Moments;

namespace Norm.ML.Internals.Database;

/// <summary>
/// A channel's moments in a shard from the sums around c: <c>mean = c + S / n</c> and <c>squares = Q - S^2 / n</c>, on pairs of doubles.
/// </summary>
internal static class SplitSums
{
    private const int KeptBits = 61;

    public static ChannelMoments Moments(in SecondLook look, long rows, ColumnPivot pivot, bool propagate)
    {
        ChannelMoments moments = ChannelMoments.Empty;
        moments.Count = look.Finite;
        moments.Infinite = look.Infinite;
        moments.Missing = rows - look.Finite - look.Infinite;
        moments.Weight = look.Finite;
        if (look.Finite > 0)
        {
            (moments.Min, moments.Max) = (look.Min + 0.0, look.Max + 0.0); // a zero is positive
            if (moments.Min == moments.Max)
            {
                moments.MeanHigh = moments.Min;
            }
            else
            {
                Spread(look, pivot, ref moments);
            }
        }
        if (propagate && look.Values > look.Finite)
        {
            (moments.MeanHigh, moments.SquaresHigh) = (double.NaN, double.NaN);
            (moments.MeanLow, moments.SquaresLow, moments.Scale) = (0, 0, ChannelScale.Normal);
        }
        return moments;
    }

    private static void Spread(in SecondLook look, ColumnPivot pivot, ref ChannelMoments moments)
    {
        double n = look.Finite;
        (double sum, double sumLow) = Sum(look.Sum, look.SumLow);
        double step = sum / n, stepLow = (Math.FusedMultiplyAdd(-step, n, sum) + sumLow) / n;

        // S * (S / n) as a pair, then the difference of pairs.
        double shift = sum * step, shiftLow = Math.FusedMultiplyAdd(sum, step, -shift) + (sumLow * step + sum * stepLow);
        (double squares, double squaresLow) = Sum(look.Squares, look.SquaresLow);
        (double rest, double restLow) = Sum(squares, -shift);
        (rest, restLow) = Sum(rest, restLow + (squaresLow - shiftLow));
        // In a shard that is nearly constant and far from c, rounding may leave less than nothing.
        (moments.SquaresHigh, moments.SquaresLow) = rest > 0 ? (rest, Cut(restLow, rest)) : (0, 0);

        (double mean, double meanLow) = Sum(pivot.Center, step);
        (moments.MeanHigh, moments.MeanLow) = Sum(mean, Cut(meanLow + stepLow, Math.Sqrt(moments.SquaresHigh / n)));
        moments.Scale = pivot.Scale;
    }

    /// <summary>Without the bits that depend on the order in which the database came by its rows: they lie far below.</summary>
    private static double Cut(double low, double whole)
    {
        if (whole == 0)
        {
            return low;
        }

        double grid = Math.ScaleB(1, Math.ILogB(whole) - KeptBits);
        return Math.Round(low / grid) * grid;
    }

    private static (double High, double Low) Sum(double a, double b)
    {
        double sum = a + b;
        return (sum, MomentMerge.Lost(a, b, sum));
    }
}
