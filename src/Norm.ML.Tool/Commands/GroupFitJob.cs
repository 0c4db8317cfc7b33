using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Fitting;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Commands;

/// <summary>The work of <c>norm-ml fit --group</c> on files.</summary>
internal sealed class GroupFitJob
{
    public required IReadOnlyList<string> Data { get; init; }

    public required GroupChoice Group { get; init; }

    public required NormOutput Norm { get; init; }

    public required ColumnChoice Columns { get; init; }

    public required string? Model { get; init; }

    public required TextFormat Format { get; init; }

    public required string? Statistics { get; init; }

    public required ShardChoice? Shard { get; init; }

    public required int Workers { get; init; }

    public required Terminal Terminal { get; init; }

    public void Run(CancellationToken cancellation)
    {
        string? modelPath = FitJob.ModelPath(Model, Statistics, Data);
        IReadOnlyList<string> data = InputNames.Expand(Data);
        CommandFiles files = new CommandFiles(Terminal).Input("DATA", data).Output(Model is null ? "--out (by default)" : "--out", modelPath)
            .Output("--stats", Statistics).Check();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

        // The columns are looked at before they are read, so that a pipe is copied.
        ColumnChoice needed = Columns.IsNamed ? Columns with { Columns = [.. Columns.Columns, Group.Column] } : Columns;
        using RowSource source = SourceFiles.Open(data, Format, needed, again: true, stop.Token);
        var reader = new GroupReader(source, Group, Terminal) { Columns = Columns, Shard = Shard, Workers = Workers };
        GroupFitResult result = reader.Read(stop, cancellation);
        GroupedFiles written = new(Terminal, files) { Model = modelPath, Statistics = Statistics, Norm = Norm, Group = Group };
        IReadOnlyList<string> notScaled = written.Save(result.Statistics, source.Name, cancellation);
        string rest = result.Left.Count > 0 ? $" Left as they are: {string.Join(", ", result.Left)}." : "";
        string what = Shard is not null ? $"shard {Shard} of {source.Name}"
            : $"{(modelPath is null ? "statistics" : Norm.Norm.Title)} of {result.Statistics.ChannelCount} of the {source.Columns.Count} columns of "
                + source.Name;
        written.Tell(result.Statistics, what, rest, [.. source.Remarks(result.Texts), .. notScaled], source.Name);
    }
}
