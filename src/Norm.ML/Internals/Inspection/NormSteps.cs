using Norm.ML.Inspection;

namespace Norm.ML.Internals.Inspection;

/// <summary>Reads off a transformer what an inspection shows, one entry for each of its columns.</summary>
internal static class NormSteps
{
    public static IEnumerable<NormInspection> Of(NormTransformer norm, int step)
    {
        for (int column = 0; column < norm.Columns.Count; column++)
        {
            yield return norm switch
            {
                FittedNormTransformer batch => Of(batch, step, column),
                RowNormTransformer row => Of(row, step, column),
                INormKernelTransformer kernel => Of(norm, kernel, step, column),
                _ => throw new NotSupportedException($"{norm.GetType().Name} is a norm that the inspector does not know."),
            };
        }
    }

    private static NormInspection Of(FittedNormTransformer batch, int step, int column)
    {
        int channels = batch.ColumnStatistics[column].ChannelCount;
        return new NormInspection
        {
            Step = step,
            Kind = NormKind.BatchNorm,
            Kernel = batch.KernelName,
            Input = batch.Columns[column].InputColumnName,
            Output = batch.Columns[column].OutputColumnName,
            ExpectedSize = channels,
            Expects = Count(channels, "channel") + (batch.Model.Groups is { } groups
                ? $", and one of {Count(groups[column].Count, "key")} in '{batch.Options.GroupColumnName}'" : ""),
            Epsilon = batch.Options.Epsilon,
            Gamma = ParameterInspection.Of(batch.Options.Gamma, 1),
            Beta = ParameterInspection.Of(batch.Options.Beta, 0),
            Statistics = batch.ColumnStatistics[column],
        };
    }

    private static NormInspection Of(RowNormTransformer row, int step, int column)
    {
        RowNormOptions options = row.Options;
        (int? size, string unit, string rest) = options.Expected;
        size ??= options.Parameters > 0 ? options.Parameters : null;
        return new NormInspection
        {
            Step = step,
            Kind = row.Kind,
            Input = row.Columns[column].InputColumnName,
            Output = row.Columns[column].OutputColumnName,
            ExpectedSize = size,
            Expects = (size is { } known ? (unit == "element" ? $"rows of {Count(known, unit)}" : Count(known, unit))
                : $"any number of {unit}s") + rest,
            Epsilon = options.Epsilon,
            Gamma = ParameterInspection.Of(options.Gamma, options is RmsNormOptions { UnitOffset: true } ? 0 : 1),
            Beta = NormCatalog.Get(row.Kind).HasBeta ? ParameterInspection.Of(options.Shift, 0) : null,
        };
    }

    private static NormInspection Of(NormTransformer norm, INormKernelTransformer kernel, int step, int column) => new()
    {
        Step = step,
        Kind = kernel.Facts.Kind,
        Kernel = kernel.KernelType.Name,
        Input = norm.Columns[column].InputColumnName,
        Output = norm.Columns[column].OutputColumnName,
        ExpectedSize = kernel.Facts.ExampleLength,
        Expects = kernel.Accepts,
        Epsilon = kernel.Facts.Epsilon,
        Gamma = ParameterInspection.Of(kernel.Gamma, 1),
        Beta = kernel.Facts.BetaLength > 0 ? ParameterInspection.Of(kernel.Beta, 0) : null,
    };

    private static string Count(int count, string one) => $"{count} {one}{(count == 1 ? "" : "s")}";
}
