using System.Globalization;
using System.Text;
using Norm.ML.Inspection;
using Norm.ML.Lab.Report;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Output;

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
        CommandFiles files = new CommandFiles(Terminal).Input("DATA.csv", Data).Input("--compare", Compare).Output("--out", Page)
            .Output("--pdf", Pdf);
        if (Images is not null && !Directory.Exists(Images))
        {
            throw new ToolException($"{Images}: there is no such folder.");
        }

        files.Output("--images", Only.Select(ImageFile)).Check();

        // Missing tools are told before the work.
        ChromiumPrinter? printer = Pdf is null ? null : ChromiumPrinter.Find();
        CsvNumbers? data = Data is null ? null : NumberColumns.Choose(Terminal, Data, Format, Columns, Ignore, cancellation);
        CsvNumbers? newer = data is null || Compare is null ? null : new DriftColumns(data).In(CsvFile.Open(Compare, Format));
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

        foreach (string remark in (data?.Remarks ?? []).Concat(newer?.File.Remarks ?? []))
        {
            Terminal.Say(remark);
        }

        Terminal.Say($"{Page}: {report.FigureNames.Count} plots{(Pdf is null ? "" : $"; printed to {Pdf}")}.");
    }

    private ReportData Read(CsvNumbers data, CancellationToken cancellation)
    {
        (DataInspection inspection, RowSample sample) = TwoPasses.Run(Terminal, data, cancellation);
        return new ReportData(Path.GetFileName(data.File.Path), inspection, sample)
        {
            Written = File.Exists(data.File.Path) ? File.GetLastWriteTimeUtc(data.File.Path) : null,
            LeftOut = [.. Enumerable.Range(0, data.File.Header.Count).Except(data.Fields)
                .Select(i => new LeftOutColumn(data.File.Header[i], WhyLeftOut(data.File, i)))],
        };
    }

    private string WhyLeftOut(CsvFile file, int column) =>
        Ignore.Contains(file.Header[column]) ? "'--ignore' names it"
        : file.Surveys[column].TextComesFirst ? $"it holds no numbers, but {file.Surveys[column].Reason}"
        : Columns.Count > 0 ? "'--columns' does not name it" : "it holds no numbers";

    private string ImageFile(string name) => Path.Combine(Images!, name + ".svg");

    private static bool Write(string path, string text, CancellationToken cancellation) =>
        WholeFile.Write(path, cancellation, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
