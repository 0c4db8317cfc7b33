using System.IO.Compression;
using Apache.Arrow.Ipc;
using Norm.ML.Tool.Tests.Running;
using Parquet;

namespace Norm.ML.Tool.Tests.SameEverywhere;

/// <summary>The same values give the same bits, whatever the format they are kept in, and every command reads every format.</summary>
public sealed class FormatTests : IDisposable
{
    private static readonly Dictionary<string, Func<byte[]>> Files = new()
    {
        ["gzip.csv"] = () => DataFiles.Gzip(DataSet.Csv()),
        ["zstd.csv"] = () => DataFiles.Zstd(DataSet.Csv()),
        ["snappy.parquet"] = () => DataFiles.ParquetFile(DataSet.Columns, DataSet.Values, 6000),
        ["one.parquet"] = () => DataFiles.ParquetFile(DataSet.Columns, DataSet.Values, DataSet.Rows, CompressionMethod.None),
        ["small.parquet"] = () => DataFiles.ParquetFile(DataSet.Columns, DataSet.Values, 777, CompressionMethod.Gzip),
        ["zstd.parquet"] = () => DataFiles.ParquetFile(DataSet.Columns, DataSet.Values, 20_000, CompressionMethod.Zstd),
        ["plain.arrow"] = () => DataFiles.ArrowFile(DataSet.Columns, DataSet.Values, 5000),
        ["lz4.feather"] = () => DataFiles.ArrowFile(DataSet.Columns, DataSet.Values, 900, codec: CompressionCodecType.Lz4Frame),
        ["zstd.arrow"] = () => DataFiles.ArrowFile(DataSet.Columns, DataSet.Values, DataSet.Rows, codec: CompressionCodecType.Zstd),
        ["stream.arrows"] = () => DataFiles.ArrowFile(DataSet.Columns, DataSet.Values, 3000, asStream: true),
        ["c.npy"] = () => DataFiles.Npy(DataSet.Columns.Length, DataSet.Values),
        ["fortran.npy"] = () => DataFiles.Npy(DataSet.Columns.Length, DataSet.Values, fortran: true),
        ["big.npy"] = () => DataFiles.Npy(DataSet.Columns.Length, DataSet.Values, bigEndian: true),
        ["big-fortran.npy"] = () => DataFiles.Npy(DataSet.Columns.Length, DataSet.Values, fortran: true, bigEndian: true),
        ["stored.npz"] = () => DataFiles.Npz(CompressionLevel.NoCompression, ("x", DataFiles.Npy(DataSet.Columns.Length, DataSet.Values))),
        ["columns.npz"] = () => DataFiles.Npz(CompressionLevel.Fastest, [.. DataSet.Columns.Select((name, i) =>
            (name, DataFiles.Npy(1, [.. Enumerable.Range(0, DataSet.Rows).Select(row => DataSet.Values[row * DataSet.Columns.Length + i])])))]),
        ["lines.jsonl"] = () => System.Text.Encoding.UTF8.GetBytes(DataFiles.Json(DataSet.Columns, DataSet.Values)),
        ["lines.jsonl.gz"] = () => DataFiles.Gzip(DataFiles.Json(DataSet.Columns, DataSet.Values)),
    };

    private readonly Workplace _place = new();

