using System.Globalization;
using System.Numerics;
using Norm.ML.Internals.Fitting;

namespace Norm.ML;

/// <summary>Transformers that were fitted on parts of the data, joined: <c>BatchNorm.Merge(a, b, c)</c>.</summary>
public static class BatchNormMerging
{
    extension(BatchNorm)
    {
        /// <summary>
        /// The transformer of all data that these were fitted on, as if fitted in one place: fit each part where it lies, merge what was learned.
        /// </summary>
        /// <remarks>The parts are merged along the tree of <see cref="StatisticsTree"/>: the bits of one fit on all rows in this order, if each part
        /// but the last holds the same power of two of <see cref="StatisticsAccumulator.RowsPerChunk"/> rows. Otherwise, and in any other order, mean
        /// and deviation are the same to about 1e-15 of the deviation.</remarks>
        /// <param name="parts">One or more, of the same columns and channels, fitted with the same options
        /// (<see cref="BatchNormOptions.MaximumExampleCount"/> may differ).</param>
        /// <returns>A transformer of these columns.</returns>
        /// <exception cref="ArgumentException">
        /// There are no parts, or they differ in columns, channels or options; the message says in what.
        /// </exception>
        /// <exception cref="InvalidOperationException">
        /// The parts were fitted over mini-batches: those statistics depend on the order of batches.
        /// </exception>
        /// <exception cref="OverflowException">The rows of all parts exceed <see cref="long.MaxValue"/>.</exception>
        public static BatchNormTransformer Merge(params IReadOnlyList<BatchNormTransformer> parts)
        {
            BatchNormModel merged = Merge<BatchNormTransformer>(parts);
            return new BatchNormTransformer(parts[0].Host, parts[0].Columns, merged);
        }

        /// <inheritdoc cref="Merge(IReadOnlyList{BatchNormTransformer})"/>
        /// <typeparam name="TKernel">The generated kernel that all parts run.</typeparam>
        /// <typeparam name="T">Its element type.</typeparam>
        public static FittedNormKernelTransformer<TKernel, T> Merge<TKernel, T>(params IReadOnlyList<FittedNormKernelTransformer<TKernel, T>> parts)
            where TKernel : struct, IFittedNormKernel<T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            BatchNormModel merged = Merge<FittedNormKernelTransformer<TKernel, T>>(parts);
            return new FittedNormKernelTransformer<TKernel, T>(parts[0].Host, parts[0].Columns, merged);
        }
    }

    private static BatchNormModel Merge<TPart>(IReadOnlyList<TPart> parts)
        where TPart : FittedNormTransformer
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
        {
            throw new ArgumentException("There are no parts; at least one is needed.", nameof(parts));
        }

        TPart first = parts[0];
        for (int i = 0; i < parts.Count; i++)
        {
            Check(first, parts[i], i);
        }

        if (first.Model.Groups is not null)
        {
            GroupedStatistics[] groups = [.. Enumerable.Range(0, first.Columns.Count).Select(column => MergeGroups(parts, column))];
            return new BatchNormModel(first.Columns, first.Options, [.. groups.Select(column => column.All)], groups);
        }

        var merged = new RunningStatistics[first.Columns.Count];
        for (int column = 0; column < merged.Length; column++)
        {
            merged[column] = Merge(parts, column);
        }

        return new BatchNormModel(first.Columns, first.Options, merged);
    }

    private static RunningStatistics Merge(IReadOnlyList<FittedNormTransformer> parts, int column)
    {
        var tree = new StatisticsTree();
        for (int i = 0; i < parts.Count; i++)
        {
            try
            {
                tree.Add(i, parts[i].Model.Statistics[column]);
            }
            catch (ArgumentException error)
            {
                throw new ArgumentException($"Part {i} does not fit part 0 in column '{parts[0].Columns[column].InputColumnName}': {error.Message}",
                    nameof(parts), error);
            }
        }

        return parts.Count == 1 ? parts[0].Model.Learned[column] : tree.ToStatistics();
    }

    private static GroupedStatistics MergeGroups(IReadOnlyList<FittedNormTransformer> parts, int column)
    {
        RunningStatistics all = Merge(parts, column).WithoutChunks();
        return parts.Skip(1).Select(part => part.Model.Groups![column])
            .Aggregate(parts[0].Model.Groups![column], (merged, part) => GroupedStatistics.MergeKeys(merged, part, all));
    }

    private static void Check(FittedNormTransformer first, FittedNormTransformer part, int number)
    {
        ArgumentNullException.ThrowIfNull(part, "parts");
        if (part.Options.BatchSize is not null)
        {
            throw new InvalidOperationException(
                $"Part {number} was fitted over mini-batches (BatchSize {part.Options.BatchSize}). Such statistics depend on the order of batches "
                    + "and cannot be merged; fit without BatchSize.");
        }

        if (part.Model.Statistics.Any(column => column.Exponential is not null))
        {
            throw new InvalidOperationException(
                $"Part {number} normalizes with a running mean and variance. Such statistics depend on the order of batches and cannot be merged.");
        }

        (string Name, string Value)[] expected = Facts(first), actual = Facts(part);
        for (int i = 0; i < expected.Length; i++)
        {
            if (expected[i] != actual[i])
            {
                throw new ArgumentException(
                    $"Part {number} has {actual[i].Name} {actual[i].Value}, part 0 has {expected[i].Value}; transformers that are merged are alike.",
                    "parts");
            }
        }
    }

    private static (string Name, string Value)[] Facts(FittedNormTransformer transformer)
    {
        BatchNormOptions options = transformer.Options;
        return
        [
            ("columns", string.Join(", ", transformer.Columns.Select(pair => $"'{pair.InputColumnName}' as '{pair.OutputColumnName}'"))),
            (nameof(options.Epsilon), Text(options.Epsilon)),
            (nameof(options.Constant), options.Constant.ToString()),
            (nameof(options.Correction), Text(options.Correction)),
            (nameof(options.Center), options.Center.ToString()),
            (nameof(options.NonFinite), options.NonFinite.ToString()),
            (nameof(options.ExampleWeightColumnName), options.ExampleWeightColumnName is { } weight ? $"'{weight}'" : "none"),
            (nameof(options.GroupColumnName), options.GroupColumnName is { } group ? $"'{group}'" : "none"),
            (nameof(options.UnseenKeys), options.UnseenKeys.ToString()),
            (nameof(options.Channels), options.Channels?.ToString(CultureInfo.InvariantCulture) ?? "none"),
            (nameof(options.Layout), options.Layout.ToString()),
            (nameof(options.Gamma), List(options.Gamma)),
            (nameof(options.Beta), List(options.Beta)),
        ];

        static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

        static string List(IReadOnlyList<double>? values) => values is { Count: > 0 } ? $"[{string.Join(", ", values.Select(Text))}]" : "none";
    }
}
