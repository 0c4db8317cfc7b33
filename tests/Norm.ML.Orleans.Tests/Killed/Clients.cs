namespace Norm.ML.Orleans.Tests.Killed;

/// <summary>Clients that add whatever happens, and what has to come of it.</summary>
internal static class Clients
{
    /// <summary>Calls of any size, out of order, several at once, some of them twice, and each again until it is answered.</summary>
    public static async Task Add(LiveStatistics live, int p, float[] rows, int channels, int seed, CancellationToken end)
    {
        var random = new Random(seed);
        LivePartition partition = await Insist(() => live.OpenAsync("s", $"p{p}", new(channels), cancellation: end), end);
        List<(int First, int Count)> calls = [];
        int all = rows.Length / channels;
        for (int first = 0; first < all;)
        {
            int count = Math.Min(random.Next(1, 300), all - first);
            calls.Add((first, count));
            if (random.Next(5) == 0)
            {
                calls.Add((first, count));
            }

            first += count;
        }
        foreach ((int First, int Count)[] together in calls.OrderBy(call => call.First + random.Next(2000)).Chunk(4))
        {
            await Task.WhenAll(together.Select(call =>
                Insist(() => partition.AddAsync(call.First, rows.AsMemory(call.First * channels, call.Count * channels), cancellation: end), end)));
        }
    }

    /// <summary>Each partition has the bits of one accumulator over its rows, and the source those of the tree over the partitions.</summary>
    public static void AssertCountedOnce(LiveSnapshot snapshot, float[][] rows, int channels)
    {
        Assert.Equal(rows.Length, snapshot.Partitions.Count);
        var tree = new StatisticsTree();
        for (int p = 0; p < rows.Length; p++)
        {
            RunningStatistics one = Data.Sum(rows[p], channels);
            Assert.Equal((rows[p].Length / channels, 0), (snapshot.Partitions[p].Position, snapshot.Partitions[p].Waiting));
            Data.SameBits(one, snapshot.Partitions[p].Statistics);
            tree.Add(p, one);
        }
        Data.SameBits(tree.ToStatistics(), snapshot.Statistics);
    }

    private static async Task<T> Insist<T>(Func<Task<T>> call, CancellationToken end)
    {
        while (true)
        {
            end.ThrowIfCancellationRequested();
            try
            {
                return await call();
            }
            catch (LiveStatisticsException problem) when (problem.Problem is LiveProblem.Storage or LiveProblem.Unavailable)
            {
                // Again, after a moment in which storage may come back.
                await Task.Delay(20, end);
            }
        }
    }
}
