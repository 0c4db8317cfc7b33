using System.Security.Cryptography;
using System.Text;
using Norm.ML.Tests.Statistics;

namespace Norm.ML.Digests;

/// <summary>Digests of the bytes of statistics files and of their JSON: two lines for each way to gather statistics.</summary>
internal static class StatisticsDigests
{
    /// <summary>How the lines begin.</summary>
    public const string Group = "statistics | ";

    private static readonly int[] Channels = [1, 2, 3, 5, 7, 8, 9, 16, 23, 64, 100, 129];

    public static Dictionary<string, string> All()
    {
        Dictionary<string, string> lines = [];
        foreach ((string name, Func<int, RunningStatistics> gather) in Ways())
        {
            using var files = new MemoryStream();
            foreach (int channels in Channels)
            {
                gather(channels).Save(files);
            }

            lines[$"{Group}{name} | file"] = Hash(files.ToArray());
            lines[$"{Group}{name} | json"] = Hash(Encoding.UTF8.GetBytes(string.Join('\n', Channels.Select(channels => gather(channels).ToJson()))));
        }
        return lines;
    }

    private static (string Name, Func<int, RunningStatistics> Gather)[] Ways() =>
    [
        ("doubles", channels => With(channels, (all, rows, _) => all.Add(rows))),
        ("floats", channels => With(channels, (all, rows, _) => all.Add(Data.Floats(rows)))),
        ("weighted doubles", channels => With(channels, (all, rows, weights) => all.Add(rows, weights))),
        ("weighted floats", channels => With(channels, (all, rows, weights) => all.Add(Data.Floats(rows), weights))),
        ("channels first", channels => With(channels, (all, rows, _) => all.AddChannelsFirst(rows, 1600))),
        ("channels first, floats", channels => With(channels, (all, rows, _) => all.AddChannelsFirst(Data.Floats(rows), 400))),
        ("row by row", channels => With(channels, (all, rows, weights) =>
        {
            for (int row = 0; row < weights.Length; row++) { all.AddRow(rows.AsSpan(row * channels, channels), weights[row]); } })),
        ("propagating", channels => With(channels, (all, rows, _) => all.Add(rows), NonFinitePolicy.Propagate)),
        ("merged", channels => RunningStatistics.Merge([.. Enumerable.Range(1, 5).Select(seed => Part(channels, seed))])),
        ("tree", channels =>
        {
            var tree = new StatisticsTree();
            foreach (int chunk in (int[])[3, 0, 4, 1, 2]) { tree.Add(chunk, Part(channels, chunk)); } return tree.ToStatistics();
        }),
        ("resumed", channels =>
        {
            var first = new StatisticsAccumulator(channels);
            first.Add(Data.Rows(3 * StatisticsAccumulator.RowsPerChunk, channels, seed: 8));
            StatisticsAccumulator second = StatisticsAccumulator.Resume(first.ToShard());
            second.Add(Data.Rows(700, channels, seed: 9));
            return second.ToStatistics();
        }),
        ("exponential, PyTorch", channels => Exponential(channels, MomentumRule.PyTorch())),
        ("exponential, ONNX", channels => Exponential(channels, MomentumRule.Onnx())),
        ("exponential, cumulative", channels => Exponential(channels, MomentumRule.CumulativeAverage)),
    ];

    private static RunningStatistics With(
        int channels, Action<StatisticsAccumulator, double[], double[]> add, NonFinitePolicy policy = NonFinitePolicy.Ignore)
    {
        var all = new StatisticsAccumulator(channels, policy);
        add(all, Rows(channels), [.. Data.Rows(1600, 1).Select(weight => Math.Abs(weight) + 0.125)]);
        return all.ToStatistics();
    }

    /// <summary>1600 rows with a missing value and one whose square overflows.</summary>
    private static double[] Rows(int channels)
    {
        double[] rows = Data.Rows(1600, channels, seed: (ulong)channels);
        rows[^1] = double.NaN;
        rows[channels / 2] = 1e250;
        return rows;
    }

    private static RunningStatistics Part(int channels, int seed) => Data.Of(Data.Rows(512, channels, seed: (ulong)seed), channels);

    private static RunningStatistics Exponential(int channels, MomentumRule rule)
    {
        ExponentialMoments moments = ExponentialMoments.Start(channels, rule);
        for (int batch = 1; batch <= 3; batch++)
        {
            moments = moments.Update(Part(channels, batch));
        }

        return Part(channels, 4).WithExponential(moments);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
}
