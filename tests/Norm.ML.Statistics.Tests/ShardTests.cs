namespace Norm.ML.Tests.Statistics;

/// <summary>Shards that know their chunks give the bits of one pass, wherever they are cut and in whatever order they come.</summary>
public sealed class ShardTests
{
    private const int Chunk = StatisticsAccumulator.RowsPerChunk, Channels = 6;

    [Theory]
    [InlineData(1)]
    [InlineData(3 * Chunk)]
    [InlineData(29 * Chunk + 77)]
    [InlineData(64 * Chunk)]
    public void Shards_of_chunks_give_the_bits_of_one_pass(int rows)
    {
        double[] data = Data.Rows(rows, Channels);
        RunningStatistics whole = Data.Of(data, Channels).WithShard(new(0, 1, "d"));
        for (int count = 2; count <= 40; count += count < 8 ? 1 : 16)
        {
            for (int largest = 0; largest <= 6; largest += 2)
            {
                RunningStatistics[] shards = [.. Enumerable.Range(0, count).Select(i => Shard(data, i, count, largest))];
                new Random(count).Shuffle(shards);
                Assert.Equal(whole, RunningStatistics.MergeShards(shards));
            }
        }
    }

    [Fact]
    public void Files_keep_the_nodes()
    {
        double[] data = Data.Rows(21 * Chunk + 5, Channels);
        RunningStatistics[] shards = [.. Enumerable.Range(0, 5).Select(i => Shard(data, i, 5, 2).WithChannelNames(["a", "b", "c", "d", "e", "f"]))];
        RunningStatistics[] read = [.. shards.Select(shard => RunningStatistics.Load(new MemoryStream(FileTests.ToBytes(shard))))];
        Assert.Equal(shards, read);
        Assert.Equal(new ChunkRange(4, 4), read[1].Chunks);
        Assert.Equal(Data.Of(data, Channels).WithChannelNames(["a", "b", "c", "d", "e", "f"]).WithShard(new(0, 1, "d")), RunningStatistics.MergeShards(read));
    }

    [Fact]
    public void Only_files_with_nodes_are_of_version_2()
    {
        double[] data = Data.Rows(9 * Chunk, Channels);
        byte[] plain = FileTests.ToBytes(Data.Of(data, Channels).WithShard(new(2, 3, "d"))), nodes = FileTests.ToBytes(Shard(data, 2, 3, 4));
        Assert.Equal((1, 2), (plain[8], nodes[8]));
        nodes[8] = 1;
        Assert.Contains("'TREE' is not known to version 1", FileTests.Refused(FileTests.Sealed(nodes)));
    }

    [Fact]
    public void Nodes_that_do_not_fit_are_refused()
    {
        byte[] bytes = FileTests.ToBytes(Shard(Data.Rows(9 * Chunk, Channels), 1, 2, 4));
        int tree = bytes.AsSpan().IndexOf("TREE"u8), planes = 8 + 11 * 8 * Channels;
        int first = tree + 12, count = first + 8, node = count + 4;
        void Refuse(int at, byte value, string word)
        {
            byte[] bad = (byte[])bytes.Clone();
            bad[at] = value;
            Assert.Contains(word, FileTests.Refused(FileTests.Sealed(bad)));
        }

        Assert.Equal((4, 2), (bytes[first], bytes[count])); // chunks 4 to 7, and 8
        Refuse(first, 5, "chunk");
        Refuse(first + 7, 0x80, "chunk");
        Refuse(count, 3, "nodes");
        Refuse(count + 3, 0x80, "nodes");
        Refuse(node, 1, "node");
        Refuse(node, 60, "node");
        Refuse(node + 4, 2, "node");
        Refuse(node + 11, 0x7F, "node");
        Refuse(node + 12, 1, "node");
        Refuse(node + 12 + planes, 3, "node"); // the second's level
        Refuse(node + 12 + 8, 1, "node 0, channel 0");
        Refuse(node + 12 + 8 + 6 * 8 * Channels, 0x55, "do not merge"); // a mean
    }

    [Fact]
    public void Cut_elsewhere_the_number_of_shards_decides_the_bits_and_nothing_else()
    {
        double[] data = Data.Rows(10_000, Channels);
        RunningStatistics whole = Data.Of(data, Channels);
        RunningStatistics? first = null;
        for (int seed = 0; seed < 10; seed++)
        {
            RunningStatistics[] shards = [.. Enumerable.Range(0, 7).Select(i =>
                Data.Of(data.AsSpan((10_000 * i / 7) * Channels, (10_000 * (i + 1) / 7 - 10_000 * i / 7) * Channels), Channels).WithShard(new(i, 7, "d")))];
            new Random(seed).Shuffle(shards);
            first ??= RunningStatistics.MergeShards(shards);
            Assert.Equal(first, RunningStatistics.MergeShards(shards));
        }
        for (int c = 0; c < Channels; c++)
        {
            Assert.Equal(whole[c].StandardDeviation, first![c].StandardDeviation, 1e-14 * whole[c].StandardDeviation);
            Assert.Equal(whole[c].Mean, first[c].Mean, 1e-14 * Math.Max(whole[c].StandardDeviation, Math.Abs(whole[c].Mean)));
        }
    }

