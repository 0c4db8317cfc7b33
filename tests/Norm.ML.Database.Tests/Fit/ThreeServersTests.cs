using Norm.ML.Database.Tests.Servers;
using Norm.ML.Tests.Statistics;
using Npgsql;

namespace Norm.ML.Database.Tests.Fit;

/// <summary>A table whose partitions lie on two servers, spoken to through a third.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ThreeServersTests(PostgresServers servers)
{
    private const int Rows = 4000;

    private static readonly string[] Columns = ["shard", "a", "b", "c"];
    private static readonly int[] Shards = [.. Enumerable.Range(0, Rows).Select(i => i * 6 / Rows)];
    private static readonly double?[][] Values =
    [
        Patterns.Column((_, random) => 1e6 + Patterns.Normal(random), Rows).Nullable(),
        Patterns.Column((_, random) => Math.Exp(3 * Patterns.Normal(random)), Rows).Nullable(),
        [.. Enumerable.Range(0, Rows).Select(i => (i % 11) switch { 0 => (double?)null, 1 => double.NaN, 2 => double.NegativeInfinity, _ => i })],
    ];

    [PostgresFact]
    public void Three_servers_give_the_bits_of_one()
    {
        string one = servers.NewName(), three = servers.NewName();
        servers.Main.Fill(one, Columns, Shards, Values);
        PartitionedTable.Create(servers, three, Columns, Shards, Values);
        using NpgsqlConnection connection = servers.Main.Connect();

        RunningStatistics ofOne = BatchNorm.FitFromDatabase(connection, SqlSource.Table(one), ["a", "b", "c"], "shard");
        var pushed = new SqlFitOptions { Dialect = SqlDialect.PostgreSql };
        Assert.Equal(ofOne, BatchNorm.FitFromDatabase(connection, SqlSource.Table(three), ["a", "b", "c"], "shard", pushed));
        Assert.Equal(ofOne, BatchNorm.FitFromDatabase(connection, SqlSource.Table(three), ["a", "b", "c"], "shard"));
        for (int c = 0; c < Values.Length; c++)
        {
            Streaming.AssertNear(Values[c], ofOne[c], 2.0 / (1L << 52));
        }
    }

    [PostgresFact]
    public void Each_server_adds_up_its_own_rows()
    {
        string table = servers.NewName();
        PartitionedTable.Create(servers, table, Columns, Shards, Values);
        using NpgsqlConnection connection = servers.Main.Connect();
        List<string> statements = [];
        BatchNorm.FitFromDatabase(
            connection, SqlSource.Table(table), ["a", "b", "c"], "shard", new() { Progress = new Told(statement => statements.Add(statement.Sql)) });

        Assert.Equal(2, statements.Count);
        foreach (string sql in statements)
        {
            string plan = Explain(connection, sql);
            Assert.Contains($"Relations: Aggregate on (public.{table}_holder0", plan);
            Assert.Contains($"Relations: Aggregate on (public.{table}_holder1", plan);
        }
    }

    [PostgresFact]
    public void A_holder_that_is_gone_is_an_error_and_comes_back_in_time()
    {
        string table = servers.NewName();
        PartitionedTable.Create(servers, table, Columns, Shards, Values);
        using NpgsqlConnection connection = servers.Main.Connect();
        RunningStatistics expected = BatchNorm.FitFromDatabase(connection, SqlSource.Table(table), ["a", "b", "c"], "shard");

        var gone = new Told(statement =>
        {
            if (statement is { Round: 2, Attempt: 0 })
            {
                servers.Holders[1].Crash();
            }
        });
        try
        {
            string message = Assert.Throws<SqlFitException>(() => BatchNorm.FitFromDatabase(
                connection, SqlSource.Table(table), ["a", "b", "c"], "shard",
                new() { Progress = gone, Retries = 1, RetryDelay = TimeSpan.Zero })).Message;
            Assert.StartsWith($"Round 2 over table '{table}' failed (tried 2 times), nothing was counted: 08", message);
        }
        finally
        {
            servers.Holders[1].Restart();
        }

        var back = new Told(statement =>
        {
            if (statement is { Round: 2, Attempt: 0 })
            {
                servers.Holders[1].Crash();
            }
            else if (statement is { Round: 2, Attempt: 2 })
            {
                servers.Holders[1].Restart();
            }
        });
        Assert.Equal(expected, BatchNorm.FitFromDatabase(
            connection, SqlSource.Table(table), ["a", "b", "c"], "shard", new() { Progress = back, RetryDelay = TimeSpan.Zero }));
    }

    private static string Explain(NpgsqlConnection connection, string sql)
    {
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = SqlDialect.PostgreSql.Preamble!;
        command.ExecuteNonQuery();
        command.CommandText = $"EXPLAIN (VERBOSE) {sql}";
        using NpgsqlDataReader reader = command.ExecuteReader();
        List<string> lines = [];
        while (reader.Read())
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }
}
