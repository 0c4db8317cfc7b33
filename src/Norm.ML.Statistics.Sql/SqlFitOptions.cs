using System.Data;

namespace Norm.ML;

/// <summary>How <c>BatchNorm.FitFromDatabase</c> reads.</summary>
public sealed record SqlFitOptions
{
    /// <summary>The most columns of a statement: each gives up to nine results, and PostgreSQL returns at most 1,664.</summary>
    public const int MostColumnsPerStatement = 180;

    /// <summary>
    /// What is worth sending to PostgreSQL 11 or later as <see cref="Preamble"/>. Nothing is changed, whatever a query says; statements as long as these are not
    /// compiled, which takes longer than running them; and each server that holds partitions of a table adds up its own.
    /// </summary>
    public const string PostgreSqlPreamble = "SET TRANSACTION READ ONLY; SET LOCAL jit = off; SET LOCAL enable_partitionwise_aggregate = on";

    /// <summary>What NaN and infinity do to the statistics. NULL is missing under every policy: counted and left out. Default <see cref="NonFinitePolicy.Ignore"/>.</summary>
    public NonFinitePolicy NonFinite { get; init; }

    /// <summary>How many columns a statement is about, 1 to <see cref="MostColumnsPerStatement"/>; more columns are split over several. Default 100.</summary>
    public int ColumnsPerStatement { get; init; } = 100;

    /// <summary>The most values that the shard column may have: each gives a row of sums. More are an error, for a column that tells rows apart was
    /// probably not meant. Default 10,000.</summary>
    public int MaximumShards { get; init; } = 10_000;

    /// <summary>How often a statement is sent again when its connection is lost, and how often the fit starts over when the data changes between the rounds. Default 3.
    /// 0 for temporary tables and other things that live no longer than a connection.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>How long to wait before a lost connection is opened again; doubled from one time to the next. Default one second.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a statement may run; <see cref="TimeSpan.Zero"/> (default) for as long as it takes. Rounded up to seconds.</summary>
    public TimeSpan CommandTimeout { get; init; }

    /// <summary>The isolation of the transaction around all statements. Default <see cref="IsolationLevel.RepeatableRead"/>, in PostgreSQL a snapshot. Where the
    /// driver does not know it, the database's own default is used.</summary>
    public IsolationLevel IsolationLevel { get; init; } = IsolationLevel.RepeatableRead;

    /// <summary>A statement sent at the start of each transaction, such as <see cref="PostgreSqlPreamble"/>; null (default) for none.</summary>
    public string? Preamble { get; init; }

    /// <summary>What stands before a quoted name. Default the SQL standard's <c>"</c>; MySQL's is <c>`</c>, SQL Server's <c>[</c>.</summary>
    public char OpeningQuote { get; init; } = '"';

    /// <summary>What stands after a quoted name, doubled inside one. Default <c>"</c>; MySQL's is <c>`</c>, SQL Server's <c>]</c>.</summary>
    public char ClosingQuote { get; init; } = '"';

    /// <summary>Is told of each statement before it is sent.</summary>
    public IProgress<SqlFitProgress>? Progress { get; init; }

    internal void Check()
    {
        if (!Enum.IsDefined(NonFinite)) throw new ArgumentOutOfRangeException(nameof(NonFinite), NonFinite, $"{NonFinite} is not a value of {nameof(NonFinitePolicy)}.");
        if (ColumnsPerStatement is < 1 or > MostColumnsPerStatement)
            throw new ArgumentOutOfRangeException(nameof(ColumnsPerStatement), ColumnsPerStatement, $"ColumnsPerStatement has to lie in 1 to {MostColumnsPerStatement}.");
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumShards, 1, nameof(MaximumShards));
        ArgumentOutOfRangeException.ThrowIfNegative(Retries, nameof(Retries));
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryDelay, TimeSpan.Zero, nameof(RetryDelay));
        ArgumentOutOfRangeException.ThrowIfLessThan(CommandTimeout, TimeSpan.Zero, nameof(CommandTimeout));
    }
}
