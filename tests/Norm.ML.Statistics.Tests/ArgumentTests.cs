namespace Norm.ML.Tests.Statistics;

/// <summary>Arguments that are missing or out of range are named.</summary>
public class ArgumentTests
{
    private static readonly RunningStatistics Some = Data.Of(Data.Rows(20, 3), 3);

    public static TheoryData<string, string> Missing => new()
    {
        { "other", "Compare" }, { "path", "Save to a path" }, { "path", "Load a path" }, { "stream", "Save to a stream" },
            { "stream", "Load a stream" },
        { "json", "FromJson" }, { "a", "Merge a" }, { "b", "Merge b" }, { "parts", "Merge parts" }, { "parts", "MergeShards" },
            { "rows", "FromSingles" },
        { "rows", "FromDoubles" }, { "path", "FromNpy" }, { "name", "by name" }, { "channels", "Select" }, { "statistics", "CanResume" },
            { "statistics", "Resume" },
        { "part", "Tree.Add" }, { "part", "Tree.AddChunks" }, { "shard", "Tree.AddChunks of a shard" }, { "path", "NpyMatrix.Open" },
            { "statistics", "NpyMatrix.AddTo" },
        { "prefix", "tensors by prefix" }, { "gammaName", "tensors by name" }, { "values", "FromNames, values" }, { "slotNames", "FromNames, slots" },
    };

    [Theory]
    [MemberData(nameof(Missing))]
    public void A_missing_argument_is_named(string name, string call) => Assert.Throws<ArgumentNullException>(name, call switch
    {
        "Compare" => () => Some.Compare(null!),
        "Save to a path" => () => Some.Save((string)null!),
        "Load a path" => () => RunningStatistics.Load((string)null!),
        "Save to a stream" => () => Some.Save((Stream)null!),
        "Load a stream" => () => RunningStatistics.Load((Stream)null!),
        "FromJson" => () => RunningStatistics.FromJson(null!),
        "Merge a" => () => RunningStatistics.Merge(null!, Some),
        "Merge b" => () => RunningStatistics.Merge(Some, null!),
        "Merge parts" => () => RunningStatistics.Merge(null!),
        "MergeShards" => () => RunningStatistics.MergeShards(null!),
        "FromSingles" => () => RunningStatistics.FromSingles(null!, 3),
        "FromDoubles" => () => RunningStatistics.FromDoubles(null!, 3),
        "FromNpy" => () => RunningStatistics.FromNpy(null!),
        "by name" => () => _ = Some[null!],
        "Select" => () => Some.Select(null!),
        "CanResume" => () => StatisticsAccumulator.CanResume(null!),
        "Resume" => () => StatisticsAccumulator.Resume(null!),
        "Tree.Add" => () => new StatisticsTree().Add(0, null!),
        "Tree.AddChunks" => () => new StatisticsTree().AddChunks(0, 0, null!),
        "Tree.AddChunks of a shard" => () => new StatisticsTree().AddChunks(null!),
        "NpyMatrix.Open" => () => NpyMatrix.Open(null!),
        "NpyMatrix.AddTo" => () => WithMatrix(matrix => matrix.AddTo(null!, 0, 1)),
        "tensors by prefix" => () => NormParameters.FromSafetensors("none", null!),
        "tensors by name" => () => NormParameters.FromSafetensors("none", null!, null),
        "FromNames, values" => () => NormParameters.FromNames(null!, []),
        "FromNames, slots" => () => NormParameters.FromNames(new Dictionary<string, double>(), null!),
        _ => throw new InvalidOperationException($"There is no call '{call}'."),
    });

    [Fact]
    public void An_empty_path_is_refused()
    {
        Assert.Throws<ArgumentException>("path", () => Some.Save(""));
        Assert.Throws<ArgumentException>("path", () => RunningStatistics.Load(""));
    }

