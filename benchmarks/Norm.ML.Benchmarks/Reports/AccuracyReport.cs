using System.Text;
using Norm.ML.Benchmarks.Accuracy;
using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Reports;

/// <summary>Errors as tables: a column per contender.</summary>
internal static class AccuracyReport
{
    public static string Write(AccuracyFile file)
    {
        var text = new StringBuilder($"""
            # Accuracy

            {string.Join("\n", file.Facts.Lines().Select(line => "- " + line))}

            The largest error of a result in units of its natural scale (`max|xhat*gamma| + max|beta|`) times machine epsilon, against a truth of
            32 digits. 0.5 is what rounding alone costs; the worst over all shapes and parameters is shown. For statistics: of the variance,
            relative to itself.

            """);
        foreach (AccuracyTable table in file.Tables)
        {
            text.Append($"\n## {new Comparison(table.Work, 1, Place.InCache).WorkName}\n\nShapes: {table.Shapes}\n\n{Table(table)}");
        }

        return text.ToString();
    }

    public static string Table(AccuracyTable table)
    {
        Contender[] contenders = [.. table.Rows[0].Errors.Keys.Order()];
        var markdown = new MarkdownTable(["data", .. contenders.Select(contender => contender.Name())]);
        foreach (AccuracyRow row in table.Rows)
        {
            markdown.Add([row.Pattern, .. contenders.Select(contender => Units(row.Errors[contender]))]);
        }

        return markdown.ToString();
    }

    /// <summary>A result that should be 0 and is not is off by as many units as one likes.</summary>
    private static string Units(double error) => error is > 1e12 and < double.PositiveInfinity ? "> 1e12" : Numbers.Short(error);
}
