using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Norm.ML.Tool.Tests.Running;
using Norm.ML.Tool.Tests.SameEverywhere;

namespace Norm.ML.Tool.Tests.Groups;

/// <summary>Statistics per key on the command line: fit, apply, back, shards, merge.</summary>
public sealed class GroupTests : IDisposable
{
    private const int Rows = 5000;

    // Of texts, one that other programs take for a missing value, and one that has to be quoted.
    private static readonly string[] Tenants = ["acme", "\"b, \"\"c\"\"\"", "NA", "Größe", "", "007"],
        Keys = ["acme", "b, \"c\"", "NA", "Größe", "", "007"];

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public void Each_key_has_the_bits_of_its_rows_alone(string workers)
    {
        _place.Write("data.csv", Csv());
        Outcome fit = _place.Run("fit", _place.At("data.csv"), "--group", "tenant", "--stats", _place.At("s.nstat"), "--workers", workers)
            .Succeeded();
        Assert.Equal(Expected(), GroupedStatistics.Load(_place.At("s.nstat")).WithShard(null));
        Assert.Contains("2 of the 4 columns", fit.Error);
        Assert.Contains("for each of 5 keys in 'tenant'", fit.Error);
        Assert.Contains("tenant (the key)", fit.Error);
        Assert.Contains("rows have no key", fit.Error);
        Assert.False(File.Exists(_place.At("data.model.zip")));
    }

    [Fact]
    public void Every_format_gives_the_same_keys()
    {
        string[] columns = ["a", "tenant", "b"];
        double[] values = [.. Enumerable.Range(0, 3 * Rows).Select(i => (i % 3) switch
        {
            1 => i % 7 == 0 ? double.NaN : i / 3 % 5 - 1,
            _ => i * 7919 % 10007 / 16.0,
        })];
        var csv = new StringBuilder("a,tenant,b\n");
        for (int at = 0; at < values.Length; at += 3)
        {
            string key = double.IsNaN(values[at + 1]) ? "" : values[at + 1].ToString(CultureInfo.InvariantCulture);
            csv.Append(CultureInfo.InvariantCulture, $"{values[at]},{key},{values[at + 2]}\n");
        }

        (string Name, byte[] Bytes)[] files =
        [
            ("a.csv", Encoding.UTF8.GetBytes(csv.ToString())), ("a.csv.gz", DataFiles.Gzip(csv.ToString())),
            ("a.jsonl", Encoding.UTF8.GetBytes(DataFiles.Json(columns, values))), ("a.parquet", DataFiles.ParquetFile(columns, values, 700)),
            ("a.arrow", DataFiles.ArrowFile(columns, values, 900)),
        ];
        GroupedStatistics? first = null;
        foreach ((string name, byte[] bytes) in files)
        {
            _place.Write(name, bytes);
            _place.Run("fit", _place.At(name), "--group", "tenant", "--stats", _place.At("s.nstat"), "--out", _place.At("m.zip"), "--unseen",
                "missing").Succeeded();
            GroupedStatistics statistics = GroupedStatistics.Load(_place.At("s.nstat")).WithShard(null);
            first ??= statistics;
            Assert.Equal(["-1", "0", "1", "2", "3"], statistics.Keys);
            Assert.Equal(first, statistics);
            _place.Run("apply", _place.At("m.zip"), _place.At(name), "--out", _place.At("o.csv")).Succeeded();
            Assert.Equal(Rows + 1, _place.Read("o.csv").Count(c => c == '\n'));
        }
    }

    [Fact]
    public void A_model_normalizes_each_row_with_its_key_and_goes_back()
    {
        string data = _place.Write("data.csv", Csv(withMissing: false));
        _place.Run("fit", data, "--group", "tenant", "--out", _place.At("m.zip"), "--double").Succeeded();
        _place.Run("apply", _place.At("m.zip"), data, "--out", _place.At("n.csv")).Succeeded();
        string[] lines = _place.Read("n.csv").TrimEnd().Split('\n');
        Assert.Equal(Rows + 1, lines.Length);
        GroupedStatistics expected = Expected(withMissing: false);
        for (int row = 0; row < Rows; row += 97)
        {
            string[] cells = lines[row + 1][Tenants[TenantOf(row, false)].Length..].Split(',');
            ChannelStatistics price = expected[Keys[TenantOf(row, false)]]["price"];
            double right = price.IsConstant ? Price(row) - price.Mean : (Price(row) - price.Mean) / price.StandardDeviation;
            Assert.Equal(right, double.Parse(cells[1], CultureInfo.InvariantCulture), 1e-9);
        }

        _place.Run("apply", _place.At("m.zip"), _place.At("n.csv"), "--inverse", "--digits", "12", "--out", _place.At("b.csv")).Succeeded();
        string[] back = _place.Read("b.csv").TrimEnd().Split('\n');
        for (int row = 0; row < Rows; row += 97)
        {
            string[] cells = back[row + 1][Tenants[TenantOf(row, false)].Length..].Split(',');
            Assert.Equal(Price(row), double.Parse(cells[1], CultureInfo.InvariantCulture), 1e-8 * (1 + Math.Abs(Price(row))));
        }

        Outcome inspected = _place.Run("inspect", _place.At("m.zip")).Succeeded();
        Assert.Contains("one of 5 keys in 'tenant'", inspected.Out);
        _place.Run("export", _place.At("m.zip"), "--onnx", _place.At("m.onnx")).Failed(1, "depend on the key in column 'tenant'");
        Assert.DoesNotContain("m.onnx", _place.Files);
    }

