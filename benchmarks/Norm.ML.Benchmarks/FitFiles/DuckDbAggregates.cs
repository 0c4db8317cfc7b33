using System.Diagnostics;
using System.Globalization;
using DuckDB.NET.Data;

namespace Norm.ML.Benchmarks.FitFiles;

/// <summary>DuckDB inside a process: what <c>norm-ml fit</c> learns of a file, as one query, and Parquet as DuckDB writes it.</summary>
internal static class DuckDbAggregates
{
    /// <summary>The version of the library.</summary>
    public static string Version => (string)Query("SELECT version()")[0]!;

    /// <summary>Writes the rows of a CSV file as Parquet, with DuckDB's own defaults (snappy, row groups of 122,880 rows).</summary>
    public static void WriteParquet(string csv, string parquet) => Query($"COPY (SELECT * FROM '{csv}') TO '{parquet}' (FORMAT parquet)");

    /// <summary>Counts, means, deviations and extremes of all columns, and prints how many rows there are and the seconds of the query.</summary>
    public static int Run(string path)
    {
        var watch = Stopwatch.StartNew();
        string[] names = Names(path);
        string[] aggregates = [.. names.SelectMany(name => new[] { "count", "avg", "stddev_pop", "min", "max" }.Select(f => $"{f}(\"{name}\")"))];
        object?[] results = Query($"SELECT {string.Join(", ", aggregates)} FROM '{path}'");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{results[0]} rows, {watch.Elapsed.TotalSeconds:0.000} s"));
        return 0;
    }

    private static string[] Names(string path)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = $"DESCRIBE SELECT * FROM '{path}'";
        using DuckDBDataReader reader = command.ExecuteReader();
        List<string> names = [];
        while (reader.Read())
        {
            names.Add(reader.GetString(0));
        }

        return [.. names];
    }

    private static object?[] Query(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using DuckDBDataReader reader = command.ExecuteReader();
        return reader.Read() ? [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)] : [];
    }
}
