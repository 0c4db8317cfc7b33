using System.CommandLine;
using Norm.ML.Inspection;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Commands;

/// <summary><c>norm-ml inspect</c>: what can be said on the command line.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string[]> target = SharedOptions.Data("DATA|MODEL.zip|MODEL.onnx", "What to look into: data, the norms of an ONNX file, or a model "
            + "that 'norm-ml fit' or another ML.NET program wrote. Data after a model is compared with what the model has learned. Data is");
        Option<string[]> compare = SharedOptions.Compare("Newer data: has it drifted away from the data, or from what the model has learned?");
        Option<string[]> columns = SharedOptions.Columns("The columns of the data to look at. Default: all columns of numbers.");
        Option<string[]> ignore = SharedOptions.Ignore("Columns of the data to leave out, such as the label.");
        var activations = new Option<bool>("--activations")
        {
            Description = "The columns are the activations of a network's layers, first layer first: says whether their scale grows or vanishes.",
        };
        var failOn = new Option<string?>("--fail-on")
        {
            Description = $"Ends with exit code {ExitCode.Found} where there is a finding of this level or a graver one: problem or advice.",
            HelpName = "LEVEL",
        };
        failOn.AcceptOnlyFromAmong("problem", "advice");
        var all = new Option<bool>("--all")
        {
            Description =
            $"Lists every column and finding, even where there are more than {InspectionReport.MostLines}."
        };
        Option<long?> maximumBytes = SharedOptions.MaximumModelBytes();
        var format = new FormatOptions();

        var command = new Command("inspect", "Shows scale, spread, missing values, outliers and skew of data, or the shapes and statistics of a "
            + "model's norms, with advice.")
        {
            target,
            compare,
            columns,
            ignore,
            activations,
            failOn,
            all,
            maximumBytes,
        };
        format.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var job = new InspectJob
            {
                Targets = parsed.GetRequiredValue(target),
                Compare = parsed.GetValue(compare) ?? [],
                Columns = parsed.GetValue(columns) ?? [],
                Ignore = parsed.GetValue(ignore) ?? [],
                Activations = parsed.GetValue(activations),
                FailOn = parsed.GetValue(failOn) is { } level ? Enum.Parse<FindingLevel>(level, ignoreCase: true) : null,
                All = parsed.GetValue(all),
                MaximumModelBytes = parsed.GetValue(maximumBytes),
                Format = format.Of(parsed),
                Terminal = terminal,
            };
            return Job.RunAsync(terminal, job.Run, cancellation);
        });
        return command;
    }
}
