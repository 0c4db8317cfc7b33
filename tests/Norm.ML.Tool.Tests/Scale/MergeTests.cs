using Norm.ML.Tool.Tests.Running;
using Norm.ML.Tool.Tests.SameEverywhere;

namespace Norm.ML.Tool.Tests.Scale;

/// <summary>Merging shards, and what is said of those that do not belong together.</summary>
[Collection(nameof(MemoryOfTheProcess))]
public sealed class MergeTests : IDisposable
{
    private readonly Workplace _place = new();

    public MergeTests()
    {
        _place.Write("data.csv", DataSet.Csv(0, 5000));
        for (int i = 1; i <= 3; i++)
        {
            Shard($"p{i}.nstat", $"{i}/3");
        }
    }

    [Fact]
    public void A_model_of_shards_normalizes_like_one_of_the_whole()
    {
        for (int i = 1; i <= 3; i++)
        {
            Shard($"c{i}.nstat", $"{i}/3", "--cut", "chunks");
        }

        _place.Run("merge", _place.At("c*.nstat"), "--out", _place.At("merged.zip")).Succeeded();
        _place.Run("fit", _place.At("data.csv"), "--out", _place.At("whole.zip")).Succeeded();
        Assert.Equal(_place.Apply(_place.At("whole.zip"), DataSet.Csv(0, 500)), _place.Apply(_place.At("merged.zip"), DataSet.Csv(0, 500)));
        string[] norms = ["batch", "layer"];
        foreach (string norm in norms)
        {
            _place.Run("merge", _place.At("c*.nstat"), "--norm", norm, "--out", _place.At("m.zip")).Succeeded();
        }
    }

    [Fact]
    public void The_table_and_a_remark_are_shown()
    {
        Outcome outcome = _place.Run("merge", _place.At("p*.nstat")).Succeeded();
        Assert.Equal(DataSet.Columns, outcome.Table().Keys);
        Assert.Equal("3 parts, 5000 rows.\n", outcome.Error);
        outcome = _place.Run("merge", _place.At("p1.nstat"), _place.At("p3.nstat"), "--allow-missing").Succeeded();
        Assert.Contains("2 of 3 shards parts", outcome.Error);
    }

    [Fact]
    public void Shards_that_do_not_belong_together_are_named()
    {
        Fails("p1.nstat p3.nstat", "Of the 3 shards, shard 2 is missing. '--allow-missing' leaves them out.");
        Fails("p1.nstat p2.nstat p3.nstat p1.nstat", "this file is named twice");
        File.Copy(_place.At("p1.nstat"), _place.At("copy.nstat"));
        Fails("p1.nstat p2.nstat p3.nstat copy.nstat", "p1.nstat and", "copy.nstat are both shard 1/3");
        Shard("four.nstat", "2/4");
        Fails("p1.nstat four.nstat p3.nstat", "four.nstat is shard 2/4, but", "p1.nstat is shard 1/3");
        Shard("chunks.nstat", "2/3", "--cut", "chunks");
        Fails("p1.nstat chunks.nstat p3.nstat", "chunks.nstat was cut between chunks, but", "p1.nstat between any rows");
        Shard("columns.nstat", "2/3", "--ignore", "far");
        Fails("p1.nstat columns.nstat p3.nstat", "columns.nstat has 6 columns, but", "p1.nstat has 7");
        _place.Write("data.csv", DataSet.Csv(1, 5000));
        Shard("other.nstat", "2/3");
        Fails("p1.nstat other.nstat p3.nstat", "other.nstat (shard 2/3) is of another source than", "p1.nstat (shard 1/3)");
    }

