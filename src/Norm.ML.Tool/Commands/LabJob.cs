using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Norm.ML.Lab;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Commands;

/// <summary>The work of <c>norm-ml lab</c>: it ends when it is stopped.</summary>
internal sealed class LabJob
{
    public required int Port { get; init; }

    public required bool Open { get; init; }

    /// <summary>None for the scenarios alone.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    public required TextFormat Format { get; init; }

    public required Terminal Terminal { get; init; }

    public void Run(CancellationToken cancellation) => RunAsync(cancellation).GetAwaiter().GetResult();

    private async Task RunAsync(CancellationToken cancellation)
    {
        LabTable? table = Data.Count == 0 ? null : Read(cancellation);
        await using LabServer server = await StartAsync(table, cancellation);
        Uri page = table is null ? server.Address : new Uri(server.Address, "?view=grid&scenario=data");
        if (!Terminal.IsJson)
        {
            Terminal.Out.WriteLine(page);
        }

        Terminal.WriteJson(() => new JsonObject { ["address"] = page.ToString() });
        Terminal.Say("The lab is there for this machine only; Ctrl-C ends it.");
        if (Open)
        {
            OpenBrowser(page);
        }

        await server.RunAsync(cancellation);
    }

    private LabTable Read(CancellationToken cancellation)
    {
        using RowSource source = SourceFiles.Open(Data, Format, ColumnChoice.All, again: true, cancellation);
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
            return await LabServer.StartAsync(Port, table, cancellation);
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
}
