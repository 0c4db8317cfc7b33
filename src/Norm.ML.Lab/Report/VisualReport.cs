using System.Globalization;
using Norm.ML.Lab.Report.Figures;
using Norm.ML.Lab.Report.Sections;

namespace Norm.ML.Lab.Report;

/// <summary>
/// The visual report: what each norm does, on the user's data and in seeded experiments, as one HTML page with SVG plots and findings in words and
/// numbers. The same data and seed give the same bytes, whatever the culture.
/// </summary>
public sealed class VisualReport
{
    private readonly string _title, _subtitle;
    private readonly IReadOnlyList<Section> _sections;

    private VisualReport(string title, string subtitle, IReadOnlyList<Section> sections) =>
        (_title, _subtitle, _sections) = (title, subtitle, sections);

    /// <summary>The names of the figures, for <see cref="FigureFile"/>.</summary>
    public IReadOnlyList<string> FigureNames => [.. Figures.Select(figure => figure.Id)];

    private IEnumerable<Figure> Figures => _sections.SelectMany(section => section.Figures);

    /// <summary>Computes the report.</summary>
    /// <param name="seed">Of the experiments.</param>
    /// <param name="data">The user's data; null for the experiments alone.</param>
    /// <param name="newer">Data of the same columns that the first is compared with; null for none.</param>
    /// <exception cref="ArgumentException"><paramref name="newer"/> is there without <paramref name="data"/>, or has other columns.</exception>
    public static VisualReport Create(int seed, ReportData? data = null, ReportData? newer = null)
    {
        if (newer is not null && (data is null || !newer.Inspection.Statistics.ChannelNames.SequenceEqual(data.Inspection.Statistics.ChannelNames)))
        {
            throw new ArgumentException("newer has to have the columns of data.", nameof(newer));
        }

        var sections = new List<Section>();
        if (data is not null)
        {
            sections.Add(DataSection.Create(data));
            sections.Add(ColumnsSection.Create(data));
            sections.Add(RowNormsSection.Create(data));
        }

        if (newer is not null)
        {
            sections.Add(DriftSection.Create(data!, newer));
        }

        sections.AddRange(
        [
            NormsSection.Create(seed),
            ModesSection.Create(seed),
            CentringSection.Create(seed),
            EpsilonSection.Create(),
            AffineSection.Create(seed),
            GradientSection.Create(seed),
            PlacementSection.Create(seed),
            SequenceSection.Create(seed),
            RunningSection.Create(seed),
            BatchSizeSection.Create(seed),
            PrecisionSection.Create(seed),
        ]);
        return new VisualReport("Normalization, seen", Subtitle(seed, data, newer), sections);
    }

    /// <summary>The page.</summary>
    public string ToHtml() => PageWriter.Write(_title, _subtitle, _sections);

    /// <summary>A figure as an SVG file of its own.</summary>
    /// <param name="name">One of <see cref="FigureNames"/>.</param>
    /// <exception cref="ArgumentException">There is no such figure.</exception>
    public string FigureFile(string name) => Figures.FirstOrDefault(figure => figure.Id == name)?.ToFile()
        ?? throw new ArgumentException($"There is no figure '{name}'; there are {string.Join(", ", FigureNames)}.", nameof(name));

    private static string Subtitle(int seed, ReportData? data, ReportData? newer)
    {
        string experiments = string.Create(CultureInfo.InvariantCulture, $"experiments with seed {seed}");
        return data is null ? $"{NormCatalog.All.Count} norms in {experiments}."
            : $"{Describe(data)}{(newer is null ? "" : $", against {Describe(newer)}")}; {experiments}.";
    }

    private static string Describe(ReportData data)
    {
        string sample = data.Sample.IsComplete ? ""
            : $" (plots drawn from a random sample of {data.Sample.Count} rows; numbers are of all rows)";
        return string.Create(CultureInfo.InvariantCulture, $"{data.Dated}, {data.Rows} rows and {data.Columns} columns of numbers{sample}");
    }
}
