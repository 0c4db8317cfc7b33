using System.CommandLine;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Commands;

/// <summary><c>norm-ml merge</c>: what can be said on the command line.</summary>
internal static class MergeCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string[]> parts = SharedOptions.Files(
            "PART.nstat", "The statistics files that 'norm-ml fit --stats' wrote: all shards of one source, or whole sources; "
                + "patterns with * and ? are taken.");
        var statistics = new Option<string?>("--stats") { Description = "The statistics file to write.", HelpName = "FILE" };
        Option<string?> output = SharedOptions.Out("The model to write.");
        var norm = new NormOptions();
        var allowMissing = new Option<bool>("--allow-missing") { Description = "Leave out shards that are not there." };

        var command = new Command("merge", "Joins the statistics of shards, shows them and writes an ML.NET model.")
        {
            parts,
            statistics,
            output,
            allowMissing,
        };
        norm.AddTo(command);
        var group = new GroupOptions();
        group.AddTo(command, norm, output, reads: false);
        command.SetAction((parsed, cancellation) =>
        {
            var job = new MergeJob
            {
                Parts = parsed.GetRequiredValue(parts),
                Statistics = parsed.GetValue(statistics),
                Model = parsed.GetValue(output),
                Norm = norm.Of(parsed),
                Group = group.Of(parsed),
                AllowMissing = parsed.GetValue(allowMissing),
                Terminal = terminal,
            };
            return Job.RunAsync(terminal, job.Run, cancellation);
        });
        return command;
    }
}
