using System.Buffers.Binary;
using Norm.ML.Internals.Groups;
using Norm.ML.Internals.Moments;

namespace Norm.ML.Tests.Statistics.Groups;

/// <summary>Sets of statistics per key: looked up, merged and kept in files.</summary>
public sealed class GroupedStatisticsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("groups").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_key_that_was_not_seen_is_named()
    {
        GroupedStatistics statistics = Sample();
        Assert.Contains("'no\u0020such key' among the 5 keys", Assert.Throws<KeyNotFoundException>(() => statistics["no\nsuch key"]).Message);
        Assert.False(statistics.TryGetValue("A", out _)); // compared exactly
        Assert.True(statistics.ContainsKey("a"));
        Assert.Equal(statistics.Keys.Order(StringComparer.Ordinal), statistics.Keys);
        Assert.Equal(statistics.Select(group => group.Value), statistics.Values);
        Assert.Equal("5 keys, 1 rows without a key, 3 channels, 2022 rows, 5 missing and 1 infinite values", statistics.ToString());
    }

    [Fact]
    public void A_file_gives_back_every_bit()
    {
        foreach (GroupedStatistics s in (GroupedStatistics[])[Sample(), new GroupedStatisticsAccumulator(2).ToStatistics()])
        {
            string path = Path.Combine(_folder, "a.nstat");
            s.WithShard(new(1, 3, "digest")).Save(path);
            GroupedStatistics read = GroupedStatistics.Load(path);
            Assert.Equal(s.WithShard(new(1, 3, "digest")), read);
            Assert.NotEqual(s, read);
            Assert.Equal(new ShardInfo(1, 3, "digest"), read.All.Shard);
            Assert.Equal(s.ChannelNames, read.ChannelNames);
            Assert.Equal(s.RowsWithoutKey, read.RowsWithoutKey);
        }
    }

    [Fact]
    public void Each_kind_of_file_names_the_reader_of_the_other()
    {
        string path = Path.Combine(_folder, "b.nstat");
        Sample().Save(path);
        Assert.Contains("statistics per key; GroupedStatistics.Load reads it",
            Assert.Throws<InvalidDataException>(() => RunningStatistics.Load(path)).Message);
        Sample().All.Save(path);
        Assert.Contains("none per key; RunningStatistics.Load reads it",
            Assert.Throws<InvalidDataException>(() => GroupedStatistics.Load(path)).Message);
    }

    [Fact]
    public void A_file_that_is_cut_or_altered_is_refused()
    {
        byte[] bytes = Bytes();
        for (int i = 0; i < bytes.Length; i++)
        {
            Refused(bytes[..i]);
            bytes[i] ^= 0x41;
            Refused(bytes);
            bytes[i] ^= 0x41;
        }

        string path = Path.Combine(_folder, "c.nstat");
        File.WriteAllBytes(path, [.. bytes, 0]);
        Assert.Contains("follows its end", Assert.Throws<InvalidDataException>(() => GroupedStatistics.Load(path)).Message);
    }

    [Fact]
    public void Bytes_at_random_under_a_right_checksum_fail_clearly_or_are_whole()
    {
        byte[] bytes = Bytes();
        int start = bytes.AsSpan().IndexOf("GRPS"u8);
        var random = new Random(3);
        int refused = 0;
        for (int round = 0; round < 5000; round++)
        {
            byte[] mutant = (byte[])bytes.Clone();
            for (int k = random.Next(1, 5); k > 0; k--)
            {
                mutant[random.Next(start, mutant.Length - 4)] = (byte)random.Next(256);
            }

            try
            {
                GroupedStatistics read = GroupedStatistics.Load(new MemoryStream(FileTests.Sealed(mutant)));
                Assert.Equal(read, GroupedStatistics.Load(new MemoryStream(ToBytes(read))));
            }
            catch (InvalidDataException)
            {
                refused++; // the one way to fail
            }
        }

        Assert.InRange(refused, 1000, 5000);
    }

    [Theory]
    [InlineData(0, "claims")]
    [InlineData(1, "bytes too many")]
    public void A_wrong_number_of_keys_is_refused(int more, string word)
    {
        byte[] bytes = Bytes();
        int at = bytes.AsSpan().IndexOf("GRPS"u8) + 12;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), more == 0 ? int.MaxValue : 4);
        Assert.Contains(word, Refused(FileTests.Sealed(bytes)));
    }

    [Fact]
    public void Keys_of_more_rows_than_there_are_and_keys_out_of_order_are_refused()
    {
        MomentArrays one = Sample()["a"].Planes;
        var wrong = new GroupedStatistics(["a", "b"], [PackedMoments.Pack(one), PackedMoments.Pack(one)], Sample()["a"]);
        Assert.Contains("the keys have", Refused(ToBytes(wrong)));
        var order = new GroupedStatistics(["b", "a"], [PackedMoments.Pack(one), PackedMoments.Pack(one)], Sample().All);
        Assert.Contains("does not come after", Refused(ToBytes(order)));
        var empty = new GroupedStatistics(["b"], [PackedMoments.Pack(MomentArrays.Empty(3))], Sample().All);
        Assert.Contains("no rows", Refused(ToBytes(empty)));
    }

    [Fact]
    public void Packed_statistics_keep_every_bit()
    {
        foreach ((_, Func<int, Random, double> value) in Patterns.All.Concat(Patterns.Extreme))
        {
            var random = new Random(1);
            double[] values = [.. Enumerable.Range(0, 3000).Select(i => i == 8 ? double.NaN : value(i, random))];
            foreach (NonFinitePolicy policy in (NonFinitePolicy[])[NonFinitePolicy.Ignore, NonFinitePolicy.Propagate])
            {
                for (int count = 1; count <= values.Length; count *= 3)
                {
                    RunningStatistics whole = Data.Of(values.AsSpan(0, count), 1, policy);
                    byte[] packed = PackedMoments.Pack(whole.Planes);
                    Assert.True(PackedMoments.Unpack(packed, 1, "").SameBits(whole.Planes));
                    Assert.Equal(whole.RowCount, PackedMoments.Rows(packed));
                }
            }
        }
    }

    [Fact]
    public void Merging_gives_each_key_what_merging_its_statistics_gives()
    {
        GroupedStatistics a = Sample(), b = Sample(seed: 9, "a", "new", "zzz");
        GroupedStatistics merged = GroupedStatistics.Merge(a, b);
        Assert.Equal(a.Keys.Union(b.Keys).Order(StringComparer.Ordinal), merged.Keys);
        Assert.Equal(RunningStatistics.Merge(a["a"], b["a"]), merged["a"]);
        Assert.Equal(a["b"], merged["b"]);
        Assert.Equal(b["new"], merged["new"]);
        Assert.Equal(RunningStatistics.Merge(a.All, b.All), merged.All);
        Assert.Equal(a.RowsWithoutKey + b.RowsWithoutKey, merged.RowsWithoutKey);
        Assert.Throws<ArgumentException>(() => GroupedStatistics.Merge(a, new GroupedStatisticsAccumulator(2).ToStatistics()));
    }

    [Fact]
    public void Shards_are_merged_in_their_own_order_and_checked()
    {
        GroupedStatistics a = Sample().WithShard(new(0, 3, "x")), b = Sample(seed: 2).WithShard(new(1, 3, "x")),
            c = Sample(seed: 3, "a", "only here").WithShard(new(2, 3, "x"));
        GroupedStatistics merged = GroupedStatistics.MergeShards([c, a, b]);
        Assert.Equal(merged, GroupedStatistics.MergeShards([a, b, c]));
        Assert.Equal(RunningStatistics.Merge([a["a"], b["a"], c["a"]]), merged["a"]);
        Assert.Equal(new ShardInfo(0, 1, "x"), merged.All.Shard);
        Assert.Contains("missing", Assert.Throws<InvalidDataException>(() => GroupedStatistics.MergeShards([a, b])).Message);
        Assert.Contains("left.nstat", Assert.Throws<InvalidDataException>(
            () => GroupedStatistics.MergeShards([a, a], names: ["left.nstat", "right.nstat"])).Message);
        Assert.Equal(5, GroupedStatistics.MergeShards([b, a], allowMissing: true).Count);
        Assert.Equal(a["b"], GroupedStatistics.MergeShards([a.WithShard(null)])["b"]);
    }

    [Fact]
    public void Channels_can_be_chosen()
    {
        GroupedStatistics statistics = Sample(), chosen = statistics.Select([2, 0]);
        Assert.Equal(statistics["b"].Select([2, 0]), chosen["b"]);
        Assert.Equal(["z", "x"], chosen.ChannelNames);
    }

    [Fact]
    public void Statistics_are_equal_only_if_every_key_has_the_same_bits()
    {
        GroupedStatistics one = Two("a", "b"), swapped = Two("b", "a");
        Assert.Equal(one.All, swapped.All);
        Assert.Equal(one.Keys, swapped.Keys);
        Assert.False(one.Equals(swapped));
        Assert.True(one.Equals((object)Two("a", "b")));
        Assert.Equal(one.GetHashCode(), Two("a", "b").GetHashCode());
        Assert.False(one.Equals(Two("a", "c")));
        Assert.False(one.Equals(null));
        Assert.False(one.Equals((object)"a, b"));

        static GroupedStatistics Two(string first, string second)
        {
            var grouped = new GroupedStatisticsAccumulator(1);
            grouped.AddRow(first, [1.0]);
            grouped.AddRow(second, [2.0]);
            return grouped.ToStatistics();
        }
    }

    [Fact]
    public void Keys_and_values_can_be_walked_through()
    {
        GroupedStatistics statistics = Sample();
        var walked = new List<KeyValuePair<string, RunningStatistics>>();
        foreach (object? pair in (System.Collections.IEnumerable)statistics)
        {
            walked.Add(Assert.IsType<KeyValuePair<string, RunningStatistics>>(pair));
        }

        Assert.Equal(statistics.Keys, walked.Select(pair => pair.Key));
        Assert.All(walked, pair => Assert.Equal(statistics[pair.Key], pair.Value));
        Assert.Throws<ArgumentNullException>("key", () => statistics.ContainsKey(null!));
        Assert.Throws<ArgumentNullException>("key", () => statistics.TryGetValue(null!, out _));
        Assert.False(statistics.TryGetValue("no such key", out RunningStatistics? none));
        Assert.Null(none);
    }

    private static GroupedStatistics Sample(int seed = 1, params string[] keys)
    {
        keys = keys.Length > 0 ? keys : ["a", "b", "Größe", "\ud83d\ude00", "one row"];
        var grouped = new GroupedStatisticsAccumulator(3, NonFinitePolicy.Ignore, ["x", "y", "z"]);
        double[] rows = Data.Rows(2000, 3, (ulong)seed);
        for (int i = 0; i < 2000; i++)
        {
            grouped.AddRow(keys[i % (keys.Length - 1)], rows.AsSpan(3 * i, 3));
        }

        grouped.AddRow(keys[^1], [1.0, double.NaN, 0.1]);
        grouped.AddRow("", [1.0, double.NaN, double.PositiveInfinity]);
        for (int i = 0; i < 20; i++)
        {
            grouped.AddRow("a", [double.NaN, 1e200, -0.0], i < 3 ? 1 : 0);
        }

        return grouped.ToStatistics();
    }

    private static byte[] Bytes() => ToBytes(Sample());

    private static byte[] ToBytes(GroupedStatistics statistics)
    {
        using var stream = new MemoryStream();
        statistics.Save(stream);
        return stream.ToArray();
    }

    private static string Refused(byte[] bytes)
    {
        string message = Assert.Throws<InvalidDataException>(() => GroupedStatistics.Load(new MemoryStream(bytes), "the file")).Message;
        Assert.StartsWith("'the file' is not a valid ", message);
        return message;
    }
}
