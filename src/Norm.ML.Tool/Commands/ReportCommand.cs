using System.CommandLine;
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

/// <summary><c>norm-ml report</c>.</summary>
internal sealed class ReportCommand : ToolCommand
{
    private readonly Argument<string[]> _data = SharedOptions.Data(description: "The data to draw before and after each norm:", isNeeded: false);

    private readonly Option<bool> _demo = new("--demo") { Description = "Without data: the experiments alone." };

    private readonly Option<string[]> _compare = SharedOptions.Compare("Newer data of the same columns: shows the drift from DATA.");

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Where the experiments' random numbers start. The same seed and data give the same bytes.",
        DefaultValueFactory = _ => 42,
    };

    private readonly Option<string?> _output = SharedOptions.Out("The page to write. Default: report.html.");

    private readonly Option<string?> _pdf = new("--pdf")
    {
        Description = "Prints the page to this file too, through an installed Chromium (on the PATH, or CHROMIUM_PATH).",
        HelpName = "FILE",
    };

    private readonly Option<string?> _images = new("--images")
    {
        Description = "Writes the plots into this folder too, an SVG file each.",
        HelpName = "FOLDER",
    };

    private readonly Option<string[]> _only = new("--only")
    {
        Description = "Which plots --images writes, by name. Comma-separated. Default: all.",
        HelpName = "a,b,...",
    };

    private readonly Option<string[]> _columns = SharedOptions.Columns("The columns of the data to look at. Default: all columns of numbers.");

    private readonly Option<string[]> _ignore = SharedOptions.Ignore("Columns of the data to leave out, such as the label.");

    private readonly FormatOptions _format = new();

    public ReportCommand(Terminal terminal)
        : base(terminal, "report", "Writes one HTML page with plots: what each norm does, on your data and in experiments, with the "
            + "findings in words and numbers.")
    {
        Add(_data);
        AddOptions(_demo, _compare, _seed, _output, _pdf, _images, _only, _columns, _ignore);
        _format.AddTo(this);
        Validators.Add(result =>
        {
            bool hasData = result.GetValue(_data) is { Length: > 0 };
            if (hasData == result.GetValue(_demo))
            {
                result.AddError("Either DATA or --demo is needed, and not both.");
            }

            if (!hasData && result.GetValue(_compare) is { Length: > 0 })
            {
                result.AddError("--compare needs DATA to compare with.");
            }

            if (result.GetValue(_only) is { Length: > 0 } && result.GetValue(_images) is null)
            {
                result.AddError("--only says which plots --images writes.");
            }
        });
    }

    // None for the experiments alone.
    private IReadOnlyList<string> Data => Values(_data);

    private IReadOnlyList<string> Compare => Values(_compare);

    private string Page => Value(_output) ?? "report.html";

    private string? Pdf => Value(_pdf);

    private string? Images => Value(_images);

    private IReadOnlyList<string> Only => [.. Values(_only)
        .SelectMany(names => names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct()];

    private ColumnChoice Columns => new(Values(_columns), Values(_ignore));

    private TextFormat Format => _format.Of(Parsed);

    protected override int Run(CancellationToken cancellation)
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
        ColumnChoice choice = Columns;
        using RowSource? source = older.Count == 0 ? null : SourceFiles.Open(older, Format, choice, again: true, cancellation);
        SourceNumbers? data = source is null ? null : SourceNumbers.Choose(Terminal, source, choice, cancellation);
        using RowSource? other = newerFiles.Count == 0 ? null : SourceFiles.Open(newerFiles, Format, ColumnChoice.All, again: true, cancellation);
        SourceNumbers? newer = other is null ? null : data?.In(other);
        ReportData? first = data is null ? null : Read(data, older, cancellation);
        ReportData? second = newer is null ? null : Read(newer, newerFiles, cancellation);
        VisualReport report = VisualReport.Create(Value(_seed), first, second);
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
        return ExitCode.Success;
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
        : Columns.IsNamed ? "'--columns' does not name it"
        : Columns.Ignore.Count > 0 ? "'--ignore' names it"
        : data.Source.IsUnnamed(column) ? "it has no name" : "it holds no numbers";

    private string ImageFile(string name) => Path.Combine(Images!, name + ".svg");

    private bool Write(string path, string text, CancellationToken cancellation)
    {
        bool replaced = WholeFile.Write(path, cancellation, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        Terminal.HasWritten(path);
        return replaced;
    }
}