    [Fact]
    public void What_is_out_of_range_is_refused()
    {
        Assert.Contains("Workers has to be at least 1, but is 0",
            Assert.Throws<ArgumentOutOfRangeException>("options",
                () => RunningStatistics.FromSingles(new MemoryStream(new byte[24]), 3, new() { Workers = 0 })).Message);
        Assert.Contains("channel 1 twice", Assert.Throws<ArgumentException>("channels", () => Some.Select([1, 0, 1])).Message);
        Assert.Contains("at most 65536", Assert.Throws<InvalidOperationException>(() => Some.WithChannelNames(["a", "b", new string('c', 70_000)])
            .Save(new MemoryStream())).Message);
        Assert.Throws<ArgumentOutOfRangeException>("index", () => new StatisticsTree().Add(-1, Some));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => new StatisticsTree().AddChunks(-1, 0, Some));
        Assert.Throws<ArgumentOutOfRangeException>("index", () => new StatisticsTree().AddChunks(0, -1, Some));
        Assert.Throws<ArgumentOutOfRangeException>("index", () => new StatisticsTree().AddChunks(40, 1L << 20, Some));
        Assert.Throws<ArgumentOutOfRangeException>("first", () => new StatisticsTree().ToShard(-1));
        Assert.Throws<ArgumentOutOfRangeException>("first", () => StatisticsTree.EmptyShard(3, null, -1));
    }

    [Fact]
    public void A_file_without_moments_is_refused()
    {
        byte[] header = FileTests.ToBytes(Some)[..24];
        header.AsSpan(16, 8).Clear();
        Assert.Contains("section 'MOMT' is missing", FileTests.Refused(FileTests.Sealed([.. header, 0, 0, 0, 0])));
    }

    [Fact]
    public void Rows_outside_of_a_matrix_are_refused() => WithMatrix(matrix =>
    {
        Assert.Contains("not a multiple of the 2 columns",
            Assert.Throws<ArgumentException>("destination", () => matrix.Read(0, new double[3])).Message);
        Assert.Throws<ArgumentOutOfRangeException>("first", () => matrix.Read(1, new double[4]));
        Assert.Throws<ArgumentOutOfRangeException>("first", () => matrix.Read(-1, new double[2]));
        Assert.Throws<ArgumentOutOfRangeException>("first", () => matrix.AddTo(new StatisticsAccumulator(2), 0, 3));
        Assert.Contains("3 channels, but the matrix has 2",
            Assert.Throws<ArgumentException>("statistics", () => matrix.AddTo(new StatisticsAccumulator(3), 0, 2)).Message);
    });

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(1, 2, true)]
    [InlineData(2, 2, false)]
    [InlineData(-1, 2, false)]
    [InlineData(0, 0, false)]
    public void A_shard_has_an_index_below_its_count(int index, int count, bool taken)
    {
        var shard = new ShardInfo(index, count, "digest");
        if (taken)
        {
            Assert.Equal(shard, Some.WithShard(shard).Shard);
            return;
        }

        Assert.StartsWith($"A shard's index has to lie in 0 to count - 1, but the index is {index} and the count {count}.",
            Assert.Throws<ArgumentException>("shard", () => Some.WithShard(shard)).Message);
    }

    [Fact]
    public void A_digest_is_text_of_limited_length()
    {
        string longest = new('d', ShardInfo.MaximumDigestBytes);
        Assert.Equal(longest, Some.WithShard(new(0, 1, longest)).Shard!.SourceDigest);
        Assert.StartsWith("A shard's digest has at most 1024 bytes, but has 1025.",
            Assert.Throws<ArgumentException>("shard", () => Some.WithShard(new(0, 1, longest + "d"))).Message);
        Assert.StartsWith("A shard's digest has at most 1024 bytes, but has 1026.", // two bytes each
            Assert.Throws<ArgumentException>("shard", () => Some.WithShard(new(0, 1, new string('\u00df', 513)))).Message);
        Assert.StartsWith("A shard's digest holds half of a surrogate pair",
            Assert.Throws<ArgumentException>("shard", () => Some.WithShard(new(0, 1, "a\ud800"))).Message);
        Assert.Throws<ArgumentNullException>("shard", () => Some.WithShard(new(0, 1, null!)));
        Assert.Equal("\ud83d\ude00", Some.WithShard(new(0, 1, "\ud83d\ude00")).Shard!.SourceDigest);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1e-30, true)]
    [InlineData(1e30, true)]
    [InlineData(9.9e-31, false)]
    [InlineData(1.01e30, false)]
    [InlineData(-1, false)]
    [InlineData(double.NaN, false)]
    public void A_weight_is_0_or_lies_between_its_limits(double weight, bool taken)
    {
        var accumulator = new StatisticsAccumulator(1);
        if (taken)
        {
            accumulator.Add([1.0, 2.0], [1.0, weight]);
            Assert.Equal(2, accumulator.RowCount);
            return;
        }

        Assert.StartsWith(FormattableString.Invariant($"The weight of row 1 is {weight}; it has to be 0 or lie in 1E-30 to 1E+30."),
            Assert.Throws<ArgumentException>("weights", () => accumulator.Add([1.0, 2.0], [1.0, weight])).Message);
        Assert.Equal(0, accumulator.RowCount);
    }

    [Fact]
    public void The_number_of_channels_and_the_policy_are_checked()
    {
        Assert.StartsWith("channels has to lie in 1 to 16777216, but is 0.",
            Assert.Throws<ArgumentOutOfRangeException>("channels", () => new StatisticsAccumulator(0)).Message);
        Assert.StartsWith("channels has to lie in 1 to 16777216, but is 16777217.",
            Assert.Throws<ArgumentOutOfRangeException>("channels", () => new StatisticsAccumulator(16_777_217)).Message);
        Assert.StartsWith("policy has to be Ignore, Propagate or Throw, but is 7.",
            Assert.Throws<ArgumentOutOfRangeException>("policy", () => new StatisticsAccumulator(1, (NonFinitePolicy)7)).Message);
    }

    // Two rows of two columns.
    private static void WithMatrix(Action<NpyMatrix> use)
    {
        string folder = Directory.CreateTempSubdirectory("npy").FullName, path = Path.Combine(folder, "m.npy");
        try
        {
            byte[] header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2)}\n"u8.ToArray();
            File.WriteAllBytes(path, [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, .. new byte[32]]);
            using NpyMatrix matrix = NpyMatrix.Open(path);
            use(matrix);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
