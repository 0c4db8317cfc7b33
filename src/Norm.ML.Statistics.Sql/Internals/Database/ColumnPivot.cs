using Norm.ML.Internals.Moments;

namespace Norm.ML.Internals.Database;

/// <summary>What the second round needs to know of a column.</summary>
/// <param name="AllFinite">No value was NaN or infinite.</param>
/// <param name="IsSpread">There are values that differ; otherwise there is nothing to add up.</param>
/// <param name="Scale">A <see cref="ChannelScale"/>; the numbers that follow are those of scaled values.</param>
/// <param name="Center">c, the mean in few bits.</param>
/// <param name="Splitter">What cuts deviations in two parts, see <see cref="SecondPass"/>.</param>
/// <param name="SquareSplitter">What cuts their squares.</param>
internal sealed record ColumnPivot(bool AllFinite, bool IsSpread, int Scale, double Center, double Splitter, double SquareSplitter)
{
    // A center that is a multiple of range / 2^20 is as good as the mean, and x - c is exact for most x.
    private const int CenterBits = 20;

    /// <summary>True if some value is too large for the sums of the first round.</summary>
    public static bool NeedsScaledSum(double min, double max) => !(min >= -FirstPass.MostSummed && max <= FirstPass.MostSummed);

    /// <summary>The pivot of a column.</summary>
    /// <param name="values">Not NULL.</param>
    /// <param name="count">Finite.</param>
    /// <param name="min">The least finite value.</param>
    /// <param name="max">The greatest finite value.</param>
    /// <param name="sum">Of the finite values; of the scaled ones if the column <see cref="NeedsScaledSum"/>.</param>
    public static ColumnPivot Of(long values, long count, double min, double max, double sum)
    {
        bool allFinite = values == count;
        if (count == 0 || min == max)
        {
            return new(allFinite, false, ChannelScale.Normal, 0, 0, 0);
        }

        double range = max - min, squares = range * range;
        bool huge = NeedsScaledSum(min, max);
        int scale = huge || !(squares * count <= ChannelScale.Most) ? ChannelScale.Huge : squares < ChannelScale.Least ? ChannelScale.Tiny
            : ChannelScale.Normal;
        int exponent = ChannelScale.Exponent(scale);
        double mean = (huge ? sum : Math.ScaleB(sum, exponent)) / count;
        (double least, double greatest) = (Math.ScaleB(min, exponent), Math.ScaleB(max, exponent));

        double grid = Math.ScaleB(1, Math.ILogB(greatest - least) - CenterBits);
        double center = Math.Clamp(Math.Round(mean / grid) * grid, least, greatest);
        double deviation = Math.Max(greatest - center, center - least);
        return new(allFinite, true, scale, center, SplitterOf(count, deviation), SplitterOf(count, deviation * deviation));
    }

    /// <summary>
    /// What all groups of a column have in common where each takes its deviations from its own least value: the scale, and what cuts the largest of
    /// them.
    /// </summary>
    /// <param name="allFinite">No value was NaN or infinite.</param>
    /// <param name="count">The most finite values of a group.</param>
    /// <param name="range">The largest difference of two values of one group.</param>
    public static ColumnPivot OfGroups(bool allFinite, long count, double range)
    {
        if (count == 0 || range == 0)
        {
            return new(allFinite, false, ChannelScale.Normal, 0, 0, 0);
        }

        double squares = range * range;
        int scale = !(squares * count <= ChannelScale.Most) ? ChannelScale.Huge : squares < ChannelScale.Least ? ChannelScale.Tiny
            : ChannelScale.Normal;

        // A range beyond the largest double is not more than twice that.
        double deviation = double.IsFinite(range) ? Math.ScaleB(range, ChannelScale.Exponent(scale))
            : Math.ScaleB(double.MaxValue, ChannelScale.Exponent(scale) + 1);
        return new(allFinite, true, scale, 0, SplitterOf(count, deviation), SplitterOf(count, deviation * deviation));
    }

    /// <summary>The pivot of one group.</summary>
    /// <param name="least">Its least value.</param>
    public ColumnPivot At(double least) => this with { Center = SubqueryBuilder.Scaled(least, Scale) };

    /// <summary>
    /// The least <c>1.5 * 2^52 u</c> for which multiples of u as large as <paramref name="most"/>, added <paramref name="count"/> times, stay below
    /// 2^52 u.
    /// </summary>
    private static double SplitterOf(long count, double most) => Math.ScaleB(1.5, (int)long.Log2(count) + 1 + Math.ILogB(most) + 1);
}
