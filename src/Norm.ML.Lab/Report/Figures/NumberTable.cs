using System.Globalization;
using System.Security;
using System.Text;
using Norm.ML.Internals.Inspection;

namespace Norm.ML.Lab.Report.Figures;

/// <summary>Numbers with names: shown with three digits, and in the page with all of them in an attribute.</summary>
/// <param name="Titles">Of the columns, the names' first.</param>
/// <param name="Rows">The names and their numbers.</param>
internal sealed record NumberTable(IReadOnlyList<string> Titles, IReadOnlyList<(string Name, double[] Values)> Rows)
{
    // Results are about 1 in size; what is smaller than this is rounding of a 0.
    private const double Rounding = 1e-14;

    /// <summary>
    /// Whether the number of a row and column is a result of a norm, and shown as 0 where it is only rounding. The user's own numbers are shown
    /// whatever their size.
    /// </summary>
    public Func<int, int, bool> IsResult { get; init; } = (_, _) => false;

    /// <summary>Series that have the same X, side by side.</summary>
    public static NumberTable Of(string x, IReadOnlyList<Series> series) => new(
        [x, .. series.Select(one => one.Name)],
        [.. Enumerable.Range(0, series[0].Points.Count)
            .Select(i => (MessageText.Number(series[0].Points[i].X), series.Select(one => one.Points[i].Y).ToArray()))]);

    public string ToHtml()
    {
        var html = new StringBuilder("<table><thead><tr>");
        for (int i = 0; i < Titles.Count; i++)
        {
            html.Append($"<th scope=\"col\">{SecurityElement.Escape(Titles[i])}</th>");
        }

        html.Append("</tr></thead><tbody>\n");
        for (int row = 0; row < Rows.Count; row++)
        {
            (string name, double[] values) = Rows[row];
            html.Append($"<tr><th scope=\"row\">{SecurityElement.Escape(name)}</th>");
            for (int column = 0; column < values.Length; column++)
            {
                double value = values[column], shown = IsResult(row, column) && Math.Abs(value) < Rounding ? 0 : value;
                html.Append(CultureInfo.InvariantCulture, $"<td data-value=\"{value:R}\">{Text(shown)}</td>");
            }

            html.Append("</tr>\n");
        }

        return html.Append("</tbody></table>").ToString();
    }

    /// <summary>In a sentence: how far results are from 0, or that they are 0.</summary>
    public static string FromZero(double distance) =>
        distance < Rounding ? "0, up to rounding" : $"within {MessageText.Number(distance)} of 0";

    private static string Text(double value) => double.IsNaN(value) ? "none" : MessageText.Number(value);
}
