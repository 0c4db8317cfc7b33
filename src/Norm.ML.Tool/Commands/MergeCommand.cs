using System.CommandLine;
using Microsoft.ML;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Commands;

/// <summary><c>norm-ml merge</c>.</summary>
internal sealed class MergeCommand : ToolCommand
{
    private readonly Argument<string[]> _parts = SharedOptions.Files(
        "PART.nstat", "The statistics files that 'norm-ml fit --stats' wrote: all shards of one source, or whole sources; "
            + "patterns with * and ? are taken.");

    private readonly Option<string?> _statistics = new("--stats") { Description = "The statistics file to write.", HelpName = "FILE" };

    private readonly Option<string?> _output = SharedOptions.Out("The model to write.");

    private readonly Option<bool> _allowMissing = new("--allow-missing") { Description = "Leave out shards that are not there." };

    private readonly NormOptions _norm = new();

    private readonly GroupOptions _group = new();

    public MergeCommand(Terminal terminal)
        : base(terminal, "merge", "Joins the statistics of shards, shows them and writes an ML.NET model.")
    {
        Add(_parts);
        AddOptions(_statistics, _output, _allowMissing);
        _norm.AddTo(this);
        _group.AddTo(this, _norm, _output, reads: false);
    }

    private IReadOnlyList<string> Parts => Values(_parts);

    private string? Statistics => Value(_statistics);

    private string? Model => Value(_output);

    private bool AllowMissing => Value(_allowMissing);

    private NormOutput Norm => _norm.Of(Parsed);

    // The column of the keys, where the parts hold statistics per key and a model is written.
    private GroupChoice? Group => _group.Of(Parsed);

    protected override int Run(CancellationToken cancellation)
    {
        IReadOnlyList<string> paths = InputNames.Expand(Parts);
        CommandFiles files = new CommandFiles(Terminal).Input("PART.nstat", paths).Output("--out", Model).Output("--stats", Statistics).Check();
        if (paths.Any(StatisticsFile.IsOfGroups) || Group is not null)
        {
            MergeGroups(paths, files, cancellation);
            return ExitCode.Success;
        }

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
        return ExitCode.Success;
    }

    private void WriteJson(RunningStatistics merged, string name) => Terminal.WriteJson(() =>
        JsonResult.Of(merged, ("source", name), ("model", Model), ("statistics", Statistics)));

    private static string Left(RunningStatistics all, IEnumerable<int> columns)
    {
        string[] left = [.. columns.Select(i => $"{all[i].Name ?? $"column {i + 1}"} "
            + $"({(all[i].Infinite > 0 ? "only infinite values" : "no values")})")];
        return left.Length > 0 ? $" Left as they are: {string.Join(", ", left)}." : "";
    }

    private void MergeGroups(IReadOnlyList<string> paths, CommandFiles files, CancellationToken cancellation)
    {
        if (paths.FirstOrDefault(path => !StatisticsFile.IsOfGroups(path)) is { } other)
        {
            throw new ToolException($"{other}: this is not a file of statistics per key, as 'norm-ml fit --group --stats' writes it; "
                + "all parts have to be of one kind.");
        }

        if (Model is not null && Group is null)
        {
            throw new ToolException($"{paths[0]}: these are statistics per key; '--group COLUMN' says which column a model finds the key in.");
        }

        GroupedStatistics[] parts = [.. paths.Select(StatisticsFile.LoadGroups)];
        string name = paths.Count == 1 ? paths[0] : $"{paths[0]} and {paths.Count - 1} more";
        GroupedStatistics merged = Try(() => GroupedStatistics.MergeShards(parts, AllowMissing, paths));
        bool isPart = parts[0].All.Shard is { Count: > 1 } shard && shard.Count > parts.Length;
        if (!isPart || Model is not null)
        {
            if (merged.Count == 0)
            {
                throw new ToolException($"{name}: there are no keys in any of the parts.");
            }

            int[] columns = [.. Enumerable.Range(0, merged.ChannelCount)], finite = FiniteColumns.Among(merged.All, columns, name, _ => false);
            merged = finite.Length < columns.Length ? merged.Select(finite) : merged;
        }

        if (Model is not null && merged.ChannelNames.Count == 0)
        {
            throw new ToolException($"{paths[0]}: the statistics have no column names, which a model needs.");
        }

        GroupedFiles written = new(Terminal, files) { Model = Model, Statistics = Statistics, Norm = Norm, Group = Group };
        IReadOnlyList<string> notScaled = written.Save(merged, name, cancellation);
        written.Tell(merged, $"{parts.Length}{(isPart ? $" of {parts[0].All.Shard!.Count} shards" : "")} parts, {merged.All.RowCount} rows", "",
            notScaled, name);
    }

    private RunningStatistics Merge(RunningStatistics[] parts, IReadOnlyList<string> paths) =>
        Try(() => RunningStatistics.MergeShards(parts, AllowMissing, paths));

    private static T Try<T>(Func<T> merge)
    {
        try
        {
            return merge();
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
