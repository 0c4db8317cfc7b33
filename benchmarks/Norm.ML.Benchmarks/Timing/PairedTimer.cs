using Norm.ML.Benchmarks.Contenders;

namespace Norm.ML.Benchmarks.Timing;

/// <summary>
/// Times contenders against each other: all of them in every round, forwards and backwards in turn, so that whatever slows the machine
/// down for a while slows down all.
/// </summary>
/// <param name="Rounds">The number of rounds.</param>
/// <param name="SampleNanoseconds">Calls are repeated until a sample lasts about this long.</param>
sealed record PairedTimer(int Rounds, long SampleNanoseconds)
{
    public IReadOnlyList<Measurement> Run(IReadOnlyList<Entry> entries)
    {
        int[] calls = [.. entries.Select(Calibrate)];
        double[][] samples = [.. entries.Select(_ => new double[Rounds])];
        for (int round = 0; round < Rounds; round++)
            for (int i = 0; i < entries.Count; i++)
            {
                int turn = round % 2 == 0 ? i : entries.Count - 1 - i;
                samples[turn][round] = Sample(entries[turn].Run, calls[turn]);
            }
        return [.. entries.Select((entry, i) => new Measurement(entry.Contender, samples[i]))];
    }

    /// <summary>Warms up, and finds how many calls a sample takes.</summary>
    int Calibrate(Entry entry)
    {
        entry.Run();
        double once = Sample(entry.Run, 1);
        if (once < SampleNanoseconds) once = Sample(entry.Run, (int)Math.Clamp(SampleNanoseconds / once, 1, 100_000));
        return (int)Math.Clamp(SampleNanoseconds / once, 1, 1_000_000);
    }

    static double Sample(Action run, int calls)
    {
        // The caller before may have left its own data in the caches.
        if (calls > 1) run();
        long start = ThreadClock.Nanoseconds;
        for (int i = 0; i < calls; i++) run();
        return Math.Max(1, ThreadClock.Nanoseconds - start) / (double)calls;
    }
}
