namespace Norm.ML.Benchmarks.Timing;

/// <summary>
/// Times actions against each other: all of them in every round, forwards and backwards in turn, so that whatever slows the machine
/// down for a while slows down all.
/// </summary>
/// <param name="Rounds">The number of rounds.</param>
/// <param name="SampleNanoseconds">Calls are repeated until a sample lasts about this long.</param>
/// <param name="Clock">What is measured.</param>
internal sealed record PairedTimer(int Rounds, long SampleNanoseconds, ProcessorClock Clock)
{
    public IReadOnlyList<Samples> Run(IReadOnlyList<Action> actions)
    {
        int[] calls = [.. actions.Select(Calibrate)];
        double[][] samples = [.. actions.Select(_ => new double[Rounds])];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < actions.Count; i++)
            {
                int turn = round % 2 == 0 ? i : actions.Count - 1 - i;
                samples[turn][round] = Sample(actions[turn], calls[turn]);
            }
        }

        return [.. samples.Select(rounds => new Samples(rounds))];
    }

    /// <summary>Warms up, and finds how many calls a sample takes.</summary>
    private int Calibrate(Action run)
    {
        run();
        double once = Sample(run, 1);
        if (once < SampleNanoseconds)
        {
            once = Sample(run, (int)Math.Clamp(SampleNanoseconds / once, 1, 100_000));
        }

        return (int)Math.Clamp(SampleNanoseconds / once, 1, 1_000_000);
    }

    private double Sample(Action run, int calls)
    {
        // The one before may have left its own data in the caches.
        if (calls > 1)
        {
            run();
        }

        long start = Clock.Nanoseconds;
        for (int i = 0; i < calls; i++)
        {
            run();
        }

        return Math.Max(1, Clock.Nanoseconds - start) / (double)calls;
    }
}
