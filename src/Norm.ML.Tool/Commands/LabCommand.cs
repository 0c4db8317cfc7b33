using System.CommandLine;
using System.CommandLine.Parsing;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Norm.ML.Lab;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Commands;

/// <summary><c>norm-ml lab</c>.</summary>
internal sealed class LabCommand : ToolCommand
{
    private const int DefaultPort = 5117;

    private readonly Option<int> _port = new("--port")
    {
        Description = $"The port to listen on; 0 takes a free one. Default: {DefaultPort}.",
        DefaultValueFactory = _ => DefaultPort,
        HelpName = "N",
        CustomParser = ParsePort,
    };

    private readonly Option<bool> _open = new("--open") { Description = "Opens the page in the browser." };

    private readonly Argument<string[]> _data = SharedOptions.Data(description: "Data to look at, beside the scenarios:", isNeeded: false);

    private readonly Option<string[]> _named = new("--data")
    {
        Description = "The same as DATA.",
        HelpName = "DATA",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly FormatOptions _format = new();

    public LabCommand(Terminal terminal)
        : base(terminal, "lab", "Serves an interactive page on this machine: what each norm shares, removes and fails at.")
    {
        Add(_data);
        AddOptions(_named, _port, _open);
        _format.AddTo(this);
    }

    // It ends when it is stopped.
    protected override int Run(CancellationToken cancellation)
    {
        ServeAsync(cancellation).GetAwaiter().GetResult();
        return ExitCode.Success;
    }

    private async Task ServeAsync(CancellationToken cancellation)
    {
        IReadOnlyList<string> data = [.. Values(_data), .. Values(_named)];
        LabTable? table = data.Count == 0 ? null : Read(data, cancellation);
        await using LabServer server = await StartAsync(table, cancellation);
        Uri page = table is null ? server.Address : new Uri(server.Address, "?view=grid&scenario=data");
        if (!Terminal.IsJson)
        {
            Terminal.Out.WriteLine(page);
        }

        Terminal.WriteJson(() => new JsonObject { ["address"] = page.ToString() });
        Terminal.Say("The lab is there for this machine only; Ctrl-C ends it.");
        if (Value(_open))
        {
            OpenBrowser(page);
        }

        await server.RunAsync(cancellation);
    }

    private LabTable Read(IReadOnlyList<string> data, CancellationToken cancellation)
    {
        using RowSource source = SourceFiles.Open(data, _format.Of(Parsed), ColumnChoice.All, again: true, cancellation);
        (LabTable table, SourceNumbers numbers) = TableSample.Read(Terminal, source, cancellation);
        if (table.Lines.Count < table.RowCount)
        {
            Terminal.Say(FormattableString.Invariant(
                $"{source.Name}: {table.RowCount} rows; the page shows a sample of {table.Lines.Count}, and statistics of all."));
        }

        foreach (string remark in source.Remarks(numbers.Texts))
        {
            Terminal.Say(remark);
        }

        return table;
    }

    private async Task<LabServer> StartAsync(LabTable? table, CancellationToken cancellation)
    {
        try
        {
            return await LabServer.StartAsync(Value(_port), table, cancellation);
        }
        catch (LabException problem)
        {
            throw new ToolException(problem.Message, problem);
        }
    }

    private void OpenBrowser(Uri address)
    {
        try
        {
            using Process? browser = Process.Start(new ProcessStartInfo(address.ToString()) { UseShellExecute = true });
        }
        catch (Exception problem) when (problem is Win32Exception or PlatformNotSupportedException or FileNotFoundException)
        {
            Terminal.Say($"No browser could be opened ({OneLine.Of(problem)}); open {address} by hand.");
        }
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