    [Fact]
    public void What_does_not_belong_together_is_named()
    {
        double[] data = Data.Rows(20 * Chunk, Channels);
        RunningStatistics[] parts = [.. Enumerable.Range(0, 4).Select(i => Shard(data, i, 4, 3))];
        Refused([parts[0], parts[1], parts[3]], "Of the 4 shards, shard 3 is missing.");
        Refused([parts[2]], "shards 1, 2, 4 are missing");
        Refused([parts[2].WithShard(new(4, 100, "d"))], "Of the 100 shards, shards 1-4, 6-100 are missing.");
        RunningStatistics[] every = [.. Enumerable.Range(0, 50).Select(i => Data.Of(data.AsSpan(0, 60), Channels).WithShard(new(2 * i + 1, 101, "d")))];
        Refused(every, "shards 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 35, 37, 39 and 31 more are missing.");
        Refused([.. parts, parts[1]], "p2 and p5 are both shard 2/4.");
        Refused([parts[0], parts[1].WithShard(new(1, 5, "d"))], "p2 is shard 2/5, but p1 is shard 1/4.");
        Refused([parts[0], parts[1].WithShard(new(1, 4, "e"))], "p2 (shard 2/4) is of another source than p1 (shard 1/4).");
        Refused([parts[0], parts[1].WithShard(null)], "p2 is not a shard, but p1 is shard 1/4.");
        Refused([parts[0], parts[1].WithChannelNames(["a", "b", "c", "d", "e", "f"])], "p1 has no column names, but p2 has.");
        Refused([parts[0].WithChannelNames(["a", "b", "c", "d", "e", "f"]), parts[1].WithChannelNames(["a", "b", "x", "d", "e", "f"])], "Column 3 is 'x' in p2, but 'c' in p1.");
        Refused([parts[0], parts[1].Select([0, 1])], "p2 has 2 columns, but p1 has 6.");
        Refused([parts[0], Data.Of(data.AsSpan(0, 60), Channels).WithShard(new(1, 4, "d"))], "p2 was cut between any rows, but p1 between chunks.");
        Refused([parts[0], parts[1], parts[2], Shard(data.AsSpan(0, 19 * Chunk * Channels).ToArray(), 3, 4, 3), parts[3]], "p4 and p5 are both");
        Refused([parts[0], parts[1], Shard(data.AsSpan(0, 16 * Chunk * Channels).ToArray(), 2, 4, 3), parts[3]], "p2 ends before chunk 10, but p3, the shard after it, begins with chunk 8.");

        RunningStatistics some = RunningStatistics.MergeShards([parts[3], parts[0]], allowMissing: true);
        Assert.Equal(10 * Chunk, some.RowCount);
        Assert.Null(some.Shard);
        Assert.Throws<ArgumentException>(() => RunningStatistics.MergeShards([]));
        Assert.Throws<ArgumentException>(() => RunningStatistics.MergeShards(parts, names: ["x"]));
    }

    [Fact]
    public void Whole_sources_are_merged_in_an_order_of_their_own()
    {
        double[] data = Data.Rows(5000, Channels);
        RunningStatistics a = Data.Of(data.AsSpan(0, 1000 * Channels), Channels).WithShard(new(0, 1, "a"));
        RunningStatistics b = Data.Of(data.AsSpan(1000 * Channels, 1700 * Channels), Channels).WithShard(new(0, 1, "b"));
        RunningStatistics c = Data.Of(data.AsSpan(2700 * Channels), Channels).WithShard(new(0, 1, "c"));
        Assert.Equal(RunningStatistics.MergeShards([a, b, c]), RunningStatistics.MergeShards([c, a, b]));
        Assert.Equal(5000, RunningStatistics.MergeShards([b, c, a]).RowCount);
        Assert.Equal(a, RunningStatistics.MergeShards([a]));
        Refused([a, b, a.WithChannelNames(null)], "p1 and p3 are the same source");
    }

