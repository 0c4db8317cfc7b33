using System.CommandLine;
using System.Globalization;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Results;

namespace Norm.ML.Tool.Commands;

/// <summary><c>norm-ml apply</c>: what can be said on the command line.</summary>
internal static class ApplyCommand
{
    private const int MostDigits = 17;

    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("MODEL.zip") { Description = "A model that 'norm-ml fit' or another ML.NET program wrote." };
        Argument<string[]> data = SharedOptions.Data();
        Option<string?> output = SharedOptions.Out("The file to write, or - for standard output. The end of its name says the format. "
            + "Default: DATA.normalized.csv beside DATA.csv, and so on.");
        var to = new Option<string?>("--to")
        {
            Description = "The format of the result, whatever its name: csv, parquet, arrow (a stream where it goes to a pipe) or npy.",
            HelpName = "FORMAT",
        };
        to.AcceptOnlyFromAmong([.. ResultFormat.All.Select(format => format.Name)]);
        var select = new Option<string[]>("--select")
        {
            Description = "The columns of the result that are written, in this order, with * for any characters. Comma-separated. Default: all.",
            HelpName = "a,b,...",
        };
        var append = new Option<bool>("--append") { Description = "Keeps the original columns, and adds the results as NAME_normalized." };
        var inverse = new Option<bool>("--inverse") { Description = "Goes back: from normalized columns to the original values. For BatchNorm." };
        var digits = new Option<int?>("--digits")
        {
            Description = $"How many significant digits numbers have in CSV, 1 to {MostDigits}. Default: as many as read back as the same number.",
            HelpName = "N",
        };
        digits.Validators.Add(result =>
        {
            if (result.Tokens is [var only] && !(int.TryParse(only.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
                && value is >= 1 and <= MostDigits))
            {
                result.AddError($"--digits takes 1 to {MostDigits}, not '{only.Value}'.");
            }
        });
        var asSingle = new Option<bool>("--float") { Description = "Rounds results to Single. Default: all digits of the norm's Doubles." };
        Option<long?> maximumBytes = SharedOptions.MaximumModelBytes();
        Option<int> workers = FitScaleOptions.CreateWorkers();
        var format = new FormatOptions();

        var command = new Command("apply", "Writes the data with the normalized columns in place of the originals.")
        {
            model,
            data,
            output,
            to,
            select,
            append,
            inverse,
            digits,
            asSingle,
            maximumBytes,
            workers,
        };
        format.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var job = new ApplyJob
            {
                Model = parsed.GetRequiredValue(model),
                Data = parsed.GetRequiredValue(data),
                Result = parsed.GetValue(output),
                To = parsed.GetValue(to) is { } name ? ResultFormat.Named(name) : null,
                Select = parsed.GetValue(select) ?? [],
                Append = parsed.GetValue(append),
                Inverse = parsed.GetValue(inverse),
                Numbers = new(parsed.GetValue(asSingle), parsed.GetValue(digits)),
                MaximumModelBytes = parsed.GetValue(maximumBytes),
                Workers = parsed.GetValue(workers),
                Format = format.Of(parsed),
                Terminal = terminal,
            };
            return Job.RunAsync(terminal, job.Run, cancellation);
        });
        return command;
    }
}
