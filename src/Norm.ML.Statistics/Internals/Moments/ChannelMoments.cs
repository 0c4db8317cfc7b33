namespace Norm.ML.Internals.Moments;

/// <summary>One channel's numbers, as the planes hold them; mean and squared deviations are scaled, see <see cref="ChannelScale"/>.</summary>
internal struct ChannelMoments
{
    public double Weight, MeanHigh, MeanLow, SquaresHigh, SquaresLow, Min, Max;
    public long Count, Missing, Infinite;
    public int Scale;

    public static ChannelMoments Empty => new() { Min = double.PositiveInfinity, Max = double.NegativeInfinity };

    public readonly double Factor => Math.ScaleB(1, -ChannelScale.Exponent(Scale));

    /// <summary>The same numbers under another scale: powers of two, exact unless they vanish beside what needs the larger scale.</summary>
    public readonly ChannelMoments At(int scale)
    {
        if (scale == Scale)
        {
            return this;
        }

        int shift = ChannelScale.Exponent(scale) - ChannelScale.Exponent(Scale);
        ChannelMoments moments = this;
        moments.MeanHigh = Math.ScaleB(MeanHigh, shift);
        moments.MeanLow = Math.ScaleB(MeanLow, shift);
        moments.SquaresHigh = Math.ScaleB(SquaresHigh, 2 * shift);
        moments.SquaresLow = Math.ScaleB(SquaresLow, 2 * shift);
        moments.Scale = scale;
        return moments;
    }
}
