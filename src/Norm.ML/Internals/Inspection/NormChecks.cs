using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Inspection;
using static Norm.ML.Inspection.InspectionThresholds;

namespace Norm.ML.Internals.Inspection;

/// <summary>The rules about one norm of a model.</summary>
internal static class NormChecks
{
    /// <summary>Whether the norm takes its column; if not, why.</summary>
    public static Finding? Shape(NormTransformer norm, int column, NormInspection seen, DataViewSchema.Column? input)
    {
        if (input is not { } found)
        {
            return Found(seen, FindingKind.ColumnMissing, FindingSeverity.Problem, double.NaN,
                $"{seen.Title}: there is no such column: name one that exists, or put the step that makes it before the norm");
        }

        try
        {
            norm.CheckInput(column, found.Type);
            return null;
        }
        catch (ArgumentOutOfRangeException problem)
        {
            // A column whose elements are numbers but not as many as the norm is made for.
            return found.Type is VectorDataViewType { IsKnownSize: true, ItemType: NumberDataViewType } vector && seen.ExpectedSize is { } size
                && size != vector.Size
                ? Found(seen, FindingKind.SizeMismatch, FindingSeverity.Problem, vector.Size,
                    $"{seen.Title}: norm size {size} does not match a column of {vector.Size}: make the norm for {vector.Size}, or give it the "
                        + $"column of {size} that it was made for")
                : Found(seen, FindingKind.TypeMismatch, FindingSeverity.Problem, double.NaN, $"{seen.Title}: {FirstLine(problem)}");
        }
    }

    public static IEnumerable<Finding> Run(NormTransformer norm, NormInspection seen)
    {
        IEnumerable<Finding> learned = seen.Statistics is { } statistics ? StatisticsChecks.Run((FittedNormTransformer)norm, seen, statistics) : [];
        return [.. Parameters(seen), .. learned, .. seen.DataStatistics is { } data ? Data(seen, data) : []];
    }

    /// <summary>Whether a norm has nothing left to do after the one before it.</summary>
    public static Finding? Twice(NormInspection first, NormInspection second) =>
        first.Kind == second.Kind && first.Output == second.Input && first.Step + 1 == second.Step && first.Gamma.IsDefault
            && first.Beta?.IsDefault != false && first.ExpectedSize == second.ExpectedSize
            ? Found(second, FindingKind.NormalizedTwice, FindingSeverity.Advice, double.NaN,
                $"{second.Title} works on what a {NormCatalog.Get(first.Kind).DisplayName} has just made: leave one out, "
                    + "the second changes nothing but rounding")
            : null;

    private static IEnumerable<Finding> Parameters(NormInspection seen)
    {
        if (!double.IsFinite(seen.Gamma.Min + seen.Gamma.Max) || seen.Beta is { } beta && !double.IsFinite(beta.Min + beta.Max))
        {
            yield return Found(seen, FindingKind.ParametersNotFinite, FindingSeverity.Problem, double.NaN,
                $"{seen.Title}: gamma or beta holds NaN or infinity: the training that made them diverged; take an earlier state");
        }

        if (seen.Gamma is { Count: > 0, Min: 0, Max: 0, IsDefault: false })
        {
            yield return Found(seen, FindingKind.GammaZero, FindingSeverity.Problem, seen.Gamma.Count,
                $"{seen.Title}: gamma is 0 throughout: the output is beta whatever the input; gamma starts at 1");
        }
    }

    private static IEnumerable<Finding> Data(NormInspection seen, RunningStatistics data)
    {
        if (seen.Statistics is { } learned)
        {
            foreach (Finding drift in DriftInspection.Check(learned, data))
            {
                yield return drift with { Message = $"{seen.Title}: {drift.Message}" };
            }

            yield break;
        }

        long missing = 0, infinite = 0;
        double widest = 0, narrowest = double.PositiveInfinity;
        string wide = "", narrow = "";
        for (int i = 0; i < data.ChannelCount; i++)
        {
            ChannelStatistics slot = data[i];
            (missing, infinite) = (missing + slot.Missing, infinite + slot.Infinite);
            double deviation = slot.StandardDeviation;
            if (!(deviation > 0 && double.IsFinite(deviation)))
            {
                continue;
            }

            if (deviation > widest)
            {
                (widest, wide) = (deviation, slot.Name ?? $"{i}");
            }

            if (deviation < narrowest)
            {
                (narrowest, narrow) = (deviation, slot.Name ?? $"{i}");
            }
        }

        if (missing + infinite > 0)
        {
            yield return Found(seen, FindingKind.Missing, FindingSeverity.Problem, missing + infinite,
                $"{seen.Title} gets {missing + infinite} missing or infinite value(s): fill them in first, each makes NaN of a whole row");
        }

        if (widest / narrowest >= ScaleRatio)
        {
            yield return Found(seen, FindingKind.ScalesDiffer, FindingSeverity.Advice, widest / narrowest,
                $"{seen.Title} shares one ruler between slots that differ by {MessageText.Ratio(widest / narrowest)} in scale "
                    + $"({MessageText.Name(wide)}, "
                    + $"{MessageText.Name(narrow)}): BatchNorm per column first, else {MessageText.Name(wide)} is all that is left");
        }
    }

    public static Finding Found(NormInspection seen, FindingKind kind, FindingSeverity severity, double value, string message) =>
        new(kind, severity, seen.Title, value, message);

    private static string FirstLine(ArgumentException problem) =>
        problem.Message.Split('\n')[0].Replace(" (Parameter 'inputSchema')", "", StringComparison.Ordinal).Trim();
}
