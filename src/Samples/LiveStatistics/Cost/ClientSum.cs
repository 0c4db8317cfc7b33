using System.Diagnostics;

namespace Norm.ML.Samples.Live.Cost;

/// <summary>What it costs a client to sum rows instead of sending them: one thread, rows that are in the cache.</summary>
internal static class ClientSum
{
    private const int Rows = 4096, Turns = 40;

    /// <returns>Nanoseconds per number: the shortest of many turns, which other work on the machine disturbs least.</returns>
    public static double Nanoseconds(int channels)
    {
        float[] rows = [.. Enumerable.Range(0, channels * Rows).Select(i => i % 97 * 0.5f)];
        double shortest = double.PositiveInfinity;
        for (int turn = 0; turn < Turns; turn++)
        {
            var accumulator = new StatisticsAccumulator(channels);
            long start = Stopwatch.GetTimestamp();
            accumulator.Add(rows);
            RunningStatistics sum = accumulator.ToStatistics();
            shortest = Math.Min(shortest, Stopwatch.GetElapsedTime(start).TotalNanoseconds / rows.Length);
            GC.KeepAlive(sum);
        }
        return shortest;
    }
}
