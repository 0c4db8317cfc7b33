using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Norm.ML.Inspection;
using Norm.ML.Lab.Report;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Commands;

/// <summary>The work of <c>norm-ml report</c>.</summary>
internal sealed class ReportJob
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
        CommandFiles files = new CommandFiles(Terminal).Input("DATA", Files(Data)).Input("--compare", Files(Compare)).Output("--out", Page)
            .Output("--pdf", Pdf);
        if (Images is not null && !Directory.Exists(Images))
        {
            throw new ToolException($"{Images}: there is no such folder.");
        }

        files.Output("--images", Only.Select(ImageFile)).Check();

        // Missing tools are told before the work.
        ChromiumPrinter? printer = Pdf is null ? null : ChromiumPrinter.Find();
        var choice = new ColumnChoice(Columns, Ignore);
        using RowSource? source = Data is null ? null : SourceFiles.Open([Data], Format, choice, again: true, cancellation);
        SourceNumbers? data = source is null ? null : SourceNumbers.Choose(Terminal, source, choice, cancellation);
        using RowSource? other = Compare is null ? null : SourceFiles.Open([Compare], Format, ColumnChoice.All, again: true, cancellation);
        SourceNumbers? newer = other is null ? null : data?.In(other);
        ReportData? first = data is null ? null : Read(data, cancellation), second = newer is null ? null : Read(newer, cancellation);
        VisualReport report = VisualReport.Create(Seed, first, second);
        IReadOnlyList<string> images = Images is null ? [] : Only.Count > 0 ? Only : report.FigureNames;
        if (images.FirstOrDefault(name => !report.FigureNames.Contains(name)) is { } unknown)
        {
            throw new ToolException($"--only: there is no plot {Cell.Show(unknown)}; there are {string.Join(", ", report.FigureNames)}.");
        }

        if (Only.Count == 0)
        {
            files.Output("--images", images.Select(ImageFile)).Check();
        }

        string html = report.ToHtml();

        byte[]? printed = printer?.Print(html, cancellation);
        int replaced = images.Count(name => Write(ImageFile(name), report.FigureFile(name), cancellation));
        if (replaced > 0)
        {
            Terminal.Say($"{Images}: {replaced} of the {images.Count} files are replaced.");
        }

        files.Write(Page, cancellation, stream => stream.Write(Encoding.UTF8.GetBytes(html)));
        if (printed is not null)
        {
            files.Write(Pdf!, cancellation, stream => stream.Write(printed));
        }

        foreach (ReportData one in new[] { first, second }.OfType<ReportData>().Where(one => !one.Sample.IsComplete))
        {
            Terminal.Say(string.Create(CultureInfo.InvariantCulture,
                $"{one.Name}: {one.Inspection.Statistics.RowCount} rows; plots are drawn from a sample of {one.Sample.Count}, "
                + $"and statistics are of all."));
        }

        foreach (string remark in (data?.Remarks ?? []).Concat(newer?.Remarks ?? []))
        {
            Terminal.Say(remark);
        }

        Terminal.Say($"{Page}: {report.FigureNames.Count} plots{(Pdf is null ? "" : $"; printed to {Pdf}")}.");
        Terminal.WriteJson(() => new JsonObject
        {
            ["page"] = Page,
            ["pdf"] = Pdf,
            ["plots"] = JsonResult.Texts(report.FigureNames),
            ["images"] = JsonResult.Texts(images.Select(ImageFile)),
        });
    }

    private ReportData Read(SourceNumbers data, CancellationToken cancellation)
    {
        RowSource source = data.Source;
        (DataInspection inspection, RowSample sample) = data.Inspect(Terminal, cancellation);
        return new ReportData(Path.GetFileName(source.Name), inspection, sample)
        {
            Written = File.Exists(source.Name) ? File.GetLastWriteTimeUtc(source.Name) : null,
            LeftOut = [.. Enumerable.Range(0, source.Columns.Count).Except(data.Fields)
                .Select(i => new LeftOutColumn(source.Columns[i], WhyLeftOut(data, i)))],
        };
    }

    private string WhyLeftOut(SourceNumbers data, int column) =>
        data.Texts.Contains(column) ? $"it holds no numbers, but {data.Source.WhyText(column)}"
        : Columns.Count > 0 ? "'--columns' does not name it"
        : Ignore.Count > 0 ? "'--ignore' names it"
        : data.Source.IsUnnamed(column) ? "it has no name" : "it holds no numbers";

    private static IReadOnlyList<string> Files(string? data) => data is null ? [] : InputNames.Expand([data]);

    private string ImageFile(string name) => Path.Combine(Images!, name + ".svg");

    private static bool Write(string path, string text, CancellationToken cancellation) =>
        WholeFile.Write(path, cancellation, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
