using System.IO.Compression;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Sources;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.SameEverywhere;

/// <summary>One data set through every way of fitting: the same bits where they are promised, and close where they are not.</summary>
public sealed partial class SameEverywhereTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public void An_IDataView()
    {
        using RowSource source = _place.Source("data.csv", DataSet.Csv());
        BlockColumn[] columns = [.. DataSet.Columns.Select((name, i) => new BlockColumn(name, i, NumberDataViewType.Double, i))];
        var data = BlockDataView.Of(source, columns, "", _ => { }, CancellationToken.None);
        var ml = new MLContext();
        IDataView features = ml.Transforms.Concatenate("Features", DataSet.Columns).Fit(data).Transform(data);
        BatchNormTransformer fitted = ml.Transforms.BatchNorm("Features").Fit(features);
        Assert.Equal(DataSet.Statistics, fitted.Statistics);

        // The model that a stream gives holds the same statistics, and normalizes to the same bits.
        Fit("data.csv", "--double", "--out", _place.At("model.zip"));
        (ITransformer model, _) = ModelFile.Load(ml, _place.At("model.zip"));
        BatchNormTransformer streamed = Assert.Single(((TransformerChain<ITransformer>)model).OfType<BatchNormTransformer>());
        Assert.Equal(fitted.Statistics, streamed.Statistics);
        Assert.Equal(Rows(fitted.Transform(features)), Rows(model.Transform(data)));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("7")]
    public void Streaming_on_any_number_of_threads(string workers)
    {
        _place.Write("data.csv", DataSet.Csv());
        Same(Fit("data.csv", "--workers", workers));
    }

    [Fact]
    public void Several_files_with_patterns_packed_and_not()
    {
        _place.Write("part-1.csv", DataSet.Csv(0, 10_001));
        using (var packed = new GZipStream(File.Create(_place.At("part-2.csv.gz")), CompressionLevel.Fastest))
        {
            packed.Write(Encoding.UTF8.GetBytes(DataSet.Csv(10_001, 9_000)));
        }

        _place.Write("part-3.csv", [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(DataSet.Csv(19_001, 1))]);
        _place.Write("part-4.csv", DataSet.Csv(19_002, 0)); // a header alone
        _place.Write("part-5.csv", DataSet.Csv(19_002, DataSet.Rows - 19_002).TrimEnd('\n').Replace("\n", "\r\n"));
        Same(Fit("part-*.csv*"));
    }

    [Fact]
    public void Matrices()
    {
        _place.Write("a.npy", DataSet.Npy(0, 700));
        _place.Write("b.npy", DataSet.Npy(700, DataSet.Rows - 700));
        RunningStatistics fitted = Fit("?.npy");
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], fitted.ChannelNames);
        Same(fitted.WithChannelNames(DataSet.Columns));
        Assert.Equal(DataSet.Statistics.Select([1, 5]).WithChannelNames(["1", "5"]), Fit("?.npy", "--columns", "5,1").WithShard(null));
    }

    [Theory]
    [InlineData("data.csv", 2)]
    [InlineData("data.csv", 7)]
    [InlineData("data.npy", 3)]
    [InlineData("data.npy", 100)]
    [InlineData("part-*.csv", 5)]
    public void Shards_that_are_cut_between_chunks(string data, int count)
    {
        WriteAll();
        RunningStatistics whole = Fit(data);
        Assert.Equal(whole, Merge(Shards(data, count, "chunks")));
        Same(whole.WithChannelNames(DataSet.Columns));

        // Byte by byte, too.
        _place.Run("fit", _place.At(data), "--stats", _place.At("whole.nstat")).Succeeded();
        Assert.Equal(File.ReadAllBytes(_place.At("whole.nstat")), File.ReadAllBytes(_place.At("merged.nstat")));
    }

    [Theory]
    [InlineData("data.csv", 2)]
    [InlineData("data.csv", 13)]
    [InlineData("part-*.csv", 6)]
    public void Shards_that_are_cut_between_any_rows(string data, int count)
    {
        WriteAll();
        string[] shards = Shards(data, count, "bytes");
        RunningStatistics merged = Merge(shards);
        Array.Reverse(shards);
        Assert.Equal(merged, Merge(shards));
        Assert.Equal(merged, Merge(Shards(data, count, "bytes", "--workers", "1")));
        Close(merged, 1e-14);
    }

    public void Dispose() => _place.Dispose();

    /// <summary>Holds statistics to the reference: the same bits.</summary>
    private static void Same(RunningStatistics statistics) => Assert.Equal(DataSet.Statistics, statistics.WithShard(null));

    /// <summary>Holds statistics to the reference: counts and extremes exactly, the rest to a part of the column's scale.</summary>
    private static void Close(RunningStatistics statistics, double tolerance)
    {
        RunningStatistics reference = DataSet.Statistics;
        Assert.Equal(DataSet.Columns, statistics.ChannelNames);
        for (int i = 0; i < DataSet.Columns.Length; i++)
        {
            ChannelStatistics right = reference[i], other = statistics[i];
            Assert.Equal((right.Count, right.Missing, right.Min, right.Max), (other.Count, other.Missing, other.Min, other.Max));
            Assert.Equal(right.Mean, other.Mean, tolerance * Math.Max(Math.Abs(right.Mean), right.StandardDeviation));
            Assert.Equal(right.StandardDeviation, other.StandardDeviation, tolerance * right.StandardDeviation);
        }
    }

    private void WriteAll()
    {
        _place.Write("data.csv", DataSet.Csv());
        _place.Write("data.npy", DataSet.Npy());
        _place.Write("part-1.csv", DataSet.Csv(0, 3));
        _place.Write("part-2.csv", DataSet.Csv(3, 20_000));
        _place.Write("part-3.csv", DataSet.Csv(20_003, DataSet.Rows - 20_003));
    }

    private RunningStatistics Fit(string data, params string[] options)
    {
        _place.Run(["fit", _place.At(data), "--stats", _place.At("fit.nstat"), .. options]).Succeeded();
        return RunningStatistics.Load(_place.At("fit.nstat"));
    }

    private string[] Shards(string data, int count, string cut, params string[] options)
    {
        string[] paths = [.. Enumerable.Range(1, count).Select(i => _place.At($"shard-{i}.nstat"))];
        for (int i = 0; i < count; i++)
        {
            _place.Run(["fit", _place.At(data), "--shard", $"{i + 1}/{count}", "--stats", paths[i], .. data.EndsWith(".npy", StringComparison.Ordinal)
                ? (string[])[] : ["--cut", cut], .. options]).Succeeded();
        }

        return paths;
    }

    private RunningStatistics Merge(string[] parts)
    {
        _place.Run(["merge", .. parts, "--stats", _place.At("merged.nstat")]).Succeeded();
        return RunningStatistics.Load(_place.At("merged.nstat"));
    }

    private static List<double[]> Rows(IDataView data)
    {
        List<double[]> rows = [];
        using DataViewRowCursor cursor = data.GetRowCursor([data.Schema["Features"]]);
        ValueGetter<VBuffer<double>> getter = cursor.GetGetter<VBuffer<double>>(data.Schema["Features"]);
        VBuffer<double> row = default;
        while (cursor.MoveNext())
        {
            getter(ref row);
            rows.Add([.. row.DenseValues()]);
        }

        return rows;
    }
}
