using Norm.ML.Internals.Moments;
using Norm.ML.Internals.Sums;

namespace Norm.ML.Internals.Partitions;

/// <summary>Rows, or the moments of rows, that are to be added: rows <see cref="First"/> to <see cref="End"/> - 1 of a partition.</summary>
internal sealed record Addition
{
    private Addition(long first, long count, long interval) => (First, Count, Interval) = (first, count, interval);

    public long First { get; private init; }

    public long Count { get; private init; }

    /// <summary>The number of the interval that they belong to.</summary>
    public long Interval { get; }

    public RowValues Rows { get; private init; }

    /// <summary>The moments; null for rows.</summary>
    public RunningStatistics? Moments { get; private init; }

    public long End => First + Count;

    public static Addition Of(long first, RowValues rows, int channels, long interval) => new(first, rows.Count(channels), interval) { Rows = rows };

    public static Addition Of(long first, RunningStatistics moments, long interval) => new(first, moments.RowCount, interval) { Moments = moments };

    public Addition Slice(long first, long end, int channels) => first == First && end == End ? this
        : this with { First = first, Count = end - first, Rows = Rows.Slice((int)(first - First), (int)(end - first), channels) };

    /// <summary>Checksums of the rows; of moments, of the last ones at least.</summary>
    public uint[] Checks(int channels, int remembered) =>
        Moments is null ? RowChecks.Of(Rows, channels) : RowChecks.Of(StatisticsWriter.ToBytes(Moments), Count, remembered);

    /// <summary>What is in it that the policy does not allow; null if nothing.</summary>
    public string? Violation(LiveColumns columns) => Moments is null ? RowViolation(columns) : MomentViolation(Moments, columns);

    private string? RowViolation(LiveColumns columns)
    {
        if (columns.Policy != NonFinitePolicy.Throw || Rows.IndexOfNonFinite() is not (int i and >= 0))
        {
            return null;
        }

        return FormattableString.Invariant(
            $"Row {First + i / columns.Count} has the value {Rows[i]} in channel {Name(columns, i % columns.Count)}, and the policy is Throw.");
    }

    private static string? MomentViolation(RunningStatistics moments, LiveColumns columns)
    {
        for (int c = 0; c < columns.Count; c++)
        {
            ChannelMoments channel = moments.Planes[c];
            bool odd = channel.Missing + channel.Infinite > 0, isNaN = double.IsNaN(channel.MeanHigh);
            string? problem = odd && columns.Policy == NonFinitePolicy.Throw ? "have values that are NaN or infinite"
                : odd && !isNaN && columns.Policy == NonFinitePolicy.Propagate ? "left out values that are NaN or infinite"
                : isNaN && columns.Policy == NonFinitePolicy.Ignore ? "are NaN"
                : null;
            if (problem is not null)
            {
                return $"The moments of channel {Name(columns, c)} {problem}, and the policy is {columns.Policy}.";
            }
        }
        return null;
    }

    private static string Name(LiveColumns columns, int channel) => columns.Names.Count > 0 ? $"'{columns.Names[channel]}'" : $"{channel}";
}
