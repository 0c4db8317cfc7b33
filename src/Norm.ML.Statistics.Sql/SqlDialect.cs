using System.Data;

namespace Norm.ML;

/// <summary>What databases do not share: how names are quoted, what the double type is called, and what has to be said before a statement.</summary>
/// <remarks>Each is tried on the real engine by the tests, but <see cref="SqlServer"/>. Change one with <c>with</c> for a database that is like
/// it.</remarks>
public sealed record SqlDialect
{
    /// <summary>The SQL standard's, with nothing said before: the default.</summary>
    public static SqlDialect Standard { get; } = new() { Name = "SQL" };

    /// <summary>
    /// PostgreSQL 11 or later. The transaction is read-only, whatever a query says; statements as long as these are not compiled, which takes longer
    /// than running them; and each server that holds partitions of a table adds up its own.
    /// </summary>
    public static SqlDialect PostgreSql { get; } = new()
    {
        Name = "PostgreSQL",
        Preamble = "SET TRANSACTION READ ONLY; SET LOCAL jit = off; SET LOCAL enable_partitionwise_aggregate = on",
    };

    /// <summary>DuckDB, which also reads files: <c>SELECT * FROM 'data/*.parquet'</c> as a query.</summary>
    public static SqlDialect DuckDb { get; } = new() { Name = "DuckDB", DoubleType = "double", IsolationLevel = IsolationLevel.Snapshot };

    /// <summary>SQLite 3. A column of numbers may hold a text, which <c>CAST</c> makes 0; the fit looks for such values first, in a statement of its
    /// own.</summary>
    public static SqlDialect Sqlite { get; } = new()
    {
        Name = "SQLite",
        DoubleType = "real",
        IsolationLevel = IsolationLevel.Serializable,
        TextTest = "typeof({0}) IN ('text', 'blob')",
    };

    /// <summary>MySQL 8.0.17 or later, and MariaDB 10.4 or later.</summary>
    public static SqlDialect MySql { get; } = new() { Name = "MySQL", OpeningQuote = '`', ClosingQuote = '`', DoubleType = "double" };

    /// <summary>SQL Server. Untested: no test of this project has run on it.</summary>
    public static SqlDialect SqlServer { get; } = new() { Name = "SQL Server", OpeningQuote = '[', ClosingQuote = ']', DoubleType = "float(53)" };

    /// <summary>What messages call it.</summary>
    public required string Name { get; init; }

    /// <summary>What stands before a quoted name. Default the SQL standard's <c>"</c>.</summary>
    public char OpeningQuote { get; init; } = '"';

    /// <summary>What stands after a quoted name, doubled inside one. Default <c>"</c>.</summary>
    public char ClosingQuote { get; init; } = '"';

    /// <summary>What <c>CAST</c> calls a double of 64 bits. Default <c>double precision</c>.</summary>
    public string DoubleType { get; init; } = "double precision";

    /// <summary>A statement sent at the start of each transaction; null (default) for none.</summary>
    public string? Preamble { get; init; }

    /// <summary>What is true of a value, {0}, that is a text in a column of numbers; null (default) where there is no such value.</summary>
    internal string? TextTest { get; init; }

    /// <summary>The isolation of the transaction around all statements. Default <see cref="System.Data.IsolationLevel.RepeatableRead"/>, in
    /// PostgreSQL a snapshot. Where the driver does not know it, the database's own default is used.</summary>
    public IsolationLevel IsolationLevel { get; init; } = IsolationLevel.RepeatableRead;
}
