using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Contenders;
using Norm.ML.Benchmarks.Timing;

namespace Norm.ML.Benchmarks.Modes;

/// <summary>Measures comparisons one after the other.</summary>
internal static class Measuring
{
    public static readonly PairedTimer InCache = new(Rounds: 41, SampleNanoseconds: 150_000, ProcessorClock.Thread);
    public static readonly PairedTimer OutOfCache = new(Rounds: 21, SampleNanoseconds: 1, ProcessorClock.Thread);

    public static string Settings(int processor) =>
        $"Paired rounds on processor {processor}, {InCache.Rounds} of {InCache.SampleNanoseconds / 1000} us samples in cache (256 KiB in, "
        + $"256 KiB out), {OutOfCache.Rounds} of single calls out of cache (128 MiB in, 128 MiB out); thread time; one thread each";

    public static Dictionary<Comparison, IReadOnlyList<Measurement>> Run(IEnumerable<Comparison> comparisons,
        Action<Comparison, IReadOnlyList<Measurement>>? report = null)
    {
        var measured = new Dictionary<Comparison, IReadOnlyList<Measurement>>();
        foreach (Comparison comparison in comparisons)
        {
            using var entries = new Entries(comparison);
            PairedTimer timer = comparison.Place == Place.OutOfCache ? OutOfCache : InCache;
            // Out of cache, plain loops would take most of the time and say nothing.
            Entry[] all = [.. entries.All.Where(entry => comparison.Place != Place.OutOfCache || entry.Contender != Contender.PlainLoop)];
            IReadOnlyList<Samples> samples = timer.Run([.. all.Select(entry => entry.Run)]);
            measured[comparison] = [.. all.Select((entry, i) => new Measurement(entry.Contender, samples[i], Allocated(entry.Run)))];
            report?.Invoke(comparison, measured[comparison]);
        }
        return measured;
    }

    private static long Allocated(Action run)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        run();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
