using System.Security;
using System.Text;
using Norm.ML.Inspection;
using Norm.ML.Internals.Inspection;
using Norm.ML.Lab.Report.Figures;
using Norm.ML.Lab.Report.Sections;

namespace Norm.ML.Lab.Report;

/// <summary>Writes sections as one page that needs nothing else: no script, no font, no file.</summary>
internal static class PageWriter
{
    private const string Documentation = "https://github.com/norm-ml/norm-ml/blob/main/docs/findings.md";

    public static string Write(string title, string subtitle, IReadOnlyList<Section> sections)
    {
        var html = new StringBuilder();
        html.Append($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <link rel="icon" href="data:,">
            <title>{Escape(title)}</title>
            <style>
            {Assets.PageStyle}
            {Assets.FigureStyle}
            </style>
            </head>
            <body>
            <header>
            <h1>{Escape(title)}</h1>
            <p class="quiet">{Escape(subtitle)}</p>
            <nav aria-label="Contents"><ol>
            {string.Join('\n', sections.Select(section => $"<li><a href=\"#{section.Id}\">{Escape(section.Title)}</a></li>"))}
            </ol></nav>
            </header>
            <main>
            <section aria-labelledby="summary">
            <h2 id="summary">Summary of findings</h2>
            <ul id="summary-lines">
            {string.Join('\n', sections.Select(Summary))}
            </ul>
            </section>

            """);
        foreach (Section section in sections)
        {
            Write(html, section);
        }

        html.Append("""
            </main>
            <footer>All numbers are computed by the kernels and statistics of Norm.ML when the report is written.</footer>
            </body>
            </html>

            """);
        return html.ToString().ReplaceLineEndings("\n");
    }

    private static string Summary(Section section) =>
        $"<li><a href=\"#{section.Id}\">{Escape(section.Title)}</a>: {Escape(section.Summary)}</li>";

    private static void Write(StringBuilder html, Section section)
    {
        html.Append($"<section aria-labelledby=\"{section.Id}\">\n<h2 "
            + $"id=\"{section.Id}\">{Escape(section.Title)}</h2>\n<p>{Escape(section.Lead)}</p>\n");
        if (section.Findings.Count > 0)
        {
            html.Append("<ul class=\"findings\">\n").AppendJoin("", section.Findings.Select(finding => $"<li>{Escape(finding)}</li>\n"))
                .Append("</ul>\n");
        }

        Finding[] advice = [.. section.Advice.Where(finding => finding.Severity > FindingSeverity.Note)],
            notes = [.. section.Advice.Where(finding => finding.Severity == FindingSeverity.Note)];
        if (advice.Length > 0)
        {
            html.Append(List(advice));
        }

        if (notes.Length > 0)
        {
            string open = advice.Length == 0 ? " open" : "";
            html.Append($"<details{open}><summary>{MessageText.Count(notes.Length, "note")}</summary>\n{List(notes)}</details>\n");
        }

        foreach (Figure figure in section.Figures)
        {
            html.Append($"<figure>\n<figcaption>{Escape(figure.Title)}</figcaption>\n{figure.ToElement()}\n</figure>\n");
            if (figure.Numbers is { } numbers)
            {
                string table = Named(numbers, $"{figure.Id}-numbers");
                html.Append($"<details><summary>The numbers</summary>{Wide(figure.Title, table)}</details>\n");
            }
        }

        if (section.LeftOut.Count > 0)
        {
            html.Append($"<h3 id=\"{section.Id}-left-out\">Left out</h3>\n<ul>\n").AppendJoin("", section.LeftOut.Take(DataSection.MostLines)
                .Select(column => $"<li><strong>{Escape(column.Name)}</strong>: {Escape(column.Reason)}.</li>\n")).Append("</ul>\n");
        }

        if (section.Table is { } results)
        {
            html.Append(Wide($"The numbers of {section.Title}", Named(results, $"{section.Id}-table"))).Append('\n');
        }

        html.Append("</section>\n");
    }

    // A table that scrolls sideways where it is too wide, by keyboard too.
    private static string Wide(string label, string table) =>
        $"<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"{Escape(label)}\">{table}</div>";

    // A table that links of the page can name.
    private static string Named(NumberTable table, string id) =>
        table.ToHtml().Replace("<table>", $"<table id=\"{id}\">", StringComparison.Ordinal);

    private static string List(IEnumerable<Finding> findings) => $"<ul class=\"findings\">\n{string.Concat(findings.Select(Line))}</ul>\n";

    private static string Line(Finding finding)
    {
        string severity = finding.Severity.ToString().ToLowerInvariant();
        return $"<li><span class=\"level {severity}\">{severity}:</span> {Escape(finding.Message)} "
            + $"<a href=\"{Documentation}#{finding.Kind.ToString().ToLowerInvariant()}\">About {Title(finding.Kind)}</a></li>\n";
    }

    // MeanShifted is 'mean shifted'.
    private static string Title(FindingKind kind) =>
        string.Concat(kind.ToString().Select((letter, i) => (char.IsUpper(letter) && i > 0 ? " " : "") + char.ToLowerInvariant(letter)));

    private static string Escape(string text) =>
        SecurityElement.Escape(string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)));
}
