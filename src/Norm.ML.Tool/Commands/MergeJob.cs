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
        string name = paths.Count == 1 ? paths[0] : $"{paths[0]} and {paths.Count - 1} more";
        RunningStatistics all = Merge(parts, paths);
        bool isPart = parts[0].Shard is { Count: > 1 } shard && shard.Count > parts.Length;
        if (all.RowCount == 0 && (Model is not null || !isPart))
        {
            throw new ToolException($"{name}: there are no rows in any of the parts.");
        }

        // What is there of a source may lack the values that the rest of it has.
        int[] columns = [.. Enumerable.Range(0, all.ChannelCount)], finite = isPart && Model is null ? columns
            : FiniteColumns.Among(all, columns, name, _ => false);
        RunningStatistics merged = finite.Length < columns.Length ? all.Select(finite) : all;
        IReadOnlyList<string> notScaled = [];
        if (Model is not null)
        {
            if (merged.ChannelNames.Count == 0)
            {
                throw new ToolException($"{paths[0]}: the statistics have no column names, which a model needs.");
            }

            var ml = new MLContext();
            (ITransformer model, DataViewSchema inputs) = ModelBuilder.Build(ml, Norm, merged, name);
            notScaled = [.. NotScaled.In(model, inputs)];
            ModelFile.Save(ml, files, Model, model, inputs, cancellation);
        }

        if (Statistics is not null)
        {
            StatisticsFile.Save(files, Statistics, isPart ? all : merged, cancellation);
        }

        StatisticsTable.Write(Terminal, merged);
        string[] written = [.. new[] { Model, Statistics }.OfType<string>()];
        string shards = isPart ? $" of {parts[0].Shard!.Count} shards" : "";
        Terminal.Say($"{(written.Length > 0 ? string.Join(", ", written) + ": " : "")}{parts.Length}{shards} parts, {merged.RowCount} "
            + $"rows.{Left(all, columns.Except(finite))}");
        if (merged.ChannelNames.Count > 0)
        {
            foreach (string remark in UnusedCells.Remarks(name, merged, Norm.Norm).Concat(notScaled))
            {
                Terminal.Say(remark);
            }
        }

        WriteJson(merged, name);
    }

    private void WriteJson(RunningStatistics merged, string name) => Terminal.WriteJson(() =>
        JsonResult.Of(merged, ("source", name), ("model", Model), ("statistics", Statistics)));

    private static string Left(RunningStatistics all, IEnumerable<int> columns)
    {
        string[] left = [.. columns.Select(i => $"{all[i].Name ?? $"column {i + 1}"} "
            + $"({(all[i].Infinite > 0 ? "only infinite values" : "no values")})")];
        return left.Length > 0 ? $" Left as they are: {string.Join(", ", left)}." : "";
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
