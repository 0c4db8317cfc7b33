using Microsoft.ML;
using Microsoft.ML.Runtime;
using Norm.ML.Internals;
using Norm.ML.Internals.Fitting;

namespace Norm.ML;

/// <summary>Statistics per key from ML.NET data: <c>BatchNorm.FitGroups(ml, data, "Features", "Tenant")</c>.</summary>
public static class BatchNormGroups
{
    extension(BatchNorm)
    {
        /// <summary>
        /// Learns one <see cref="RunningStatistics"/> for each key of a column, and those of all rows, in one pass over the data. For statistics
        /// alone;
        /// <c>ml.Transforms.BatchNorm("Features", groupColumnName: "Tenant")</c> fits a transformer that normalizes with them.
        /// </summary>
        /// <remarks>A key's statistics have the bits of a fit on its rows alone, in their order. The number of cursors and the keys of other rows do
        /// not matter. Memory: see <see cref="GroupedStatisticsAccumulator"/>.</remarks>
        /// <param name="context">The <see cref="MLContext"/>: where progress and messages go.</param>
        /// <param name="data">The data, at least two rows.</param>
        /// <param name="columnName">The column of the channels: a number or a vector of known size.</param>
        /// <param name="groupColumnName">The column of the keys: text, a key, an integer or a boolean.</param>
        /// <param name="options">Weights, channels, what NaN does and how many keys are accepted; null for the defaults.</param>
        /// <exception cref="ArgumentOutOfRangeException">A column is missing, or is of another type.</exception>
        /// <exception cref="InvalidOperationException">The data has fewer than two rows or no key, there are more than
        /// <see cref="BatchNormOptions.MaximumGroups"/> keys, a channel has no finite value, or a weight is out of range.</exception>
        /// <exception cref="NotFiniteNumberException">A value is NaN or infinite and the policy is <see cref="NonFinitePolicy.Throw"/>.</exception>
        public static GroupedStatistics FitGroups(
            MLContext context, IDataView data, string columnName, string groupColumnName, BatchNormOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(context);
            ArgumentNullException.ThrowIfNull(data);
            ArgumentException.ThrowIfNullOrEmpty(groupColumnName);
            BatchNormOptions asked = WithGroups(options, groupColumnName);
            asked.Check();
            IHost host = ((IHostEnvironment)context).Register(nameof(BatchNormGroups));
            return BatchNormFit.Run(host, data, [ColumnPairs.Of(columnName, null)], asked, known: null).Groups![0];
        }
    }

    /// <summary>Options with the column that a method names.</summary>
    /// <exception cref="ArgumentException">The options name another.</exception>
    internal static BatchNormOptions WithGroups(BatchNormOptions? options, string? groupColumnName)
    {
        options ??= new BatchNormOptions();
        if (groupColumnName is null)
        {
            return options;
        }

        return options.GroupColumnName is not { } other || other == groupColumnName ? options with { GroupColumnName = groupColumnName }
            : throw new ArgumentException($"groupColumnName is '{groupColumnName}', but the options name '{other}'; leave one of them out.",
                nameof(groupColumnName));
    }

    /// <summary>Why statistics per key are not written as a graph; the message does not name the normalized column.</summary>
    internal static NotSupportedException NoGraph(BatchNormOptions options) => new(
        $"its statistics depend on the key in column '{options.GroupColumnName}', and the graphs that are written look nothing up");

    /// <summary>The refusal of what needs one set of statistics.</summary>
    internal static NotSupportedException OneSetOnly(BatchNormOptions options, string what) => new(
        $"{what} needs one set of statistics; this BatchNorm has one for each key of column '{options.GroupColumnName}'. Make a BatchNorm "
            + $"of a key's: mlContext.Transforms.BatchNorm(transformer.{nameof(BatchNormTransformer.ColumnGroups)}[0][\"key\"], ...).");
}
