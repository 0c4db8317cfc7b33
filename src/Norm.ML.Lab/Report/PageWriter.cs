using System.Security;
using System.Text;
using Norm.ML.Inspection;
using Norm.ML.Internals.Inspection;
using Norm.ML.Lab.Report.Figures;

namespace Norm.ML.Lab.Report;

/// <summary>Writes sections as one page that needs nothing else: no script, no font, no file.</summary>
static class PageWriter
{
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

            """);
        foreach (Section section in sections)
            Write(html, section);
        html.Append("""
            </main>
            <footer>All numbers are computed by the kernels and statistics of Norm.ML when the report is written.</footer>
            </body>
            </html>

            """);
        return html.ToString().ReplaceLineEndings("\n");
    }

    static void Write(StringBuilder html, Section section)
    {
        html.Append($"<section aria-labelledby=\"{section.Id}\">\n<h2 id=\"{section.Id}\">{Escape(section.Title)}</h2>\n<p>{Escape(section.Lead)}</p>\n");
        if (section.Findings.Count > 0)
            html.Append("<ul class=\"findings\">\n").AppendJoin("", section.Findings.Select(finding => $"<li>{Escape(finding)}</li>\n"))
                .Append("</ul>\n");
        Finding[] advice = [.. section.Advice.Where(finding => finding.Level > FindingLevel.Note)],
            notes = [.. section.Advice.Where(finding => finding.Level == FindingLevel.Note)];
        if (advice.Length > 0)
            html.Append(List(advice));
        if (notes.Length > 0)
            html.Append($"<details{(advice.Length == 0 ? " open" : "")}><summary>{MessageText.Count(notes.Length, "note")}</summary>\n{List(notes)}</details>\n");
        foreach (Figure figure in section.Figures)
        {
            html.Append($"<figure>\n<figcaption>{Escape(figure.Title)}</figcaption>\n<div class=\"wide\">{figure.ToElement()}</div>\n</figure>\n");
            if (figure.Numbers is { } numbers)
                html.Append($"<details><summary>The numbers</summary><div class=\"wide\">{numbers.ToHtml().Replace("<table>", $"<table id=\"{figure.Id}-numbers\">", StringComparison.Ordinal)}</div></details>\n");
        }

        if (section.Table is { } table)
            html.Append($"<div class=\"wide\">{table.ToHtml().Replace("<table>", $"<table id=\"{section.Id}-table\">", StringComparison.Ordinal)}</div>\n");
        html.Append("</section>\n");
    }

    static string List(IEnumerable<Finding> findings) => $"<ul class=\"findings\">\n{string.Concat(findings.Select(Line))}</ul>\n";

    static string Line(Finding finding)
    {
        string level = finding.Level.ToString().ToLowerInvariant();
        return $"<li><span class=\"level {level}\">{level}:</span> {Escape(finding.Message)}</li>\n";
    }

    static string Escape(string text) => SecurityElement.Escape(string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)));
}
