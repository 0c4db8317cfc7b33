using Microsoft.ML;
using Norm.ML.Internals;
using Norm.ML.Internals.Fitting;

namespace Norm.ML;

/// <summary>
/// BatchNorm with statistics that were gathered elsewhere: from a stream, from shards, in a database (the package Norm.ML.Statistics.Sql).
/// </summary>
public static class BatchNormFromStatistics
{
    /// <summary>A transformer with given statistics: the one that fitting the same rows would give.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="statistics">One channel for each of the column, of at least two rows, each with a finite value; or with a running mean and
    /// variance (<see cref="RunningStatistics.Exponential"/>), which are then what normalizes. <see cref="RunningStatistics.FromMoments"/> makes them
    /// of numbers.</param>
    /// <param name="outputColumnName">What the result is called.</param>
    /// <param name="inputColumnName">
    /// The column to normalize: a number or a vector of known size; null for <paramref name="outputColumnName"/>.
    /// </param>
    /// <param name="options">How to normalize; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">There are fewer than two rows, or a channel has no finite value.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or contradicts the statistics.</exception>
    public static BatchNormTransformer BatchNorm(
        this TransformsCatalog catalog, RunningStatistics statistics, string outputColumnName, string? inputColumnName = null,
        BatchNormOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        options = Check(options ?? new BatchNormOptions());
        if (options.GroupColumnName is not null)
        {
            throw new ArgumentException($"GroupColumnName needs statistics per key: {nameof(GroupedStatistics)}.", nameof(options));
        }

        InputOutputColumnPair[] columns = ColumnPairs.Check([ColumnPairs.Of(outputColumnName, inputColumnName)]);
        return new BatchNormTransformer(catalog.GetHost(), columns, KnownStatistics.ToModel(columns, options with { Statistics = statistics }));
    }

    /// <summary>A transformer with given statistics per key: the one that fitting the same rows would give.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="statistics">Of at least two rows and one key; each channel of all rows has a finite value.</param>
    /// <param name="outputColumnName">What the result is called.</param>
    /// <param name="inputColumnName">
    /// The column to normalize: a number or a vector of known size; null for <paramref name="outputColumnName"/>.
    /// </param>
    /// <param name="options">How to normalize; null for the defaults.</param>
    /// <param name="groupColumnName">The column with the keys; null where the options name it.</param>
    /// <exception cref="InvalidOperationException">There are fewer than two rows, or a channel has no finite value.</exception>
    /// <exception cref="ArgumentException">No column with keys is named, an option is out of range, or contradicts the statistics.</exception>
    public static BatchNormTransformer BatchNorm(
        this TransformsCatalog catalog, GroupedStatistics statistics, string outputColumnName, string? inputColumnName = null,
        BatchNormOptions? options = null, string? groupColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        options = Check(BatchNormGroups.WithGroups(options, groupColumnName));
        if (options.GroupColumnName is null)
        {
            throw new ArgumentException("No column with the keys is named; groupColumnName names it.", nameof(groupColumnName));
        }

        InputOutputColumnPair[] columns = ColumnPairs.Check([ColumnPairs.Of(outputColumnName, inputColumnName)]);
        GroupedStatistics known = statistics.WithShard(null);
        return new BatchNormTransformer(catalog.GetHost(), columns, new BatchNormModel(columns, options, [known.All], [known]));
    }

    private static BatchNormOptions Check(BatchNormOptions options)
    {
        if (options.Statistics is not null)
        {
            throw new ArgumentException("The options bring statistics too; leave Statistics out of them.", nameof(options));
        }

        options.Check();
        return options;
    }
}
