using System.CommandLine;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Commands;

/// <summary><c>norm-ml fit</c>: what can be said on the command line.</summary>
static class FitCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> data = SharedOptions.Data();
        var norm = new Option<string>("--norm")
        {
            Description = "Which norm: " + string.Join("; ", NormChoices.All.Select(norm => $"{norm.Name}: {norm.Description}")) + ".",
            DefaultValueFactory = _ => NormChoices.All[0].Name,
        };
        norm.AcceptOnlyFromAmong([.. NormChoices.All.Select(norm => norm.Name)]);
        Option<string[]> columns = SharedOptions.Columns("The columns to fit. Default: all columns of numbers.");
        Option<string[]> ignore = SharedOptions.Ignore("Columns to leave as they are, such as the label.");
        Option<string?> output = SharedOptions.Out("The model to write. Default: DATA.model.zip beside DATA.csv.");
        Option<char?> separator = SharedOptions.Separator();

        var command = new Command("fit", "Learns a normalizer from a CSV file or in a database, shows the statistics and writes an ML.NET model.")
        {
            data,
            norm,
            columns,
            ignore,
            output,
            separator,
        };
        var database = new DatabaseOptions();
        database.AddTo(command, data, columns, output, ignore, separator, norm);
        command.SetAction((parsed, cancellation) =>
        {
            if (database.Job(parsed, parsed.GetValue(columns) ?? [], parsed.GetValue(output), terminal) is { } inDatabase)
                return Job.RunAsync(terminal, inDatabase.Run, cancellation);

            var job = new FitJob
            {
                Data = parsed.GetRequiredValue(data),
                Norm = NormChoices.Named(parsed.GetRequiredValue(norm)),
                Columns = parsed.GetValue(columns) ?? [],
                Ignore = parsed.GetValue(ignore) ?? [],
                Model = parsed.GetValue(output),
                Separator = parsed.GetValue(separator),
                Terminal = terminal,
            };
            return Job.RunAsync(terminal, job.Run, cancellation);
        });
        return command;
    }
}
