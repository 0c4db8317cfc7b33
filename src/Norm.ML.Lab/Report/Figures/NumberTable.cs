using System.Globalization;
using System.Security;
using System.Text;
using Norm.ML.Internals.Inspection;

namespace Norm.ML.Lab.Report.Figures;

/// <summary>Numbers with names: shown with three digits, and in the page with all of them in an attribute.</summary>
/// <param name="Titles">Of the columns, the names' first.</param>
/// <param name="Rows">The names and their numbers.</param>
sealed record NumberTable(IReadOnlyList<string> Titles, IReadOnlyList<(string Name, double[] Values)> Rows)
{
    /// <summary>Series that have the same X, side by side.</summary>
    public static NumberTable Of(string x, IReadOnlyList<Series> series) => new(
        [x, .. series.Select(one => one.Name)],
        [.. Enumerable.Range(0, series[0].Points.Count)
            .Select(i => (MessageText.Number(series[0].Points[i].X), series.Select(one => one.Points[i].Y).ToArray()))]);

    public string ToHtml()
    {
        var html = new StringBuilder("<table><thead><tr>");
        for (int i = 0; i < Titles.Count; i++)
            html.Append($"<th scope=\"col\">{SecurityElement.Escape(Titles[i])}</th>");
        html.Append("</tr></thead><tbody>\n");
        foreach ((string name, double[] values) in Rows)
        {
            html.Append($"<tr><th scope=\"row\">{SecurityElement.Escape(name)}</th>");
            foreach (double value in values)
                html.Append(CultureInfo.InvariantCulture, $"<td data-value=\"{value:R}\">{Text(value)}</td>");
            html.Append("</tr>\n");
        }

        return html.Append("</tbody></table>").ToString();
    }

    static string Text(double value) => double.IsNaN(value) ? "none" : MessageText.Number(value);
}
