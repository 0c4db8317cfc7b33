namespace Norm.ML.Tests.Statistics.Groups;

/// <summary>Reads the memory of the whole process. It runs alone: what other tests keep and let go would count.</summary>
[Collection(nameof(GroupedMemoryTests))]
[CollectionDefinition(nameof(GroupedMemoryTests), DisableParallelization = true)]
public sealed class GroupedMemoryTests
{
    [Fact]
    public void A_hundred_thousand_keys_of_a_row_take_little_memory()
    {
        const int keys = 100_000, channels = 16;
        string[] names = [.. Enumerable.Range(0, keys).Select(i => $"tenant-{i}")];
        float[] row = new float[channels];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var grouped = new GroupedStatisticsAccumulator(channels);
        for (int i = 0; i < keys; i++)
        {
            row.AsSpan().Fill(i);
            grouped.AddRow(names[i], row);
        }

        // A row of 64 bytes; a chunk of 512 would take 32 KiB.
        long kept = (GC.GetTotalMemory(forceFullCollection: true) - before) / keys;
        Assert.InRange(kept, 64, 300);
        GroupedStatistics statistics = grouped.ToStatistics();
        GC.KeepAlive(grouped);
        grouped = null;
        long result = (GC.GetTotalMemory(forceFullCollection: true) - before) / keys;
        Assert.InRange(result, 64, 300);
        Assert.Equal(keys, statistics.Count);
        Assert.Equal(77, statistics["tenant-77"][channels - 1].Mean);
    }
}
