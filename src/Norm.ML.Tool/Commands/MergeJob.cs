using Microsoft.ML;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Commands;

/// <summary>The work of <c>norm-ml merge</c>.</summary>
internal sealed class MergeJob
{
    public required IReadOnlyList<string> Parts { get; init; }

    public required string? Statistics { get; init; }

    public required string? Model { get; init; }

    public required NormOutput Norm { get; init; }

    public required bool AllowMissing { get; init; }

    public required Terminal Terminal { get; init; }

    public void Run(CancellationToken cancellation)
    {
        IReadOnlyList<string> paths = InputNames.Expand(Parts);
        CommandFiles files = new CommandFiles(Terminal).Input("PART.nstat", paths).Output("--out", Model).Output("--stats", Statistics).Check();
        RunningStatistics[] parts = [.. paths.Select(StatisticsFile.Load)];
        RunningStatistics merged = Merge(parts, paths);
        if (Model is not null)
        {
            if (merged.ChannelNames.Count == 0)
            {
                throw new ToolException($"{paths[0]}: the statistics have no column names, which a model needs.");
            }

            var ml = new MLContext();
            (ITransformer model, DataViewSchema inputs) = ModelBuilder.Build(ml, Norm, merged, paths[0]);
            ModelFile.Save(ml, files, Model, model, inputs, cancellation);
        }

        if (Statistics is not null)
        {
            StatisticsFile.Save(files, Statistics, merged, cancellation);
        }

        StatisticsTable.Write(Terminal, merged);
        string[] written = [.. new[] { Model, Statistics }.OfType<string>()];
        string shards = parts[0].Shard is { Count: > 1 } shard && shard.Count > parts.Length ? $" of {shard.Count} shards" : "";
        Terminal.Say($"{(written.Length > 0 ? string.Join(", ", written) + ": " : "")}{parts.Length}{shards} parts, {merged.RowCount} rows.");
    }

    private RunningStatistics Merge(RunningStatistics[] parts, IReadOnlyList<string> paths)
    {
        try
        {
            return RunningStatistics.MergeShards(parts, AllowMissing, paths);
        }
        catch (InvalidDataException problem)
        {
            string hint = problem.Message.Contains(" missing.", StringComparison.Ordinal) ? " '--allow-missing' leaves them out." : "";
            throw new ToolException(problem.Message + hint, problem);
        }
        catch (InvalidOperationException problem)
        {
            throw new ToolException(OneLine.Of(problem), problem);
        }
    }
}