    [Fact]
    public void A_key_that_was_not_seen_is_an_error_or_what_the_user_says()
    {
        string data = _place.Write("data.csv", Csv(withMissing: false));
        string unseen = _place.Write("unseen.csv", "tenant,price,count,note\nacme,1,2,x\nnobody,1,2,x\n,1,2,x\n");
        _place.Run("fit", data, "--group", "tenant", "--out", _place.At("m.zip")).Succeeded();
        _place.Run("apply", _place.At("m.zip"), unseen, "--out", _place.At("o.csv"))
            .Failed(1, "unseen.csv: Column 'tenant' has the key 'nobody' in a row, which the fit did not see", "--unseen");
        Assert.DoesNotContain("o.csv", _place.Files);
        _place.Run("fit", data, "--group", "tenant", "--out", _place.At("a.zip"), "--unseen", "all").Succeeded();
        _place.Run("fit", data, "--out", _place.At("plain.zip"), "--ignore", "tenant").Succeeded();
        string[] all = Applied("a.zip"), plain = Applied("plain.zip");
        Assert.Equal(plain[2..], all[2..]);
        Assert.NotEqual(plain[1], all[1]);
        _place.Run("fit", data, "--group", "tenant", "--out", _place.At("n.zip"), "--unseen", "missing").Succeeded();
        Assert.Equal(["nobody,NaN,NaN,x", ",NaN,NaN,x"], Applied("n.zip")[2..]);

        string[] Applied(string model)
        {
            _place.Run("apply", _place.At(model), unseen, "--out", _place.At("o.csv")).Succeeded();
            return _place.Read("o.csv").TrimEnd().Split('\n');
        }
    }

    [Theory]
    [InlineData("bytes")]
    [InlineData("chunks")]
    public void Shards_are_merged_key_by_key(string cut)
    {
        string data = _place.Write("data.csv", Csv());
        for (int shard = 1; shard <= 3; shard++)
        {
            _place.Run("fit", data, "--group", "tenant", "--shard", $"{shard}/3", "--cut", cut, "--stats", _place.At($"s{shard}.nstat")).Succeeded();
        }

        _place.Run("merge", _place.At("s*.nstat"), "--stats", _place.At("all.nstat"), "--out", _place.At("m.zip"), "--group", "tenant", "--unseen",
            "all").Succeeded();
        GroupedStatistics merged = GroupedStatistics.Load(_place.At("all.nstat")), expected = Expected();
        Assert.Equal(expected.Keys, merged.Keys);
        Assert.Equal((expected.RowsWithoutKey, expected.All.RowCount), (merged.RowsWithoutKey, merged.All.RowCount));
        foreach ((string key, RunningStatistics right) in expected)
        {
            Assert.Equal(right.RowCount, merged[key].RowCount);
            Assert.Equal(right[0].Mean, merged[key][0].Mean, 1e-15 * Math.Abs(right[0].Mean));
            Assert.Equal(right[0].StandardDeviation, merged[key][0].StandardDeviation, 1e-13 * right[0].StandardDeviation);
        }

        _place.Run("apply", _place.At("m.zip"), data, "--out", _place.At("o.csv")).Succeeded();
        _place.Run("merge", _place.At("s1.nstat"), _place.At("s2.nstat")).Failed(1, "shard 3 is missing");
        _place.Run("merge", _place.At("s1.nstat"), _place.At("s1.nstat"), _place.At("s2.nstat")).Failed(1, "s1.nstat");
        _place.Run("merge", _place.At("all.nstat"), "--out", _place.At("n.zip")).Failed(1, "'--group COLUMN' says");
        _place.Run("fit", data, "--ignore", "tenant", "--stats", _place.At("plain.nstat")).Succeeded();
        _place.Run("merge", _place.At("plain.nstat"), _place.At("all.nstat")).Failed(1, "plain.nstat: this is not a file of statistics per key");
        File.WriteAllBytes(_place.At("cut.nstat"), File.ReadAllBytes(_place.At("all.nstat"))[..^9]);
        _place.Run("merge", _place.At("cut.nstat")).Failed(1, "cut.nstat: is not a valid file of statistics per key: it ends after");
        Assert.DoesNotContain("n.zip", _place.Files);
    }

