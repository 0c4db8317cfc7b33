using System.Numerics;
using Norm.ML.Internals.Moments;

namespace Norm.ML;

public sealed partial class StatisticsAccumulator
{
    /// <summary>
    /// The statistics of all rows added so far, not yet merged: what <see cref="Resume"/> goes on from. Merged from right to left they are
    /// <see cref="ToStatistics"/>. The parts are in the order of the rows, each of 1, 2, 4, ... chunks of <see cref="RowsPerChunk"/> rows, larger ones
    /// first, and behind them one of the rows that fill no chunk.
    /// </summary>
    /// <returns>One value for each bit of the number of chunks; a single one without rows if nothing was added.</returns>
    public IReadOnlyList<RunningStatistics> ToParts()
    {
        List<RunningStatistics> parts = [];
        for (int level = _levels.Count - 1; level >= 0; level--)
        {
            if ((_chunks >> level & 1) == 0) continue;
            MomentPlanes copy = MomentPlanes.Empty(ChannelCount);
            _levels[level].CopyTo(copy);
            parts.Add(new(copy, _names));
        }
        if (_buffered > 0 || parts.Count == 0) parts.Add(Tail());
        return parts;
    }

    /// <summary>Whether <see cref="Resume"/> can go on from these statistics: their rows fill chunks, as those of <see cref="ToParts"/> do where
    /// the number of rows is a multiple of <see cref="RowsPerChunk"/>.</summary>
    /// <param name="parts">Statistics in the order of their rows.</param>
    public static bool CanResume(IReadOnlyList<RunningStatistics> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        long limit = long.MaxValue;
        foreach (RunningStatistics part in parts)
        {
            long chunks = part.RowCount / RowsPerChunk;
            if (part.RowCount % RowsPerChunk != 0 || !BitOperations.IsPow2(chunks) || chunks >= limit) return false;
            limit = chunks;
        }
        return parts.Count > 0;
    }

    /// <summary>Goes on where another accumulator stopped: adding rows to the result gives the bits of one accumulator that saw all rows.</summary>
    /// <param name="parts">What <see cref="ToParts"/> gave, for which <see cref="CanResume"/> holds; also after having been kept in files.</param>
    /// <param name="policy">What to do with values that are NaN or infinite.</param>
    /// <exception cref="ArgumentException">The parts do not fill chunks, or their channels differ in number or name.</exception>
    /// <exception cref="InvalidOperationException">A part carries <see cref="RunningStatistics.Exponential"/> statistics.</exception>
    public static StatisticsAccumulator Resume(IReadOnlyList<RunningStatistics> parts, NonFinitePolicy policy = NonFinitePolicy.Ignore)
    {
        if (!CanResume(parts))
            throw new ArgumentException($"parts have to hold 1, 2, 4, ... chunks of {RowsPerChunk} rows, larger ones first; rows that fill no chunk cannot be gone on from.", nameof(parts));
        foreach (RunningStatistics part in parts) RunningStatistics.CheckMergeable(parts[0], part);

        var resumed = new StatisticsAccumulator(parts[0].ChannelCount, policy, parts[0].Names?.List);
        foreach (RunningStatistics part in parts)
        {
            int level = BitOperations.Log2((ulong)(part.RowCount / RowsPerChunk));
            while (resumed._levels.Count <= level) resumed._levels.Add(new(resumed.ChannelCount));
            part.Planes.CopyTo(resumed._levels[level]);
            resumed._chunks |= 1L << level;
        }
        return resumed;
    }

    /// <summary>The rows that fill no chunk.</summary>
    private unsafe RunningStatistics Tail()
    {
        MomentPlanes tail = MomentPlanes.Empty(ChannelCount);
        if (_buffered > 0)
        {
            PadBuffer();
            fixed (double* rows = _rows, weights = _weights)
                ChunkKernel.RunRows(rows, _weighted ? weights : null, _buffered, Policy == NonFinitePolicy.Propagate, _scratch, tail);
        }
        return new(tail, _names);
    }
}
