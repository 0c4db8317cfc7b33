using Norm.ML.Database.Tests.Servers;
using Npgsql;

namespace Norm.ML.Database.Tests.Fit;

[Collection(PostgresCollection.Name)]
public sealed class ValuesTests(PostgresServers servers)
{
    private const double Unit = 1.25 / (1L << 52);

    private static readonly double?[] Mixed = [1.5, null, double.NaN, -4, double.PositiveInfinity, null, 8, double.NegativeInfinity,
        double.NegativeInfinity, -0.0, 3];
    private static readonly double?[] Plain = [3, 1, 4, 1, 5, null, 2, 6, 5, 3, 5];
    private static readonly int[] Shards = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1];

    [PostgresTheory]
    [InlineData(null)]
    [InlineData("shard")]
    public void Null_is_missing_and_what_is_not_finite_is_counted(string? shard)
    {
        RunningStatistics statistics = Fit(MixedTable(), ["mixed", "plain"], shard);

        Streaming.AssertNear(Mixed, statistics["mixed"], Unit);
        Streaming.AssertNear(Plain, statistics["plain"], Unit);
        Assert.Equal((5, 3, 3), (statistics["mixed"].Count, statistics["mixed"].Missing, statistics["mixed"].Infinite));
        Assert.Equal(1, statistics["plain"].Missing);
    }

    [PostgresFact]
    public void Propagate_makes_a_channel_with_NaN_NaN_and_no_other()
    {
        RunningStatistics statistics = Fit(MixedTable(), ["mixed", "plain"], "shard", new() { NonFinite = NonFinitePolicy.Propagate });

        Assert.True(double.IsNaN(statistics["mixed"].Mean) && double.IsNaN(statistics["mixed"].Variance));
        Assert.Equal((5, 3, 3), (statistics["mixed"].Count, statistics["mixed"].Missing, statistics["mixed"].Infinite));
        Assert.Equal((-4, 8), (statistics["mixed"].Min, statistics["mixed"].Max));
        Streaming.AssertNear(Plain, statistics["plain"], Unit);
        using var stream = new MemoryStream();
        statistics.Save(stream);
        stream.Position = 0;
        Assert.Equal(statistics, RunningStatistics.Load(stream));
    }

    [PostgresFact]
    public void Throw_names_column_and_shard_and_does_not_mind_NULL()
    {
        string table = MixedTable();
        var options = new SqlFitOptions { NonFinite = NonFinitePolicy.Throw };

        string message = Assert.Throws<NotFiniteNumberException>(() => Fit(table, ["plain", "mixed"], "shard", options)).Message;
        Assert.Equal($"Column 'mixed' of table '{table}' has 3 values that are NaN or infinite where 'shard' is 1.", message);
        Streaming.AssertNear(Plain, Fit(table, ["plain"], "shard", options)["plain"], Unit);
    }

    [PostgresFact]
    public void All_types_of_numbers_are_taken()
    {
        string table = servers.NewName();
        servers.Main.Execute($"""
            CREATE TABLE {table} (a smallint, b int, c bigint, d numeric, e real, f double precision);
            INSERT INTO {table} VALUES
              (-32768, 2147483647, 9007199254740993, 0.1, 0.1, 0.1), (7, -5, -9223372036854775808, 123456789012345678901234567890, 3e38, 1e300),
              (NULL, NULL, NULL, 'NaN', 'Infinity', NULL), (0, 1, 2, -1e-300, 1e-45, 5e-324)
            """);
        RunningStatistics statistics = Fit(table, ["a", "b", "c", "d", "e", "f"]);

        double?[][] values =
        [
            [-32768, 7, null, 0], [2147483647, -5, null, 1], [9007199254740992, -9223372036854775808, null, 2],
            [0.1, 123456789012345678901234567890.0, null, -1e-300],
            [0.1f, 3e38f, double.PositiveInfinity, 1e-45f], [0.1, 1e300, null, double.Epsilon],
        ];
        for (int i = 0; i < values.Length; i++)
        {
            Streaming.AssertNear(values[i], statistics[i], Unit);
        }
    }

    [PostgresTheory]
    [InlineData(null)]
    [InlineData("shard")]
    public void A_table_without_rows_has_no_statistics_and_no_errors(string? shard)
    {
        string table = servers.NewName();
        servers.Main.Execute($"CREATE TABLE {table} (shard int, x real)");
        RunningStatistics statistics = Fit(table, ["x"], shard);

        Assert.Equal(RunningStatistics.Empty(1, ["x"]), statistics);
    }

    [PostgresFact]
    public void Constants_and_columns_of_NULL_are_exact()
    {
        string table = servers.NewName();
        servers.Main.Fill(table, ["shard", "a", "b", "c"], Shards, [.. Shards.Select(_ => (double?)0.1)], new double?[Shards.Length],
            [.. Shards.Select(s => (double?)(s * 1e200))]);
        RunningStatistics statistics = Fit(table, ["a", "b", "c"], "shard");

        Assert.True(statistics["a"].IsConstant);
        Assert.Equal((0.1, 0.0, 0.0), (statistics["a"].Mean, statistics["a"].MeanLow, statistics["a"].Variance));
        Assert.Equal((0, Shards.Length), (statistics["b"].Count, statistics["b"].Missing));
        Streaming.AssertNear([.. Shards.Select(s => (double?)(s * 1e200))], statistics["c"], Unit);
    }

    [PostgresTheory]
    [InlineData("CASE shard WHEN 1 THEN 'ä' WHEN 2 THEN 'Z' END")]
    [InlineData("DATE '2026-01-01' + shard")]
    [InlineData("NULLIF(shard, 2)")]
    [InlineData("shard::numeric / 3")]
    [InlineData("shard > 1")]
    [InlineData("ARRAY[shard]")]
    [InlineData("decode(shard::text, 'escape')")]
    public void A_shard_may_be_of_any_type_or_NULL(string shard)
    {
        string table = MixedTable();
        RunningStatistics statistics = Fit(SqlSource.Query($"SELECT *, {shard} AS part FROM {table}"), ["mixed", "plain"], "part");

        Streaming.AssertNear(Mixed, statistics["mixed"], Unit);
        Assert.Equal(Fit(table, ["mixed", "plain"]).ToJson(), Fit(SqlSource.Query($"SELECT *, 1 AS part FROM {table}"), ["mixed", "plain"], "part")
            .ToJson());
    }

    [PostgresFact]
    public async Task The_bits_do_not_depend_on_the_order_of_rows_nor_on_parallel_workers_nor_on_await()
    {
        string table = servers.NewName(), turned = servers.NewName();
        servers.Main.Execute($"""
            CREATE TABLE {table} AS SELECT i % 5 AS shard, 1e6 + sin(i) AS a, exp(5 * cos(i * i::float8)) AS b FROM generate_series(1, 60000) i;
            CREATE TABLE {turned} AS SELECT * FROM {table} ORDER BY b;
            ANALYZE {table};
            """);
        const string Parallel =
            "SET LOCAL max_parallel_workers_per_gather = 4; SET LOCAL min_parallel_table_scan_size = 0; SET LOCAL parallel_setup_cost = 0; SET "
            + "LOCAL parallel_tuple_cost = 0";
        using NpgsqlConnection connection = servers.Main.Connect();
        foreach (string? shard in new[] { null, "shard" })
        {
            RunningStatistics expected = Fit(table, ["a", "b"], shard);
            Assert.Equal(expected, Fit(turned, ["a", "b"], shard));
            Assert.Equal(expected, Fit(table, ["a", "b"], shard,
                new() { Dialect = SqlDialect.Standard with { Preamble = Parallel }, ColumnsPerStatement = 1 }));
            Assert.Equal(expected, await BatchNorm.FitFromDatabaseAsync(connection, SqlSource.Table(table), ["a", "b"], shard));
        }
    }

    private string MixedTable()
    {
        string table = servers.NewName();
        servers.Main.Fill(table, ["shard", "mixed", "plain"], Shards, Mixed, Plain);
        return table;
    }

    private RunningStatistics Fit(string table, string[] columns, string? shard = null, SqlFitOptions? options = null) =>
        Fit(SqlSource.Table(table), columns, shard, options);

    private RunningStatistics Fit(SqlSource source, string[] columns, string? shard = null, SqlFitOptions? options = null)
    {
        using NpgsqlConnection connection = servers.Main.Connect();
        return BatchNorm.FitFromDatabase(connection, source, columns, shard, options);
    }
}
