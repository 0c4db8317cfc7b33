using System.CommandLine;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Commands;

/// <summary><c>norm-ml apply</c>: what can be said on the command line.</summary>
internal static class ApplyCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("MODEL.zip") { Description = "A model that 'norm-ml fit' or another ML.NET program wrote." };
        Argument<string> data = SharedOptions.Data();
        Option<string?> output = SharedOptions.Out("The file to write. Default: DATA.normalized.csv beside DATA.csv.");
        Option<long?> maximumBytes = SharedOptions.MaximumModelBytes();
        var format = new FormatOptions();

        var command = new Command("apply", "Writes the data with the normalized columns in place of the originals.")
        {
            model,
            data,
            output,
            maximumBytes,
        };
        format.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var job = new ApplyJob
            {
                Model = parsed.GetRequiredValue(model),
                Data = parsed.GetRequiredValue(data),
                Result = parsed.GetValue(output),
                MaximumModelBytes = parsed.GetValue(maximumBytes),
                Format = format.Of(parsed),
                Terminal = terminal,
            };
            return Job.RunAsync(terminal, job.Run, cancellation);
        });
        return command;
    }
}