    [Fact]
    public void Merging_costs_what_is_there_and_not_what_a_file_claims()
    {
        Shard("one.nstat", "1/2147483647");
        Shard("seven.nstat", "7/2147483647");
        Fails("one.nstat", "Of the 2147483647 shards, shards 2-2147483647 are missing.");
        long before = GC.GetTotalAllocatedBytes();
        Fails("seven.nstat one.nstat", "Of the 2147483647 shards, shards 2-6, 8-2147483647 are missing.");
        Assert.Contains("2 of 2147483647 shards", _place.Run("merge", _place.At("one.nstat"), _place.At("seven.nstat"), "--allow-missing")
            .Succeeded().Error);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 100 << 20);
    }

    [Fact]
    public void Damaged_files_are_named()
    {
        byte[] bytes = File.ReadAllBytes(_place.At("p2.nstat"));
        _place.Write("p2.nstat", bytes[..^1]);
        Fails("p1.nstat p2.nstat p3.nstat", "p2.nstat: is not a valid statistics file: it ends after");
        _place.Write("p2.nstat", [.. bytes[..100], (byte)(bytes[100] ^ 1), .. bytes[101..]]);
        Fails("p1.nstat p2.nstat p3.nstat", "p2.nstat: is not a valid statistics file: its checksum does not match");
        _place.Write("p2.nstat", [.. bytes[..8], 9, .. bytes[9..]]);
        Fails("p1.nstat p2.nstat p3.nstat", "version 9");
        _place.Write("p2.nstat", [.. bytes, 0]);
        Fails("p1.nstat p2.nstat p3.nstat", "something follows its end");
        Fails("p1.nstat none.nstat", "none.nstat: there is no such file");
        Fails("x*.nstat", "x*.nstat: there is no such file");
    }

    [Fact]
    public void Whole_sources_are_joined_and_not_twice()
    {
        _place.Write("monday.csv", DataSet.Csv(0, 1000));
        _place.Write("tuesday.csv", DataSet.Csv(1000, 700));
        foreach (string day in (string[])["monday", "tuesday"])
        {
            _place.Run("fit", _place.At($"{day}.csv"), "--stats", _place.At($"{day}.nstat")).Succeeded();
        }

        Assert.Contains("1700 rows.", _place.Run("merge", _place.At("monday.nstat"), _place.At("tuesday.nstat"), "--stats", _place.At("both.nstat"))
            .Succeeded().Error);
        byte[] both = File.ReadAllBytes(_place.At("both.nstat"));
        _place.Run("merge", _place.At("tuesday.nstat"), _place.At("monday.nstat"), "--stats", _place.At("both.nstat")).Succeeded();
        Assert.Equal(both, File.ReadAllBytes(_place.At("both.nstat")));
        File.Copy(_place.At("monday.nstat"), _place.At("again.nstat"));
        Fails("monday.nstat tuesday.nstat again.nstat", "are the same source: its rows would be counted twice");
        Fails("monday.nstat p1.nstat", "monday.nstat is not a shard, but");
    }

    [Theory]
    [InlineData("bytes", "batch")]
    [InlineData("chunks", "layer")]
    public void Merged_shards_say_what_one_fit_says_and_leave_the_same_columns(string cut, string norm)
    {
        string data = _place.Write("odd.csv", "a,b,inf,c,kind\n1,7,inf,1,u\ninf,7,-inf,,v\n4,7,inf,3,u\n5,7,inf,9,w\n");
        Outcome whole = _place.Run("fit", data, "--norm", norm, "--out", _place.At("whole.zip"), "--stats", _place.At("whole.nstat")).Succeeded();
        for (int i = 1; i <= 2; i++)
        {
            Outcome part = _place.Run("fit", data, "--shard", $"{i}/2", "--cut", cut, "--stats", _place.At($"odd{i}.nstat")).Succeeded();
            Assert.Contains("Left as they are: kind (text: 'u' in line 2;", part.Error);
        }

        Outcome merged = _place.Run("merge", _place.At("odd1.nstat"), _place.At("odd2.nstat"), "--norm", norm, "--out", _place.At("m.zip"), "--stats",
            _place.At("m.nstat")).Succeeded();
        Assert.Equal(["a", "b", "c"], merged.Table().Keys);
        Assert.Contains("Left as they are: inf (only infinite values).", merged.Error);
        string name = $"{_place.At("odd1.nstat")} and 1 more";
        string[] remarks = [.. whole.Error.Split('\n').Skip(1)
            .Select(line => line.Replace(data, name).Replace(", the first is 'inf' in line 3", ""))];
        Assert.Contains(remarks, line => line.EndsWith("1 infinite value; the statistics are of the 3 finite ones.", StringComparison.Ordinal));
        Assert.Equal(norm == "batch", remarks.Any(line => line.Contains("only shifted", StringComparison.Ordinal)));
        Assert.Equal(remarks, merged.Error.Split('\n').Skip(1));
        Assert.Equal(RunningStatistics.Load(_place.At("whole.nstat")).ChannelNames, RunningStatistics.Load(_place.At("m.nstat")).ChannelNames);
        string text = File.ReadAllText(data);
        if (cut == "chunks")
        {
            Assert.Equal(_place.Apply(_place.At("whole.zip"), text), _place.Apply(_place.At("m.zip"), text));
        }
    }

    [Fact]
    public void Some_shards_keep_the_columns_whose_values_the_others_may_have()
    {
        string data = _place.Write("odd.csv", "a,b\n1,2\n1,3\n2,4\n3,5\n");
        for (int i = 1; i <= 4; i++)
        {
            _place.Run("fit", data, "--shard", $"{i}/4", "--na", "1", "--columns", "a,b", "--stats", _place.At($"odd{i}.nstat")).Succeeded();
        }

        _place.Run("merge", _place.At("odd1.nstat"), _place.At("odd2.nstat"), "--allow-missing", "--stats", _place.At("some.nstat")).Succeeded();
        Assert.Equal(["a", "b"], RunningStatistics.Load(_place.At("some.nstat")).ChannelNames);
        Outcome outcome = _place.Run("merge", _place.At("odd1.nstat"), _place.At("odd2.nstat"), "--allow-missing", "--out", _place.At("some.zip"))
            .Succeeded();
        Assert.Contains("Left as they are: a (no values).", outcome.Error);
    }

    public void Dispose() => _place.Dispose();

    private void Shard(string name, string shard, params string[] options) =>
        _place.Run(["fit", _place.At("data.csv"), "--shard", shard, "--stats", _place.At(name), .. options]).Succeeded();

    private void Fails(string parts, params string[] words)
    {
        string[] before = [.. _place.Files];
        _place.Run(["merge", .. parts.Split(' ').Select(_place.At), "--out", _place.At("m.zip"), "--stats", _place.At("m.nstat")]).Failed(1, words);
        Assert.Equal(before, _place.Files);
    }
}
