using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Database.Tests.Servers;
using Norm.ML.Tool.Tests.Running;
using Npgsql;
using static Norm.ML.Database.Tests.Everywhere.EverywhereData;

namespace Norm.ML.Database.Tests.Everywhere;

/// <summary>The same result everywhere: one data set through every way of fitting.</summary>
[Collection(PostgresCollection.Name)]
public sealed class EverywhereTests(PostgresServers servers) : IDisposable
{
    private const int ShardCount = 3;
    private const double Unit = 1.0 / (1L << 52);

    private readonly Workplace _place = new();
    private readonly MLContext _ml = new();

    [PostgresFact]
    public async Task Every_way_of_fitting_gives_the_same()
    {
        _place.Write("data.csv", Csv());
        RunningStatistics expected = ByDataView();

        // The same bits: the same rows in the same order, in chunks that are added along the same tree.
        AssertSameBits(expected, Streamed(), "streaming");
        AssertSameBits(expected, ByTool("--stats"), "norm-ml fit");
        AssertSameBits(expected, await ByShardsAsync("chunks", killed: false), "shards");
        AssertSameBits(expected, await ByShardsAsync("chunks", killed: true), "killed shards");

        // Shards cut anywhere: the same bits as each other, near the others.
        RunningStatistics anywhere = await ByShardsAsync("bytes", killed: false);
        AssertSameBits(anywhere, await ByShardsAsync("bytes", killed: true), "killed shards, cut anywhere");
        AssertNear(expected, anywhere, 1e-14);

        // Databases: the same bits on one server and on three, near the others.
        RunningStatistics one = OnOneServer(), three = OnThreeServers();
        AssertSameBits(one, three, "three servers");
        AssertNear(expected, one, 1e-13);

        double[][] outputs = Outputs(expected);
        foreach (RunningStatistics other in new[] { Streamed(), anywhere, one, three })
        {
            AssertNear(outputs, Outputs(other));
        }
    }

    private RunningStatistics ByDataView()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(ForMLNet());
        return _ml.Transforms.BatchNorm("Features").Fit(data).Statistics;
    }

    private static RunningStatistics Streamed()
    {
        var accumulator = new StatisticsAccumulator(Size);
        double[] rows = [.. Enumerable.Range(0, Rows).SelectMany(Row)];
        for (int done = 0, next = 1; done < Rows; done += next, next = Math.Min(next * 3, Rows - done))
        {
            accumulator.Add(rows.AsSpan(done * Size, next * Size));
        }

        return accumulator.ToStatistics();
    }

    private RunningStatistics ByTool(params string[] options)
    {
        string statistics = _place.At("whole.nstat");
        _place.Run(["fit", _place.At("data.csv"), "--ignore", "shard", .. options, statistics]).Succeeded();
        return RunningStatistics.Load(statistics);
    }

    private async Task<RunningStatistics> ByShardsAsync(string cut, bool killed)
    {
        List<string> parts = [];
        // The last shard comes first: the order of arrival does not count.
        for (int shard = ShardCount; shard >= 1; shard--)
        {
            string part = _place.At($"{cut}-{killed}-{shard}.nstat"), checkpoint = part + ".checkpoint";
            string[] args = ["fit", _place.At("data.csv"), "--ignore", "shard", "--shard", $"{shard}/{ShardCount}", "--cut", cut, "--stats", part];
            if (killed)
            {
                args = [.. args, "--checkpoint", checkpoint, "--checkpoint-every", "0"];
                await KillAsync(args, until: () => File.Exists(checkpoint) || File.Exists(part));
                (await ToolProcess.RunAsync(_place.Folder, args)).Succeeded();
            }
            else
            {
                _place.Run(args).Succeeded();
            }

            parts.Add(part);
        }

        string merged = _place.At($"{cut}-{killed}.nstat");
        _place.Run(["merge", .. parts, "--stats", merged]).Succeeded();
        return RunningStatistics.Load(merged);
    }

    // SIGKILL, as soon as the worker has come somewhere; some are killed before, as soon as they run.
    private async Task KillAsync(string[] args, Func<bool> until)
    {
        using Process worker = ToolProcess.Start(_place.Folder, args);
        Task<Outcome> end = ToolProcess.EndAsync(worker);
        while (!until() && !end.IsCompleted)
        {
            await Task.Delay(1);
        }

        if (!worker.HasExited)
        {
            worker.Kill();
        }

        await end;
    }

    private RunningStatistics OnOneServer()
    {
        string table = servers.NewName();
        servers.Main.Fill(table, ["shard", .. Columns], Shards, Values);
        return InDatabase(table);
    }

    private RunningStatistics OnThreeServers()
    {
        string table = servers.NewName();
        PartitionedTable.Create(servers, table, ["shard", .. Columns], Shards, Values);
        return InDatabase(table);
    }

    private RunningStatistics InDatabase(string table)
    {
        using NpgsqlConnection connection = servers.Main.Connect();
        return BatchNorm.FitFromDatabase(connection, SqlSource.Table(table), Columns, "shard", new() { Dialect = SqlDialect.PostgreSql });
    }

    private double[][] Outputs(RunningStatistics statistics)
    {
        IDataView data = _ml.Transforms.BatchNorm(statistics, "Features").Transform(_ml.Data.LoadFromEnumerable(ForMLNet()));
        return [.. data.GetColumn<double[]>("Features")];
    }

    private static void AssertSameBits(RunningStatistics expected, RunningStatistics actual, string way) =>
        Assert.True(expected.WithShard(null).WithChannelNames(null).Equals(actual.WithShard(null).WithChannelNames(null)),
        $"{way} gives other bits.");

    private static void AssertNear(RunningStatistics expected, RunningStatistics actual, double tolerance)
    {
        Assert.Equal(expected.RowCount, actual.RowCount);
        for (int c = 0; c < Size; c++)
        {
            (ChannelStatistics a, ChannelStatistics b) = (expected[c], actual[c]);
            Assert.Equal((a.Count, a.Missing, a.Infinite, a.Min, a.Max), (b.Count, b.Missing, b.Infinite, b.Min, b.Max));
            Assert.InRange(b.Variance / a.Variance, 1 - tolerance, 1 + tolerance);
            Assert.InRange((b.Mean - a.Mean + (b.MeanLow - a.MeanLow)) / a.StandardDeviation, -tolerance, tolerance);
        }
    }

    // Within one unit of rounding of the largest output of a column.
    private static void AssertNear(double[][] expected, double[][] actual)
    {
        Assert.Equal(Rows, actual.Length);
        for (int c = 0; c < Size; c++)
        {
            double scale = expected.Max(row => double.IsNaN(row[c]) ? 0 : Math.Abs(row[c]));
            for (int row = 0; row < Rows; row++)
            {
                if (double.IsNaN(expected[row][c]))
                {
                    Assert.True(double.IsNaN(actual[row][c]));
                }
                else
                {
                    Assert.InRange(actual[row][c] - expected[row][c], -Unit * scale, Unit * scale);
                }
            }
        }
    }

    public void Dispose() => _place.Dispose();
}
