using System.Runtime.InteropServices;

namespace Norm.ML.Internals.Sums;

/// <summary>Sums rows with the accumulator that all of Norm.ML uses; each thread keeps the one that it used last.</summary>
internal static class ChunkSums
{
    [ThreadStatic]
    private static StatisticsAccumulator? _last;

    /// <param name="rows">At most <see cref="StatisticsAccumulator.RowsPerChunk"/> rows.</param>
    /// <param name="doubles">Whether they are Doubles.</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="propagate">Whether a value that is not finite makes its channel NaN.</param>
    public static RunningStatistics Sum(ReadOnlySpan<byte> rows, bool doubles, int channels, bool propagate)
    {
        NonFinitePolicy policy = propagate ? NonFinitePolicy.Propagate : NonFinitePolicy.Ignore;
        if (_last is null || _last.ChannelCount != channels || _last.Policy != policy)
        {
            _last = new(channels, policy);
        }

        StatisticsAccumulator accumulator = _last;
        accumulator.Reset();
        if (doubles)
        {
            accumulator.Add(MemoryMarshal.Cast<byte, double>(rows));
        }
        else
        {
            accumulator.Add(MemoryMarshal.Cast<byte, float>(rows));
        }

        return accumulator.ToStatistics();
    }
}
