using Microsoft.ML;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Fitting;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Commands;

/// <summary>The work of <c>norm-ml fit</c>.</summary>
internal sealed class FitJob
{
    public required IReadOnlyList<string> Data { get; init; }

    public required NormOutput Norm { get; init; }

    /// <summary>The ONNX file, and the name of a norm in it, that stand for <see cref="Norm"/>.</summary>
    public (string? File, string? Name) Like { get; init; }

    public required ColumnChoice Columns { get; init; }

    public required string? Model { get; init; }

    public required TextFormat Format { get; init; }

    public required string? Statistics { get; init; }

    public required ShardChoice? Shard { get; init; }

    public required string? Checkpoint { get; init; }

    public required TimeSpan CheckpointInterval { get; init; }

    public required int Workers { get; init; }

    public required Terminal Terminal { get; init; }

    public void Run(CancellationToken cancellation)
    {
        string? modelPath = ModelPath(Model, Statistics, Data);
        IReadOnlyList<string> data = InputNames.Expand(Data);
        CommandFiles files = new CommandFiles(Terminal).Input("DATA", data).Input("--like", Like.File)
            .Output(Model is null ? "--out (by default)" : "--out", modelPath).Output("--stats", Statistics).Output("--checkpoint", Checkpoint)
            .Check();
        NormOutput norm = Like.File is { } like ? Norm with { Norm = LikeNorm.Read(like, Like.Name) } : Norm;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using RowSource source = SourceFiles.Open(data, Format, Columns, again: false, stop.Token);
        var reader = new FitReader(source, Terminal)
        {
            Columns = Columns,
            Shard = Shard,
            Checkpoint = Checkpoint,
            CheckpointInterval = CheckpointInterval,
            Workers = Workers,
        };
        FitResult result = reader.Read(stop, cancellation);
        RunningStatistics statistics = result.Statistics;
        IReadOnlyList<string> notScaled = [];
        if (modelPath is not null)
        {
            var ml = new MLContext();
            (ITransformer model, DataViewSchema inputs) = ModelBuilder.Build(ml, norm, statistics, source.Name);
            notScaled = [.. NotScaled.In(model, inputs)];
            ModelFile.Save(ml, files, modelPath, model, inputs, cancellation);
        }

        if (Statistics is not null)
        {
            StatisticsFile.Save(files, Statistics, statistics, cancellation);
        }

        if (Checkpoint is not null)
        {
            WholeFile.Delete(Checkpoint);
        }

        Tell(source, result, modelPath, norm.Norm, notScaled);
        Terminal.WriteJson(() => JsonResult.Of(statistics, ("source", source.Name), ("norm", norm.Norm.Name), ("model", modelPath),
            ("statistics", Statistics)));
    }

    private void Tell(RowSource source, FitResult result, string? modelPath, NormChoice norm, IReadOnlyList<string> notScaled)
    {
        string rest = result.Left.Count > 0 ? $" Left as they are: {string.Join(", ", result.Left)}." : "";
        if (Shard is not null)
        {
            // What all rows show is told by 'norm-ml merge'.
            Terminal.Say($"{Statistics}: shard {Shard} of {source.Name}, {result.Statistics.RowCount} rows.{rest}");
            foreach (string remark in source.Remarks(result.Texts).Concat(source.LabelRemarks(result.Statistics)))
            {
                Terminal.Say(remark);
            }

            return;
        }

        StatisticsTable.Write(Terminal, result.Statistics);
        string what = modelPath is null ? "statistics" : norm.Title;
        Terminal.Say($"{modelPath ?? Statistics}: {what} of {result.Statistics.ChannelCount} of the {source.Columns.Count} "
            + $"columns of {source.Name}.{rest}");
        foreach (string remark in source.Remarks(result.Texts).Concat(source.LabelRemarks(result.Statistics))
            .Concat(UnusedCells.Remarks(source.Name, result.Statistics, norm, source.FirstInfinite)).Concat(notScaled))
        {
            Terminal.Say(remark);
        }
    }

    /// <summary>Where the model goes: beside the data, where that is one file and no statistics are asked for instead.</summary>
    public static string? ModelPath(string? model, string? statistics, IReadOnlyList<string> data)
    {
        if (model is not null || statistics is not null)
        {
            return model;
        }

        return SharedOptions.IsOneFile(data) ? SharedOptions.Beside(data[0], ".model.zip")
            : throw new ToolException("--out or --stats has to say where the result goes, where the data is not one file.");
    }
}