    [Fact]
    public void What_does_not_go_together_is_refused()
    {
        string data = _place.Write("data.csv", Csv());
        _place.Run("fit", data, "--group", "Tenant").Failed(1, "no column 'Tenant'", "--group names");
        _place.Run("fit", data, "--group", "tenant", "--norm", "layer").Failed(2, "--group is for --norm batch");
        _place.Run("fit", data, "--unseen", "all").Failed(2, "--unseen goes with --group");
        _place.Run("fit", data, "--max-groups", "5").Failed(2, "--max-groups goes with --group");
        _place.Run("fit", data, "--group", "tenant", "--max-groups", "0").Failed(2, "--max-groups takes 1 or more");
        _place.Run("fit", data, "--group", "tenant", "--checkpoint", _place.At("c")).Failed(2, "--checkpoint does not go with --group");
        _place.Run("fit", data, "--group", "price", "--max-groups", "20").Failed(1, "column 'price': there are more than 20 keys", "--max-groups");
        _place.Run("fit", data, "--group", "tenant", "--columns", "note").Failed(1, "'note'");
        byte[] fractions = DataFiles.ParquetFile(["k", "x"], [0.5, 1, 2, 3], 10);
        _place.Run("fit", _place.Write("f.parquet", fractions), "--group", "k")
            .Failed(1, "0.5 is not a key; --group takes texts, integers or booleans");
        _place.Run("fit", _place.Write("none.csv", "k,x\n,1\n,2\n"), "--group", "k").Failed(1, "column 'k': there is no key in any row");
        Assert.All(_place.Files, file => Assert.DoesNotContain("model", file));
    }

    [Fact]
    public void Json_has_the_statistics_of_each_key()
    {
        string data = _place.Write("data.csv", Csv());
        Outcome fit = _place.Run("fit", data, "--group", "tenant", "--columns", "price", "--stats", _place.At("s.nstat"), "--json").Succeeded();
        JsonObject json = JsonNode.Parse(fit.Out)!.AsObject();
        GroupedStatistics expected = Expected();
        Assert.Equal(("tenant", expected.RowsWithoutKey), ((string?)json["group"], (long)json["rowsWithoutKey"]!));
        Assert.Equal(expected.Keys, json["keys"]!.AsArray().Select(key => (string)key!["key"]!));
        Assert.Equal(expected["NA"]["price"].Mean, (double)json["keys"]![expected.Keys.ToList().IndexOf("NA")]!["columns"]![0]!["mean"]!);
    }

    [Fact]
    public void A_pipe_and_several_files_are_read_as_one_source()
    {
        string csv = Csv(), header = csv[..(csv.IndexOf('\n') + 1)];
        int half = csv.IndexOf('\n', csv.Length / 2) + 1;
        _place.Write("1.csv", csv[..half]);
        _place.Write("2.csv", header + csv[half..]);
        _place.Run("fit", _place.At("?.csv"), "--group", "tenant", "--stats", _place.At("s.nstat")).Succeeded();
        Assert.Equal(Expected(), GroupedStatistics.Load(_place.At("s.nstat")).WithShard(null));
    }

    private static int TenantOf(int row, bool withMissing) => (row * 31 % 17 % 6) is var tenant && tenant == 4 && !withMissing ? 0 : tenant;

    private static double Price(int row) => 1e4 * (row * 31 % 17 % 6) + row * 7919 % 10007 / 1000.0;

    private static string Csv(bool withMissing = true)
    {
        var csv = new StringBuilder("tenant,price,count,note\n");
        for (int row = 0; row < Rows; row++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{Tenants[TenantOf(row, withMissing)]},{Price(row):R},{row % 10},x\n");
        }

        return csv.ToString();
    }

    private static GroupedStatistics Expected(bool withMissing = true)
    {
        var accumulator = new GroupedStatisticsAccumulator(2, channelNames: ["price", "count"]);
        for (int row = 0; row < Rows; row++)
        {
            accumulator.AddRow(Keys[TenantOf(row, withMissing)], [Price(row), row % 10]);
        }

        return accumulator.ToStatistics();
    }
}
