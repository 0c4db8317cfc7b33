using Norm.ML.Internals.Moments;

namespace Norm.ML.Internals.Database;

/// <summary>A channel's moments in a shard from the sums around c: <c>mean = c + S / n</c> and <c>squares = Q - S^2 / n</c>, on pairs of doubles.</summary>
internal static class SplitSums
{
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
            if (moments.Min == moments.Max) moments.MeanHigh = moments.Min;
            else Spread(look, pivot, ref moments);
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
        (double mean, double meanLow) = Sum(pivot.Center, step);
        (moments.MeanHigh, moments.MeanLow) = Sum(mean, meanLow + stepLow);

        // S * (S / n) as a pair, then the difference of pairs.
        double shift = sum * step, shiftLow = Math.FusedMultiplyAdd(sum, step, -shift) + (sumLow * step + sum * stepLow);
        (double squares, double squaresLow) = Sum(look.Squares, look.SquaresLow);
        (double rest, double restLow) = Sum(squares, -shift);
        (rest, restLow) = Sum(rest, restLow + (squaresLow - shiftLow));
        // In a shard that is nearly constant and far from c, rounding may leave less than nothing.
        (moments.SquaresHigh, moments.SquaresLow) = rest > 0 ? (rest, restLow) : (0, 0);
        moments.Scale = pivot.Scale;
    }

    private static (double High, double Low) Sum(double a, double b)
    {
        double sum = a + b;
        return (sum, MomentMerge.Lost(a, b, sum));
    }
}
