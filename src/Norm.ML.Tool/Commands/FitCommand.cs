using System.CommandLine;
using Microsoft.ML;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Database;
using Norm.ML.Tool.Fitting;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Commands;

/// <summary><c>norm-ml fit</c>: of files, of files per key, or in a database.</summary>
internal sealed class FitCommand : ToolCommand
{
    private readonly Argument<string[]> _data = SharedOptions.Data();

    private readonly Option<string?> _like = new("--like")
    {
        Description = "An ONNX file in place of --norm: kind, epsilon, groups, gamma and beta are those of the norm in it. "
            + "Statistics are learned from DATA.",
        HelpName = "MODEL.onnx",
    };

    private readonly Option<string?> _likeNorm = new("--like-norm")
    {
        Description = "The name of the norm in the file of --like, where it has several.",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _columns = SharedOptions.Columns("The columns to fit. Default: all columns of numbers.");

    private readonly Option<string[]> _ignore = SharedOptions.Ignore("Columns to leave as they are, such as the label.");

    private readonly Option<string?> _output =
        SharedOptions.Out("The model to write. Default: DATA.model.zip beside DATA.csv, unless --stats is given.");

    private readonly NormOptions _norm = new();

    private readonly GroupOptions _group = new();

    private readonly FormatOptions _format = new();

    private readonly FitScaleOptions _scale = new();

    private readonly DatabaseOptions _database = new();

    public FitCommand(Terminal terminal)
        : base(terminal, "fit", "Learns a normalizer from files of any size or in a database, shows the statistics and writes an ML.NET model.")
    {
        Add(_data);
        AddOptions(_like, _likeNorm, _columns, _ignore, _output);
        _norm.AddTo(this);
        _group.AddTo(this, _norm, _output, reads: true);
        _format.AddTo(this);
        _scale.AddTo(this, _output);
        _database.AddTo(this, _data, _columns, _norm, _group, _output, _scale.Statistics);
        Validators.Add(result =>
        {
            if (result.GetResult(_like) is not null && _norm.AnyBeside(result))
            {
                result.AddError("--like chooses the norm and its options; leave --norm and its options out.");
            }

            if (result.GetResult(_likeNorm) is not null && result.GetResult(_like) is null)
            {
                result.AddError("--like-norm goes with --like.");
            }

            if (result.GetResult(_group.Column) is not null && new Option[] { _like, _scale.Checkpoint }.FirstOrDefault(
                option => result.GetResult(option) is not null) is { } other)
            {
                result.AddError($"{other.Name} does not go with --group.");
            }
        });
    }

    private string[] Data => Values(_data);

    // The ONNX file whose norm stands for that of the options.
    private string? Like => Value(_like);

    private ColumnChoice Columns => new(Values(_columns), Values(_ignore));

    private string? Model => Value(_output);

    private NormOutput Norm => _norm.Of(Parsed);

    private TextFormat Format => _format.Of(Parsed);

    private string? Statistics => Value(_scale.Statistics);

    private ShardChoice? Shard => _scale.ShardOf(Parsed);

    private string? Checkpoint => Value(_scale.Checkpoint);

    protected override int Run(CancellationToken cancellation)
    {
        GroupChoice? group = _group.Of(Parsed);
        if (_database.TableOf(Parsed) is { } table)
        {
            var fit = new DatabaseFitJob(Terminal)
            {
                Table = table,
                Columns = Values(_columns),
                Group = group,
                Norm = Norm,
                Model = Model,
                Statistics = Statistics,
            };
            fit.Run(cancellation);
        }
        else if (group is not null)
        {
            FitGroups(group, cancellation);
        }
        else
        {
            FitFiles(cancellation);
        }

        return ExitCode.Success;
    }

    private void FitFiles(CancellationToken cancellation)
    {
        string? modelPath = ModelPath();
        IReadOnlyList<string> data = InputNames.Expand(Data);
        CommandFiles files = new CommandFiles(Terminal).Input("DATA", data).Input("--like", Like)
            .Output(Model is null ? "--out (by default)" : "--out", modelPath).Output("--stats", Statistics).Output("--checkpoint", Checkpoint)
            .Check();
        NormOutput norm = Like is { } like ? Norm with { Norm = LikeNorm.Read(like, Value(_likeNorm)) } : Norm;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using RowSource source = SourceFiles.Open(data, Format, Columns, again: false, stop.Token);
        var reader = new FitReader(source, Terminal)
        {
            Columns = Columns,
            Shard = Shard,
            Checkpoint = Checkpoint,
            CheckpointInterval = TimeSpan.FromSeconds(Value(_scale.CheckpointEvery)),
            Workers = Value(_scale.Workers),
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

    private void FitGroups(GroupChoice group, CancellationToken cancellation)
    {
        string? modelPath = ModelPath();
        IReadOnlyList<string> data = InputNames.Expand(Data);
        CommandFiles files = new CommandFiles(Terminal).Input("DATA", data).Output(Model is null ? "--out (by default)" : "--out", modelPath)
            .Output("--stats", Statistics).Check();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

        // The columns are looked at before they are read, so that a pipe is copied.
        ColumnChoice needed = Columns.IsNamed ? Columns with { Columns = [.. Columns.Columns, group.Column] } : Columns;
        using RowSource source = SourceFiles.Open(data, Format, needed, again: true, stop.Token);
        var reader = new GroupReader(source, group, Terminal) { Columns = Columns, Shard = Shard, Workers = Value(_scale.Workers) };
        GroupFitResult result = reader.Read(stop, cancellation);
        GroupedFiles written = new(Terminal, files) { Model = modelPath, Statistics = Statistics, Norm = Norm, Group = group };
        IReadOnlyList<string> notScaled = written.Save(result.Statistics, source.Name, cancellation);
        string rest = result.Left.Count > 0 ? $" Left as they are: {string.Join(", ", result.Left)}." : "";
        string what = Shard is not null ? $"shard {Shard} of {source.Name}"
            : $"{(modelPath is null ? "statistics" : Norm.Norm.Title)} of {result.Statistics.ChannelCount} of the {source.Columns.Count} columns of "
                + source.Name;
        written.Tell(result.Statistics, what, rest, [.. source.Remarks(result.Texts), .. notScaled], source.Name);
    }

    // Beside the data, where that is one file and no statistics are asked for instead.
    private string? ModelPath()
    {
        if (Model is not null || Statistics is not null)
        {
            return Model;
        }

        return SharedOptions.IsOneFile(Data) ? SharedOptions.Beside(Data[0], ".model.zip")
            : throw new ToolException("--out or --stats has to say where the result goes, where the data is not one file.");
    }
}
