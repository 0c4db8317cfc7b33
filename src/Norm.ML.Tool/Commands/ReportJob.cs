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
    /// <summary>None for the experiments alone.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    public required IReadOnlyList<string> Compare { get; init; }

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
        (IReadOnlyList<string> older, IReadOnlyList<string> newerFiles) = InputNames.Expand(Data, Compare);
        CommandFiles files = new CommandFiles(Terminal).Input("DATA", older).Input("--compare", newerFiles).Output("--out", Page)
            .Output("--pdf", Pdf);
        if (Images is not null && !Directory.Exists(Images))
        {
            throw new ToolException($"{Images}: there is no such folder.");
        }

        files.Output("--images", Only.Select(ImageFile)).Check();

        // Missing tools are told before the work.
        ChromiumPrinter? printer = Pdf is null ? null : ChromiumPrinter.Find();
        var choice = new ColumnChoice(Columns, Ignore);
        using RowSource? source = older.Count == 0 ? null : SourceFiles.Open(older, Format, choice, again: true, cancellation);
        SourceNumbers? data = source is null ? null : SourceNumbers.Choose(Terminal, source, choice, cancellation);
        using RowSource? other = newerFiles.Count == 0 ? null : SourceFiles.Open(newerFiles, Format, ColumnChoice.All, again: true, cancellation);
        SourceNumbers? newer = other is null ? null : data?.In(other);
        ReportData? first = data is null ? null : Read(data, older, cancellation);
        ReportData? second = newer is null ? null : Read(newer, newerFiles, cancellation);
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

    private ReportData Read(SourceNumbers data, IReadOnlyList<string> files, CancellationToken cancellation)
    {
        RowSource source = data.Source;
        (DataInspection inspection, RowSample sample) = data.Inspect(Terminal, cancellation);
        return new ReportData(Path.GetFileName(source.Name), inspection, sample)
        {
            Written = files.All(File.Exists) ? files.Max(File.GetLastWriteTimeUtc) : null,
            LeftOut = [.. Enumerable.Range(0, source.Columns.Count).Except(data.Fields)
                .Select(i => new LeftOutColumn(source.Columns[i], WhyLeftOut(data, i)))],
        };
    }

    private string WhyLeftOut(SourceNumbers data, int column) =>
        data.Texts.Contains(column) ? $"it holds no numbers, but {data.Source.WhyText(column)}"
        : Columns.Count > 0 ? "'--columns' does not name it"
        : Ignore.Count > 0 ? "'--ignore' names it"
        : data.Source.IsUnnamed(column) ? "it has no name" : "it holds no numbers";

    private string ImageFile(string name) => Path.Combine(Images!, name + ".svg");

    private bool Write(string path, string text, CancellationToken cancellation)
    {
        bool replaced = WholeFile.Write(path, cancellation, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        Terminal.HasWritten(path);
        return replaced;
    }
}
