using System.CommandLine;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Commands;

/// <summary><c>norm-ml fit</c>: what can be said on the command line.</summary>
internal static class FitCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string[]> data = SharedOptions.Data();
        var like = new Option<string?>("--like")
        {
            Description = "An ONNX file in place of --norm: kind, epsilon, groups, gamma and beta are those of the norm in it. "
                + "Statistics are learned from DATA.",
            HelpName = "MODEL.onnx",
        };
        var likeNorm = new Option<string?>("--like-norm")
        {
            Description = "The name of the norm in the file of --like, where it has several.",
            HelpName = "NAME",
        };
        Option<string[]> columns = SharedOptions.Columns("The columns to fit. Default: all columns of numbers.");
        Option<string[]> ignore = SharedOptions.Ignore("Columns to leave as they are, such as the label.");
        Option<string?> output = SharedOptions.Out("The model to write. Default: DATA.model.zip beside DATA.csv, unless --stats is given.");
        var format = new FormatOptions();
        var scale = new FitScaleOptions();

        var command = new Command("fit", "Learns a normalizer from files of any size or in a database, "
            + "shows the statistics and writes an ML.NET model.")
        {
            data,
            like,
            likeNorm,
            columns,
            ignore,
            output,
        };
        var norm = new NormOptions();
        norm.AddTo(command);
        var group = new GroupOptions();
        group.AddTo(command, norm, output, reads: true);
        format.AddTo(command);
        scale.AddTo(command, output);
        var database = new DatabaseOptions();
        database.AddTo(command, data, columns, norm, group, output, scale.Statistics);
        command.Validators.Add(result =>
        {
            if (result.GetResult(like) is not null && norm.AnyBeside(result))
            {
                result.AddError("--like chooses the norm and its options; leave --norm and its options out.");
            }

            if (result.GetResult(likeNorm) is not null && result.GetResult(like) is null)
            {
                result.AddError("--like-norm goes with --like.");
            }

            if (result.GetResult(group.Column) is not null && new Option[] { like, scale.Checkpoint }.FirstOrDefault(
                option => result.GetResult(option) is not null) is { } other)
            {
                result.AddError($"{other.Name} does not go with --group.");
            }
        });
        command.SetAction((parsed, cancellation) =>
        {
            if (database.JobOf(parsed, terminal) is { } inDatabase)
            {
                return Job.RunAsync(terminal, inDatabase.Run, cancellation);
            }

            if (group.Of(parsed) is { } ofGroups)
            {
                var grouped = new GroupFitJob
                {
                    Data = parsed.GetRequiredValue(data),
                    Group = ofGroups,
                    Norm = norm.Of(parsed),
                    Columns = new ColumnChoice(parsed.GetValue(columns) ?? [], parsed.GetValue(ignore) ?? []),
                    Model = parsed.GetValue(output),
                    Format = format.Of(parsed),
                    Statistics = parsed.GetValue(scale.Statistics),
                    Shard = scale.ShardOf(parsed),
                    Workers = parsed.GetValue(scale.Workers),
                    Terminal = terminal,
                };
                return Job.RunAsync(terminal, grouped.Run, cancellation);
            }

            var job = new FitJob
            {
                Data = parsed.GetRequiredValue(data),
                Norm = norm.Of(parsed),
                Like = (parsed.GetValue(like), parsed.GetValue(likeNorm)),
                Columns = new ColumnChoice(parsed.GetValue(columns) ?? [], parsed.GetValue(ignore) ?? []),
                Model = parsed.GetValue(output),
                Format = format.Of(parsed),
                Statistics = parsed.GetValue(scale.Statistics),
                Shard = scale.ShardOf(parsed),
                Checkpoint = parsed.GetValue(scale.Checkpoint),
                CheckpointInterval = TimeSpan.FromSeconds(parsed.GetValue(scale.CheckpointEvery)),
                Workers = parsed.GetValue(scale.Workers),
                Terminal = terminal,
            };
            return Job.RunAsync(terminal, job.Run, cancellation);
        });
        return command;
    }
}
