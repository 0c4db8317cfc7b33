using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Commands;

/// <summary><c>norm-ml lab</c>: what can be said on the command line.</summary>
internal static class LabCommand
{
    private const int DefaultPort = 5117;

    public static Command Create(Terminal terminal)
    {
        var port = new Option<int>("--port")
        {
            Description = $"The port to listen on; 0 takes a free one. Default: {DefaultPort}.",
            DefaultValueFactory = _ => DefaultPort,
            HelpName = "N",
            CustomParser = ParsePort,
        };
        var open = new Option<bool>("--open") { Description = "Opens the page in the browser." };
        Argument<string[]> data = SharedOptions.Data(description: "Data to look at, beside the scenarios:", isNeeded: false);
        var named = new Option<string[]>("--data") { Description = "The same as DATA.", HelpName = "DATA", Arity = ArgumentArity.OneOrMore };
        var format = new FormatOptions();

        var command = new Command("lab", "Serves an interactive page on this machine: what each norm shares, removes and fails at.")
        {
            data,
            named,
            port,
            open,
        };
        format.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var job = new LabJob
            {
                Port = parsed.GetValue(port),
                Open = parsed.GetValue(open),
                Data = [.. parsed.GetValue(data) ?? [], .. parsed.GetValue(named) ?? []],
                Format = format.Of(parsed),
                Terminal = terminal,
            };
            return Job.RunAsync(terminal, job.Run, cancellation);
        });
        return command;
    }

    private static int ParsePort(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= IPEndPoint.MaxPort)
        {
            return port;
        }

        result.AddError($"Port '{text}' is not a number from 0 to {IPEndPoint.MaxPort}.");
        return DefaultPort;
    }
}
