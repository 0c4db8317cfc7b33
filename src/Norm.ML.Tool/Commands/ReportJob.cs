using System.Text;
using Norm.ML.Inspection;
using Norm.ML.Lab.Report;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Commands;

/// <summary>The work of <c>norm-ml report</c>.</summary>
sealed class ReportJob
{
    public required string? Data { get; init; }

    public required string? Compare { get; init; }

    public required int Seed { get; init; }

    public required string Page { get; init; }

    public required string? Pdf { get; init; }

    public required string? Images { get; init; }

    public required IReadOnlyList<string> Only { get; init; }

    public required IReadOnlyList<string> Columns { get; init; }

    public required IReadOnlyList<string> Ignore { get; init; }

    public required TextFormat Format { get; init; }

    public required Terminal Terminal { get; init; }

    public void Run(CancellationToken cancellation)
    {
        // Missing tools are told before the work.
        ChromiumPrinter? printer = Pdf is null ? null : ChromiumPrinter.Find();
        CsvNumbers? data = Data is null ? null : NumberColumns.Choose(Terminal, Data, Format, Columns, Ignore, cancellation);
        CsvNumbers? newer = data is null || Compare is null ? null : new DriftColumns(data).In(CsvFile.Open(Compare, Format));
        ReportData? first = data is null ? null : Read(data, cancellation), second = newer is null ? null : Read(newer, cancellation);
        VisualReport report = VisualReport.Create(Seed, first, second);
        string html = report.ToHtml();

        byte[]? printed = printer?.Print(html, cancellation);
        if (Images is not null)
            WriteImages(report, cancellation);
        Write(Page, Encoding.UTF8.GetBytes(html), cancellation);
        if (printed is not null)
            Write(Pdf!, printed, cancellation);
        foreach (ReportData one in new[] { first, second }.OfType<ReportData>().Where(one => !one.Sample.IsComplete))
            Terminal.Say(FormattableString.Invariant($"{one.Name}: {one.Inspection.Statistics.RowCount} rows; plots are drawn from a sample of {one.Sample.Count}, and statistics are of all."));
        foreach (string remark in (data?.Remarks ?? []).Concat(newer?.File.Remarks ?? []))
            Terminal.Say(remark);
        Terminal.Say($"{Page}: {report.FigureNames.Count} plots{(Pdf is null ? "" : $"; printed to {Pdf}")}.");
    }

    ReportData Read(CsvNumbers data, CancellationToken cancellation)
    {
        (DataInspection inspection, RowSample sample) = TwoPasses.Run(Terminal, data, cancellation);
        return new ReportData(Path.GetFileName(data.File.Path), inspection, sample);
    }

    void WriteImages(VisualReport report, CancellationToken cancellation)
    {
        string? unknown = Only.FirstOrDefault(name => !report.FigureNames.Contains(name));
        if (unknown is not null)
            throw new ToolException($"--only: there is no plot {Cell.Show(unknown)}; there are {string.Join(", ", report.FigureNames)}.");
        if (!Directory.Exists(Images))
            throw new ToolException($"{Images}: there is no such folder.");
        foreach (string name in Only.Count > 0 ? Only : report.FigureNames)
            Write(Path.Combine(Images!, name + ".svg"), Encoding.UTF8.GetBytes(report.FigureFile(name)), cancellation);
    }

    static void Write(string path, byte[] bytes, CancellationToken cancellation) => WholeFile.Write(path, cancellation, stream => stream.Write(bytes));
}
