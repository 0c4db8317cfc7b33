using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Inspection;
using Norm.ML.Internals.Fitting;

namespace Norm.ML.Internals.Inspection;

/// <summary>The statistics of the data that arrives at a norm, taken as BatchNorm's fit takes them.</summary>
internal static class DataStatistics
{
    public static RunningStatistics? Of(NormTransformer norm, IDataView data, NormInspection seen, DataViewSchema.Column input)
    {
        if (input.Type is VectorDataViewType { IsKnownSize: false })
        {
            return null;
        }

        // For BatchNorm the same channels and weights as in its fit, so that the two can be compared; else each slot is looked at.
        BatchNormOptions options = norm is FittedNormTransformer batch
            ? batch.Options with
            {
                BatchSize = null,
                Momentum = null,
                MaximumExampleCount = null,
                NonFinite = NonFinitePolicy.Ignore,
                GroupColumnName = null,
                UnseenKeys = UnseenKeys.Error,
                MaximumGroups = GroupedStatisticsAccumulator.DefaultMaximumGroups,
            }
            : new BatchNormOptions { Channels = (input.Type as VectorDataViewType)?.Size };
        if (options.ExampleWeightColumnName is { } weight && data.Schema.GetColumnOrNull(weight) is null)
        {
            options = options with { ExampleWeightColumnName = null };
        }

        RunningStatistics statistics = BatchNormFit.Run(norm.Host, data, [new InputOutputColumnPair(seen.Output, seen.Input)], options,
            known: null).Statistics[0];
        return statistics.RowCount > 0 ? statistics : null;
    }
}
