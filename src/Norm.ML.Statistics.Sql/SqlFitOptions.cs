namespace Norm.ML;

/// <summary>How <c>BatchNorm.FitFromDatabase</c> reads.</summary>
public sealed record SqlFitOptions
{
    /// <summary>The most columns of a statement: each gives up to nine results, and PostgreSQL returns at most 1,664.</summary>
    public const int MostColumnsPerStatement = 180;

    /// <summary>
    /// What NaN and infinity do to the statistics. NULL is missing under every policy: counted and left out. Default
    /// <see cref="NonFinitePolicy.Ignore"/>.
    /// </summary>
    public NonFinitePolicy NonFinite { get; init; }

    /// <summary>
    /// How many columns a statement is about, 1 to <see cref="MostColumnsPerStatement"/>; more columns are split over several. Default 100.
    /// </summary>
    public int ColumnsPerStatement { get; init; } = 100;

    /// <summary>The most values that the shard column may have: each gives a row of sums. More are an error, for a column that tells rows apart was
    /// probably not meant. Default 10,000.</summary>
    public int MaximumShards { get; init; } = 10_000;

    /// <summary>The most keys that <c>BatchNorm.FitGroupsFromDatabase</c> takes. Default
    /// <see cref="GroupedStatisticsAccumulator.DefaultMaximumGroups"/>.</summary>
    public int MaximumGroups { get; init; } = GroupedStatisticsAccumulator.DefaultMaximumGroups;

    /// <summary>How often a statement is sent again when its connection is lost, and how often the fit starts over when the data changes between the
    /// rounds. Default 3. 0 for temporary tables and other things that live no longer than a connection.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>How long to wait before a lost connection is opened again; doubled from one time to the next. Default one second.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a statement may run; <see cref="TimeSpan.Zero"/> (default) for as long as it takes. Rounded up to seconds.</summary>
    public TimeSpan CommandTimeout { get; init; }

    /// <summary>What the database's SQL is like. Default <see cref="SqlDialect.Standard"/>.</summary>
    public SqlDialect Dialect { get; init; } = SqlDialect.Standard;

    /// <summary>Is told of each statement before it is sent.</summary>
    public IProgress<SqlFitProgress>? Progress { get; init; }

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(Dialect, nameof(Dialect));
        if (!Enum.IsDefined(NonFinite))
        {
            throw new ArgumentOutOfRangeException(nameof(NonFinite), NonFinite, $"{NonFinite} is not a value of {nameof(NonFinitePolicy)}.");
        }

        if (ColumnsPerStatement is < 1 or > MostColumnsPerStatement)
        {
            throw new ArgumentOutOfRangeException(nameof(ColumnsPerStatement), ColumnsPerStatement,
                $"ColumnsPerStatement has to lie in 1 to {MostColumnsPerStatement}.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumShards, 1, nameof(MaximumShards));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumGroups, 1, nameof(MaximumGroups));
        ArgumentOutOfRangeException.ThrowIfNegative(Retries, nameof(Retries));
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryDelay, TimeSpan.Zero, nameof(RetryDelay));
        ArgumentOutOfRangeException.ThrowIfLessThan(CommandTimeout, TimeSpan.Zero, nameof(CommandTimeout));
    }
}
