using Norm.ML.Inspection;

using static Norm.ML.Inspection.InspectionThresholds;

namespace Norm.ML.Internals.Inspection;

/// <summary>The rules about one column.</summary>
internal static class ColumnChecks
{
    // The distance from 1 to the next float.
    private const double FloatUnit = 1.0 / (1 << 23);

    public static IEnumerable<Finding> Run(ColumnInspection column)
    {
        ChannelStatistics statistics = column.Statistics;
        string name = MessageText.Name(column.Name);
        if (statistics.Count == 0)
        {
            return [Found(FindingKind.Empty, FindingSeverity.Problem, double.NaN,
                $"{name} has no finite value in {MessageText.Count(column.RowCount, "row")}: leave it out, no norm can learn from it")];
        }

        return new[] { Infinite(), Missing(), Spread(), MeanFar(), Epsilon(), Outliers(), Skew() }.OfType<Finding>();

        Finding Found(FindingKind kind, FindingSeverity severity, double value, string message) => new(kind, severity, column.Name, value, message);

        Finding? Infinite() => statistics.Infinite == 0 ? null : Found(
            FindingKind.Infinite, FindingSeverity.Problem, (double)statistics.Infinite / column.RowCount,
            $"{name} has {MessageText.Count(statistics.Infinite, "infinite value")}: replace them, LayerNorm makes NaN of every row that holds one");

        Finding? Missing()
        {
            double share = (double)statistics.Missing / column.RowCount;
            return statistics.Missing == 0 ? null : Found(
                FindingKind.Missing, share < MissingShare ? FindingSeverity.Note : FindingSeverity.Advice, share,
                $"{name} misses {MessageText.Percent(share)} of its values: statistics pass over them, "
                    + "but a norm per row makes NaN of the whole row; fill them in first");
        }

        Finding? Spread()
        {
            double magnitude = Math.Max(Math.Abs(statistics.Min), Math.Abs(statistics.Max)), range = statistics.Max - statistics.Min;
            double share = (double)column.AtMedian / statistics.Count;
            if (statistics.IsConstant)
            {
                return Found(FindingKind.Constant, FindingSeverity.Advice, statistics.Min,
                    $"{name} is {MessageText.Number(statistics.Min)} in every row: leave it out, "
                        + "it tells rows not apart and gives 0 after BatchNorm");
            }

            if (statistics.IsConstantUpToRounding)
            {
                return Found(FindingKind.NearConstant, FindingSeverity.Advice, range,
                    $"{name} is near-constant, {MessageText.Number(statistics.Mean)} within {MessageText.Number(range)}: leave it out, "
                        + "it differs by no more than the rounding of a double and BatchNorm only shifts it");
            }

            if (range <= FloatSteps * FloatUnit * magnitude)
            {
                return Found(FindingKind.NearConstant, FindingSeverity.Advice, range,
                    $"{name} is near-constant, {MessageText.Number(statistics.Mean)} within {MessageText.Number(range)}: "
                        + "leave it out or keep it Double, a float tells its values hardly apart");
            }

            return share < DominantShare ? null : Found(FindingKind.Dominated, FindingSeverity.Note, share,
                $"{name} is {MessageText.Number(column.Median)} in {MessageText.Percent(share)} of the rows: "
                    + "its deviation is made by the few others; a flag for \"differs\" may say as much");
        }

        Finding? MeanFar()
        {
            double ratio = Math.Abs(statistics.Mean) / column.StandardDeviation;
            return statistics.IsConstant || !(ratio >= MeanOverSpread) ? null : Found(FindingKind.MeanFarAboveSpread, FindingSeverity.Advice, ratio,
                $"{name} has its mean {MessageText.Ratio(ratio)} times above its spread: subtract an offset in double first, "
                    + $"a float keeps {Digits(ratio)} of 7 digits for the differences");
        }

        Finding? Epsilon()
        {
            double variance = statistics.Variance, kept = Math.Sqrt(variance / (variance + UsualEpsilon));
            return statistics.IsConstant || variance >= VarianceOverEpsilon * UsualEpsilon ? null
                : Found(FindingKind.EpsilonShrinks, FindingSeverity.Advice, kept,
                $"{name} has variance {MessageText.Number(variance)}, and the usual epsilon is 1e-5: "
                    + $"take a smaller epsilon (BatchNorm's default here is 0), else its deviation comes out {MessageText.Number(kept)}, not 1");
        }

        Finding? Outliers()
        {
            if (column.Outliers == 0)
            {
                return null;
            }

            double stretch = column.StandardDeviation / column.RobustDeviation;
            string count = MessageText.Count(column.Outliers, "outlier");
            return column.RobustDeviation > 0 && stretch >= StretchedDeviation
                ? Found(FindingKind.OutliersStretch, FindingSeverity.Advice, stretch,
                    $"{name} has {count} beyond {Fences()}, which stretch its deviation {MessageText.Number(stretch)} times: "
                    + $"{(statistics.Min > 0 ? "clip or take logarithms" : "clip them")} first, else BatchNorm squeezes the rest")
                : Found(FindingKind.Outliers, FindingSeverity.Note, column.Outliers,
                $"{name} has {count} beyond {Fences()}: look at {(column.Outliers == 1 ? "it" : "them")}; a norm does not remove outliers");
        }

        string Fences() => column.OutliersBelow == 0 ? MessageText.Number(column.HighFence)
            : column.OutliersAbove == 0 ? MessageText.Number(column.LowFence)
            : $"{MessageText.Number(column.LowFence)} or {MessageText.Number(column.HighFence)}";

        Finding? Skew() => !(Math.Abs(column.Skewness) >= Skewness) ? null : Found(FindingKind.Skewed, FindingSeverity.Advice, column.Skewness,
            $"{name} has skewness {MessageText.Number(column.Skewness)}: take {Remedy()} first, "
                + "a norm moves and scales a distribution but keeps its shape");

        // Logarithms want values above 0, powers above 1 none below; cube roots take every number.
        string Remedy() => statistics.Min < 0 ? "cube roots"
            : column.Skewness < 0 ? "a power above 1"
            : statistics.Min > 0 ? "logarithms" : "log(1 + x)";
    }

    private static int Digits(double ratio) => Math.Max(0, 7 - (int)Math.Round(Math.Log10(ratio)));
}
