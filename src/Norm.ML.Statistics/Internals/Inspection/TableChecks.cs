using Norm.ML.Inspection;

using static Norm.ML.Inspection.InspectionThresholds;

namespace Norm.ML.Internals.Inspection;

/// <summary>The rules about all columns together.</summary>
internal static class TableChecks
{
    public static IEnumerable<Finding> Run(DataInspection data)
    {
        long rows = data.Statistics.RowCount;
        if (rows < FewRows)
        {
            yield return new Finding(FindingKind.FewRows, FindingSeverity.Note, "", rows,
                $"there {(rows == 1 ? "is" : "are")} only {MessageText.Count(rows, "row")}: "
                    + $"means and deviations of fewer than {FewRows} rows are rough; a norm per row needs none");
        }

        ColumnInspection[] spread = [.. data.Columns.Where(column => column.StandardDeviation > 0 && double.IsFinite(column.StandardDeviation))];
        if (spread.Length < 2)
        {
            yield break;
        }

        ColumnInspection widest = spread.MaxBy(column => column.StandardDeviation)!, narrowest = spread.MinBy(column => column.StandardDeviation)!;
        double ratio = widest.StandardDeviation / narrowest.StandardDeviation;
        if (ratio >= ScaleRatio)
        {
            yield return new Finding(FindingKind.ScalesDiffer, FindingSeverity.Advice, "", ratio,
                $"columns differ by {MessageText.Ratio(ratio)} in scale ({Show(widest)}, {Show(narrowest)}): BatchNorm per column; "
                    + $"a norm per row would keep little but {MessageText.Name(widest.Name)}");
        }
    }

    private static string Show(ColumnInspection column) => $"{MessageText.Name(column.Name)} spreads {MessageText.Number(column.StandardDeviation)}";
}