    public static TheoryData<string> Names => [.. Files.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Statistics_have_the_same_bits(string name)
    {
        // Known by content: the name says something else.
        string path = _place.Write("data.bin", Files[name]());
        foreach (string workers in (string[])["1", "3"])
        {
            _place.Run("fit", path, "--stats", _place.At("s.nstat"), "--workers", workers).Succeeded();
            Same(RunningStatistics.Load(_place.At("s.nstat")));
        }

        _place.Run("fit", path, "--columns", name.EndsWith(".npy", StringComparison.Ordinal) || name == "stored.npz" ? "5,1" : "gaps,far",
            "--stats", _place.At("two.nstat")).Succeeded();
        Assert.Equal(DataSet.Statistics.Select([1, 5]), RunningStatistics.Load(_place.At("two.nstat")).WithChannelNames(["far", "gaps"])
            .WithShard(null));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_command_reads_it(string name)
    {
        string path = _place.Write("data.bin", Files[name]()), model = _place.At("m.zip");
        string[] columns = name.EndsWith(".npy", StringComparison.Ordinal) || name == "stored.npz" ? [.. Enumerable.Range(0, 7).Select(i => $"{i}")]
            : DataSet.Columns;
        _place.Run("fit", path, "--out", model).Succeeded();
        Outcome inspected = _place.Run("inspect", path).Succeeded();
        Assert.All(columns, column => Assert.Contains($"\n{column} ", inspected.Out));
        Assert.DoesNotContain("moved by", _place.Run("inspect", model, path).Succeeded().Out);
        _place.Run("report", path, "--compare", path, "--out", _place.At("r.html")).Succeeded();
        Outcome applied = _place.Run("apply", model, path, "-o", "-", "--select", columns[6]).Succeeded();
        Assert.Equal(DataSet.Rows + 1, applied.Out.Count(character => character == '\n'));

        _place.Write("data.csv", DataSet.Csv());
        _place.Run("fit", _place.At("data.csv"), "--out", _place.At("csv.zip")).Succeeded();
        Outcome fromCsv = _place.Run("apply", _place.At("csv.zip"), _place.At("data.csv"), "-o", "-", "--select", "whole").Succeeded();
        Assert.Equal(fromCsv.Out[fromCsv.Out.IndexOf('\n')..], applied.Out[applied.Out.IndexOf('\n')..]);
    }

    [Theory]
    [InlineData("snappy.parquet", "bytes")]
    [InlineData("snappy.parquet", "chunks")]
    [InlineData("small.parquet", "bytes")]
    [InlineData("plain.arrow", "chunks")]
    [InlineData("lines.jsonl", "chunks")]
    [InlineData("fortran.npy", "chunks")]
    public void Shards_join_to_the_whole(string name, string cut)
    {
        string path = _place.Write(name, Files[name]());
        for (int i = 1; i <= 5; i++)
        {
            string[] told = name.EndsWith(".npy", StringComparison.Ordinal) ? [] : ["--cut", cut];
            _place.Run(["fit", path, "--shard", $"{i}/5", .. told, "--stats", _place.At($"{i}.nstat")]).Succeeded();
        }

        _place.Run("merge", _place.At("?.nstat"), "--stats", _place.At("all.nstat")).Succeeded();
        var merged = RunningStatistics.Load(_place.At("all.nstat"));
        if (cut == "chunks")
        {
            Same(merged);
            return;
        }

        Assert.Equal(DataSet.Statistics.RowCount, merged.RowCount);
        for (int i = 0; i < DataSet.Columns.Length; i++)
        {
            Assert.Equal(DataSet.Statistics[i].Count, merged[i].Count);
            Assert.Equal(DataSet.Statistics[i].Mean, merged[i].Mean, 1e-14 * (Math.Abs(merged[i].Mean) + merged[i].StandardDeviation));
        }
    }

    [Fact]
    public void A_shard_of_parquet_is_a_set_of_row_groups()
    {
        string path = _place.Write("d.parquet", DataFiles.ParquetFile(DataSet.Columns, DataSet.Values, 6000));
        _place.Run("fit", path, "--shard", "1/3", "--stats", _place.At("1.nstat")).Succeeded();
        Assert.Equal(12_000, RunningStatistics.Load(_place.At("1.nstat")).RowCount);
    }

    [Theory]
    [InlineData("snappy.parquet")]
    [InlineData("lines.jsonl")]
    [InlineData("plain.arrow")]
    public async Task A_fit_that_is_killed_goes_on(string name)
    {
        _place.Write(name, Files[name]());
        string[] fit = ["fit", name, "--stats", "s.nstat", "--checkpoint", "c", "--checkpoint-every", "0", "--workers", "1"];
        using (System.Diagnostics.Process process = ToolProcess.Start(_place.Folder, fit))
        {
            while (!process.HasExited && !File.Exists(_place.At("c")))
            {
                await Task.Delay(1);
            }

            process.Kill();
            await process.WaitForExitAsync();
        }

        (await ToolProcess.RunAsync(_place.Folder, fit)).Succeeded();
        Same(RunningStatistics.Load(_place.At("s.nstat")));
    }

    [Fact]
    public void Several_files_of_several_formats_are_one_source()
    {
        int half = 10_001 * DataSet.Columns.Length;
        _place.Write("1.parquet", DataFiles.ParquetFile(DataSet.Columns, DataSet.Values[..half], 3000));
        _place.Write("2.arrow", DataFiles.ArrowFile(DataSet.Columns, DataSet.Values[half..], 3000));
        _place.Run("fit", _place.At("?.*"), "--stats", _place.At("both.nstat")).Succeeded();
        Same(RunningStatistics.Load(_place.At("both.nstat")));
        _place.Write("3.csv", DataSet.Csv());
        _place.Run("fit", _place.At("?.*"), "--stats", _place.At("out.nstat"))
            .Failed(1, "3.csv: Parquet files and texts cannot be read as one source");
    }

    public void Dispose() => _place.Dispose();

    private static void Same(RunningStatistics statistics) =>
        Assert.Equal(DataSet.Statistics, statistics.WithChannelNames(DataSet.Columns).WithShard(null));
}
