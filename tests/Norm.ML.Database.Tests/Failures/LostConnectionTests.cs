using System.Data;
using Norm.ML.Database.Tests.Fit;
using Norm.ML.Database.Tests.Servers;
using Norm.ML.Tests.Statistics;
using Npgsql;

namespace Norm.ML.Database.Tests.Failures;

/// <summary>Connections and servers that go away in the middle of a fit: what is lost is sent again, and nothing is counted twice.</summary>
[Collection(PostgresCollection.Name)]
public sealed class LostConnectionTests(PostgresServers servers)
{
    private const int Rows = 1200;

    private static readonly string[] Columns = ["a", "b", "c"];
    private static readonly int[] Shards = [.. Enumerable.Range(0, Rows).Select(i => i % 3)];
    private static readonly double?[][] Values = [.. Enumerable.Range(1, 3)
        .Select(seed => Patterns.Column((_, random) => 1e3 + Patterns.Normal(random), Rows, seed).Nullable())];

    [PostgresTheory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    public void A_lost_connection_is_opened_again(int round, int column)
    {
        string table = NewTable();
        RunningStatistics expected = Fit(table, new());
        List<(int, int, int)> sent = [];
        RunningStatistics statistics = Fit(table, Telling((statement, connection) =>
        {
            sent.Add((statement.Round, statement.FirstColumn, statement.Attempt));
            if (statement.Round == round && statement.FirstColumn == column && statement.Attempt < 2)
            {
                Kill(connection);
            }
        }));

        Assert.Equal(expected, statistics);
        (int, int, int)[] plan = [.. from c in Enumerable.Range(0, 3) from r in (int[])[1, 2] from attempt in Enumerable.Range(0, r == round
            && c == column ? 3 : 1) select (r, c, attempt)];
        Assert.Equal(plan, sent);
    }

    [PostgresTheory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_backend_that_dies_in_the_middle_of_a_statement_counts_nothing(int round)
    {
        string table = NewTable(), sequence = servers.NewName();
        // Ends its own backend at the 700th row of one statement; numbers of a sequence are not given twice, whatever becomes of the transaction.
        servers.Main.Execute($"""
            CREATE SEQUENCE {sequence};
            CREATE FUNCTION fatal_{sequence}(x float8) RETURNS float8 LANGUAGE plpgsql AS
            $$ BEGIN
                IF nextval('{sequence}') = {700 + (round - 1) * Rows} THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
                RETURN x;
            END $$
            """);
        List<(int, int)> sent = [];
        using NpgsqlConnection connection = servers.Main.Connect();
        var source = SqlSource.Query($"SELECT shard, fatal_{sequence}(a) AS a FROM {table} OFFSET 0");
        RunningStatistics statistics = BatchNorm.FitFromDatabase(
            connection, source, ["a"], "shard", new()
            {
                RetryDelay = TimeSpan.Zero,
                Progress = new Told(statement => sent.Add((statement.Round, statement.Attempt)))
            });

        Assert.Equal(BatchNorm.FitFromDatabase(connection, SqlSource.Table(table), ["a"], "shard"), statistics);
        Assert.Equal(3, sent.Count);
        Assert.Contains((round, 1), sent);
    }

    [PostgresFact]
    public void A_server_that_crashes_and_comes_back_is_waited_for()
    {
        string table = NewTable();
        RunningStatistics expected = Fit(table, new());
        Assert.Equal(expected, Fit(table, Telling((statement, _) =>
        {
            if (statement is not { Round: 2, FirstColumn: 1, Attempt: 0 })
            {
                return;
            }

            servers.Main.Crash();
            servers.Main.Restart();
        })));
    }

    [PostgresFact]
    public void A_server_that_stays_away_is_reported_and_nothing_is_counted()
    {
        string table = NewTable();
        try
        {
            SqlFitOptions options = Telling((statement, _) =>
            {
                if (statement.Round == 2)
                {
                    servers.Main.Crash();
                }
            });
            string message = Assert.Throws<SqlFitException>(() => Fit(table, options with { Retries = 2 })).Message;
            Assert.StartsWith($"Round 2 over table '{table}' failed (tried 3 times), nothing was counted: ", message);
            Assert.DoesNotContain("secret-word", message);
            Assert.DoesNotContain('\n', message);
        }
        finally
        {
            servers.Main.Restart();
        }
    }

    [PostgresFact]
    public void Rows_that_come_between_the_rounds_are_not_seen()
    {
        string table = NewTable();
        RunningStatistics expected = Fit(table, new());
        // PostgreSQL takes the snapshot when the first statement begins.
        Assert.Equal(expected, Fit(table, Telling((statement, _) =>
        {
            if (statement is not { Round: 1, FirstColumn: 0 })
            {
                AddRow(table);
            }
        })));
        Assert.Equal(Rows + 5, Fit(table, new()).RowCount);
    }

    [PostgresTheory]
    [InlineData(1, 1)]
    [InlineData(2, 0)]
    [InlineData(2, 2)]
    public void Data_that_changed_when_a_connection_was_lost_is_read_from_the_start(int round, int column)
    {
        string table = NewTable();
        bool done = false;
        RunningStatistics statistics = Fit(table, Telling((statement, connection) =>
        {
            if (done || statement.Round != round || statement.FirstColumn != column)
            {
                return;
            }

            done = true;
            AddRow(table);
            Kill(connection);
        }));

        Assert.Equal(Rows + 1, statistics.RowCount);
        Assert.Equal(Fit(table, new()), statistics);
    }

    [PostgresTheory]
    [InlineData("UPDATE {0} SET a = 1e9 WHERE ctid = (SELECT min(ctid) FROM {0})")]
    [InlineData("UPDATE {0} SET a = NULL WHERE ctid = (SELECT min(ctid) FROM {0} WHERE a IS NOT NULL)")]
    [InlineData("UPDATE {0} SET a = 'NaN' WHERE ctid = (SELECT min(ctid) FROM {0} WHERE a < 1e10)")]
    [InlineData("UPDATE {0} SET shard = shard + 1 WHERE ctid = (SELECT min(ctid) FROM {0})")]
    [InlineData("DELETE FROM {0} WHERE ctid = (SELECT min(ctid) FROM {0})")]
    public void Data_that_keeps_changing_is_reported(string change)
    {
        string table = NewTable();
        int attempts = 0;
        SqlFitOptions options = Telling((statement, _) =>
        {
            attempts++;
            if (statement.Round == 2)
            {
                servers.Main.Execute(string.Format(null, change, table));
            }
        });
        options = options with { Dialect = options.Dialect with { IsolationLevel = IsolationLevel.ReadCommitted }, Retries = 2 };

        Assert.Contains("changes while it is read", Assert.Throws<SqlFitException>(() => Fit(table, options)).Message);
        Assert.Equal(6, attempts);
    }

    private string NewTable()
    {
        string table = servers.NewName();
        servers.Main.Fill(table, ["shard", .. Columns], Shards, Values);
        return table;
    }

    private NpgsqlConnection? _connection;

    private RunningStatistics Fit(string table, SqlFitOptions options)
    {
        using NpgsqlConnection connection = servers.Main.Connect();
        _connection = connection;
        return BatchNorm.FitFromDatabase(connection, SqlSource.Table(table), Columns, "shard", options with { ColumnsPerStatement = 1 });
    }

    private SqlFitOptions Telling(Action<SqlFitProgress, NpgsqlConnection> tell) =>
        new() { RetryDelay = TimeSpan.FromMilliseconds(1), Progress = new Told(statement => tell(statement, _connection!)) };

    private void AddRow(string table) => servers.Main.Execute($"INSERT INTO {table} VALUES (1, 5, 5, 5)");

    private void Kill(NpgsqlConnection connection) => servers.Main.Execute($"SELECT pg_terminate_backend({connection.ProcessID}, 60000)");
}
