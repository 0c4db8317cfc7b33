using System.CommandLine;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Commands;

/// <summary><c>norm-ml report</c>: what can be said on the command line.</summary>
internal static class ReportCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string[]> data = SharedOptions.Data(description: "The data to draw before and after each norm:", isNeeded: false);
        var demo = new Option<bool>("--demo") { Description = "Without data: the experiments alone." };
        Option<string[]> compare = SharedOptions.Compare("Newer data of the same columns: shows the drift from DATA.");
        var seed = new Option<int>("--seed")
        {
            Description =
            "Where the experiments' random numbers start. The same seed and data give the same bytes.",
            DefaultValueFactory = _ => 42
        };
        Option<string?> output = SharedOptions.Out("The page to write. Default: report.html.");
        var pdf = new Option<string?>("--pdf")
        {
            Description =
            "Prints the page to this file too, through an installed Chromium (on the PATH, or CHROMIUM_PATH).",
            HelpName = "FILE"
        };
        var images = new Option<string?>("--images")
        {
            Description = "Writes the plots into this folder too, an SVG file each.",
            HelpName = "FOLDER"
        };
        var only = new Option<string[]>("--only")
        {
            Description = "Which plots --images writes, by name. Comma-separated. Default: all.",
            HelpName = "a,b,..."
        };
        Option<string[]> columns = SharedOptions.Columns("The columns of the data to look at. Default: all columns of numbers.");
        Option<string[]> ignore = SharedOptions.Ignore("Columns of the data to leave out, such as the label.");
        var format = new FormatOptions();

        var command = new Command("report", "Writes one HTML page with plots: what each norm does, on your data and in experiments, with the "
            + "findings in words and numbers.")
        {
            data,
            demo,
            compare,
            seed,
            output,
            pdf,
            images,
            only,
            columns,
            ignore,
        };
        format.AddTo(command);
        command.Validators.Add(result =>
        {
            bool hasData = result.GetValue(data) is { Length: > 0 };
            if (hasData == result.GetValue(demo))
            {
                result.AddError("Either DATA or --demo is needed, and not both.");
            }

            if (!hasData && result.GetValue(compare) is { Length: > 0 })
            {
                result.AddError("--compare needs DATA to compare with.");
            }

            if (result.GetValue(only) is { Length: > 0 } && result.GetValue(images) is null)
            {
                result.AddError("--only says which plots --images writes.");
            }
        });
        command.SetAction((parsed, cancellation) =>
        {
            var job = new ReportJob
            {
                Data = parsed.GetValue(data) ?? [],
                Compare = parsed.GetValue(compare) ?? [],
                Seed = parsed.GetValue(seed),
                Page = parsed.GetValue(output) ?? "report.html",
                Pdf = parsed.GetValue(pdf),
                Images = parsed.GetValue(images),
                Only = [.. (parsed.GetValue(only) ?? []).SelectMany(
                    names => names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct()],
                Columns = parsed.GetValue(columns) ?? [],
                Ignore = parsed.GetValue(ignore) ?? [],
                Format = format.Of(parsed),
                Terminal = terminal,
            };
            return Job.RunAsync(terminal, job.Run, cancellation);
        });
        return command;
    }
}
