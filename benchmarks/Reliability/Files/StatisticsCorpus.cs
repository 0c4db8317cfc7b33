using System.Text;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Fitting;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Reliability.Files;

/// <summary>Statistics as files of each version, as JSON and in checkpoints.</summary>
internal static class StatisticsCorpus
{
    private static readonly string[] Names = ["age", "Größe", "income"];
    private static readonly FitTask Task = new("sha256:0123", Names, false, "", "");

    public static IReadOnlyList<byte[]> Files { get; } =
        [Save(Of(40)), Save(Of(700).WithShard(new(3, 16, "sha256:abc"))), Save(Exponential()), Save(Shard(700)), Save(RunningStatistics.Empty(1))];

    public static IReadOnlyList<byte[]> Groups { get; } = [Grouped(30, 4), Grouped(200, 40), Grouped(1, 1)];

    public static IReadOnlyList<byte[]> Json { get; } =
        [Encoding.UTF8.GetBytes(Of(40).ToJson()), Encoding.UTF8.GetBytes(Exponential().WithShard(new(3, 16, "sha256:abc")).ToJson())];

    public static IReadOnlyList<byte[]> Checkpoints() => [Checkpoint(1024), Checkpoint(0)];

    public static ulong Read(byte[] bytes, string folder, bool compare)
    {
        RunningStatistics read = RunningStatistics.Load(new MemoryStream(bytes), FileFormat.FileName);
        return OfSaved(Save(read));
    }

    public static ulong ReadGroups(byte[] bytes, string folder, bool compare)
    {
        GroupedStatistics read = GroupedStatistics.Load(new MemoryStream(bytes), FileFormat.FileName);
        using var stream = new MemoryStream();
        read.Save(stream);
        return OfSaved(stream.ToArray());
    }

    public static ulong ReadJson(byte[] bytes, string folder, bool compare) =>
        OfSaved(Save(RunningStatistics.FromJson(Encoding.UTF8.GetString(bytes))));

    public static ulong ReadCheckpoint(byte[] bytes, string folder, bool compare)
    {
        string path = Path.Combine(folder, FileFormat.FileName);
        File.WriteAllBytes(path, bytes);
        (Checkpoint state, RunningStatistics? statistics) = Tool.Fitting.Checkpoint.Read(path, Task)!.Value;
        var digest = new Digest();
        digest.Add(System.Text.Json.JsonSerializer.Serialize(state));
        digest.Add(statistics is null ? [] : Save(statistics));
        return digest.Value;
    }

    // What was read is a file again, with the same values.
    private static ulong OfSaved(byte[] saved)
    {
        var digest = new Digest();
        digest.Add(saved);
        return digest.Value;
    }

    private static RunningStatistics Of(int rows) => Accumulate(rows).ToStatistics();

    private static RunningStatistics Shard(int rows) => Accumulate(rows).ToShard();

    private static StatisticsAccumulator Accumulate(int rows)
    {
        var accumulator = new StatisticsAccumulator(Names.Length, NonFinitePolicy.Ignore, Names);
        accumulator.Add(Numbers(rows));
        return accumulator;
    }

    private static RunningStatistics Exponential() =>
        Of(40).WithExponential(ExponentialMoments.Start(MomentumRule.Onnx(0.99), [1, 2, 1.0 / 3], [0, 1, 1e-300], 12));

    private static byte[] Grouped(int rows, int keys)
    {
        var accumulator = new GroupedStatisticsAccumulator(Names.Length, NonFinitePolicy.Ignore, Names);
        double[] numbers = Numbers(rows);
        for (int row = 0; row < rows; row++)
        {
            accumulator.AddRow($"key {row % keys}", numbers.AsSpan(row * Names.Length, Names.Length));
        }

        using var stream = new MemoryStream();
        accumulator.ToStatistics().Save(stream);
        return stream.ToArray();
    }

    private static byte[] Checkpoint(int rows)
    {
        string path = Path.GetTempFileName();
        try
        {
            var state = new Checkpoint(Task, 3, new Position(0, 100 * rows, rows), 100 * rows, rows, Names,
                [ColumnKind.Numbers, ColumnKind.Numbers, ColumnKind.Empty]);
            Tool.Fitting.Checkpoint.Write(path, state, rows == 0 ? null : Shard(rows));
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static double[] Numbers(int rows) => [.. Enumerable.Range(0, rows * Names.Length).Select(i => i % 17 == 5 ? double.NaN
        : i % 19 == 7 ? i / 3 : 1000 * Math.Sin(i * 1.7))];

    private static byte[] Save(RunningStatistics statistics)
    {
        using var stream = new MemoryStream();
        statistics.Save(stream);
        return stream.ToArray();
    }
}
