using System.CommandLine;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Onnx;

namespace Norm.ML.Reliability.Faults;

/// <summary>A process that saves through the libraries, in a loop, until it is killed: two contents take turns.</summary>
internal static class SavingLoop
{
    private const int Channels = 2000;

    /// <summary>What can be saved.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["statistics", "statistics per key", "model", "onnx"];

    public static Command CreateCommand()
    {
        var kind = new Argument<string>("kind");
        var path = new Argument<string>("path");
        var command = new Command("faults-saving-loop", "What 'faults' kills.") { kind, path };
        command.Hidden = true;
        command.SetAction(result => Run(Saves(result.GetValue(kind)!), result.GetValue(path)!));
        return command;
    }

    /// <summary>The two ways to save: each writes another content.</summary>
    public static Action<string>[] Saves(string kind)
    {
        RunningStatistics[] both = [Statistics(1), Statistics(2)];
        return [.. both.Select(statistics => Save(kind, statistics))];
    }

    private static void Run(Action<string>[] saves, string path)
    {
        for (int i = 0; ; i++)
        {
            saves[i % saves.Length](path);
        }
    }

    private static Action<string> Save(string kind, RunningStatistics statistics)
    {
        switch (kind)
        {
            case "statistics":
                return statistics.Save;
            case "statistics per key":
                var groups = new GroupedStatisticsAccumulator(20);
                double[] row = new double[20];
                for (int i = 0; i < 2000; i++)
                {
                    Array.Fill(row, i * statistics[0].Mean);
                    groups.AddRow($"key {i % 200}", row);
                }

                return groups.ToStatistics().Save;
            case "model":
                var ml = new MLContext();
                var schema = new DataViewSchema.Builder();
                schema.AddColumn("Features", new VectorDataViewType(NumberDataViewType.Single, Channels));
                ITransformer model = ml.Transforms.BatchNorm(statistics, "Features");
                DataViewSchema inputs = schema.ToSchema();
                return path => ml.Model.SaveAtomically(model, inputs, path);
            default:
                return OnnxModel.FromStatistics<float>(statistics).Save;
        }
    }

    private static RunningStatistics Statistics(int seed)
    {
        var random = new Random(seed);
        var accumulator = new StatisticsAccumulator(Channels);
        accumulator.Add(Enumerable.Range(0, 100 * Channels).Select(_ => random.NextDouble()).ToArray());
        return accumulator.ToStatistics();
    }
}