    [Fact]
    public void Chunks_are_checked()
    {
        double[] data = Data.Rows(8 * Chunk, Channels);
        var tree = new StatisticsTree();
        tree.AddChunks(2, 1, Data.Of(data.AsSpan(0, 4 * Chunk * Channels), Channels));
        Assert.True(tree.HasGaps);
        Assert.Contains("first is chunk 0", Assert.Throws<InvalidOperationException>(() => tree.ToStatistics()).Message);
        Assert.Throws<ArgumentException>(() => tree.AddChunks(0, 6, Data.Of(data.AsSpan(0, Channels), Channels)));
        Assert.Throws<ArgumentException>(() => tree.AddChunks(3, 0, Data.Of(data.AsSpan(0, Channels), Channels)));
        Assert.Throws<ArgumentException>(() => tree.AddChunks(0, 0, Data.Of(data.AsSpan(0, (Chunk + 1) * Channels), Channels)));
        Assert.Throws<ArgumentException>(() => tree.AddChunks(0, 0, RunningStatistics.Empty(Channels)));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.AddChunks(41, 0, RunningStatistics.Empty(Channels)));
        Assert.Throws<InvalidOperationException>(() => tree.Add(0, Data.Of(data, Channels)));
        tree.AddChunks(1, 0, Data.Of(data.AsSpan(0, 2 * Chunk * Channels), Channels));
        tree.AddChunks(1, 1, Data.Of(data.AsSpan(0, Chunk * Channels), Channels)); // short, and not the last
        Assert.Throws<InvalidOperationException>(() => tree.ToStatistics());
        Assert.Throws<InvalidOperationException>(() => tree.ToShard(0));
        Assert.Equal(7 * Chunk, tree.ToStatistics(allowGaps: true).RowCount);
        Assert.Throws<InvalidOperationException>(() => new StatisticsTree().ToShard(0));
    }

    [Fact]
    public void Ranges_of_shards_cover_all_chunks()
    {
        foreach (long chunks in (long[])[0, 1, 5, 1000, 1L << 50])
        {
            for (int count = 1; count < 20; count++)
            {
                long next = 0;
                for (int i = 0; i < count; i++)
                {
                    var range = ChunkRange.OfShard(chunks, i, count);
                    Assert.Equal(next, range.First);
                    next = range.End;
                    long at = range.First;
                    foreach ((int level, long index) in range.Parts(40))
                    {
                        Assert.Equal(at, index << level);
                        at += 1L << level;
                    }
                    Assert.Equal(range.End, at);
                }
                Assert.Equal(chunks, next);
            }
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => ChunkRange.OfShard(5, 3, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChunkRange.OfShard(5, -1, 3));
        Assert.Throws<ArgumentOutOfRangeException>("chunks", () => ChunkRange.OfShard(-5, 0, 3));
        Assert.Throws<ArgumentOutOfRangeException>("largest", () => ChunkRange.OfShard(5, 0, 3).Parts(-1));
        Assert.Throws<ArgumentOutOfRangeException>("largest", () => ChunkRange.OfShard(5, 0, 3).Parts(41));
    }

    [Fact]
    public void Channels_can_be_selected()
    {
        double[] data = Data.Rows(3000, Channels);
        RunningStatistics all = Shard(data, 0, 1, 2).WithChannelNames(["a", "b", "c", "d", "e", "f"]), some = all.Select([4, 1]);
        Assert.Equal(["e", "b"], some.ChannelNames);
        Assert.Equal(all["e"].Variance, some[0].Variance);
        Assert.Equal(all.Chunks, some.Chunks);
        Assert.Equal(some, RunningStatistics.Load(new MemoryStream(FileTests.ToBytes(some))));
        Assert.Throws<ArgumentException>(() => all.Select([]));
        Assert.Throws<ArgumentException>(() => all.Select([1, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => all.Select([6]));
    }

    private static void Refused(RunningStatistics[] parts, string words)
    {
        string[] names = [.. Enumerable.Range(1, parts.Length).Select(i => $"p{i}")];
        Assert.Contains(words, Assert.Throws<InvalidDataException>(() => RunningStatistics.MergeShards(parts, names: names)).Message);
    }

    private static RunningStatistics Shard(double[] data, int index, int count, int largest)
    {
        int rows = data.Length / Channels;
        var range = ChunkRange.OfShard((rows + Chunk - 1) / Chunk, index, count);
        var info = new ShardInfo(index, count, "d");
        if (range.Count == 0) return StatisticsTree.EmptyShard(Channels, null, range.First, info);
        var tree = new StatisticsTree();
        foreach ((int level, long node) in range.Parts(largest).OrderByDescending(part => part.Index))
        {
            int first = (int)(node << level) * Chunk, end = Math.Min(rows, first + (Chunk << level));
            tree.AddChunks(level, node, Data.Of(data.AsSpan(first * Channels, (end - first) * Channels), Channels));
        }
        return tree.ToShard(range.First, info);
    }
}
