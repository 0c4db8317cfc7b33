using System.Data;
using Norm.ML.Database.Tests.Servers;
using Npgsql;

namespace Norm.ML.Database.Tests.Failures;

/// <summary>One clear error each.</summary>
[Collection(PostgresCollection.Name)]
public sealed class BadInputTests(PostgresServers servers)
{
    [PostgresFact]
    public void A_table_that_does_not_exist_is_named() =>
        Assert.Equal("Table 'no.such' cannot be read: 42P01: relation \"no.such\" does not exist.", Fails(SqlSource.Table("no", "such"), ["a"]));

    [PostgresFact]
    public void A_column_that_does_not_exist_is_named_with_those_that_do()
    {
        string table = NewTable();
        string known = "there is 'n', 't', 'd', 'j', 'b', 'm'. Names are taken exactly, capitals included.";
        Assert.Equal($"There is no column 'N' in table '{table}'; {known}", Fails(SqlSource.Table(table), ["n", "N"]));
        Assert.Equal($"There is no column 'where' in table '{table}'; {known}", Fails(SqlSource.Table(table), ["n"], "where"));
        Assert.Equal("There is no column 'N' in the query; there is 'n'. Names are taken exactly, capitals included.",
            Fails(SqlSource.Query($"SELECT n FROM {table}"), ["N"]));
    }

    [PostgresTheory]
    [InlineData("t", "text")]
    [InlineData("d", "date")]
    [InlineData("j", "jsonb")]
    [InlineData("b", "boolean")]
    public void A_column_that_is_not_numeric_is_named_with_its_type(string column, string type)
    {
        string table = NewTable();
        Assert.Equal($"Column '{column}' of table '{table}' is {type}; accepted: columns of numbers.", Fails(SqlSource.Table(table), ["n", column]));
    }

    [PostgresTheory]
    [InlineData("m", "cannot cast type money to double precision")]
    public void What_the_database_cannot_make_a_double_of_is_its_own_error(string column, string reason) =>
        Assert.Contains(reason, Fails(SqlSource.Table(NewTable()), [column]));

    [PostgresTheory]
    [InlineData("1e400")]
    [InlineData("-1e309")]
    [InlineData("1e-400")]
    public void A_number_that_no_double_can_hold_is_an_error(string number)
    {
        string message = Fails(SqlSource.Query($"SELECT {number}::numeric AS x UNION ALL SELECT 1"), ["x"]);
        Assert.StartsWith("Round 1 over the query failed, nothing was counted: 22003: ", message);
        Assert.True(message.Length < 400);
    }

    [PostgresFact]
    public void A_query_that_is_none_is_an_error() =>
    Assert.StartsWith("The query cannot be read: 42601: ", Fails(SqlSource.Query("SELECT FROM WHERE"), ["x"]));

    [PostgresFact]
    public void Lack_of_permission_is_an_error()
    {
        string table = NewTable(), user = $"u_{table}";
        servers.Main.Execute($"CREATE ROLE {user} LOGIN; GRANT SELECT (n) ON {table} TO {user}");
        Assert.Equal($"Table '{table}' cannot be read: 42501: permission denied for table {table}.",
            Fails(SqlSource.Table(table), ["n", "b"], user: user));
        using NpgsqlConnection connection = servers.Main.Connect(user);
        Assert.Equal(2, BatchNorm.FitFromDatabase(connection, SqlSource.Table(table), ["n"]).RowCount);
    }

    [PostgresFact]
    public void A_connection_that_cannot_be_opened_is_an_error_without_its_secret()
    {
        using var connection = new NpgsqlConnection(servers.Main.ConnectionStringOf("nobody"));
        var problem = Assert.Throws<SqlFitException>(() => BatchNorm.FitFromDatabase(connection, SqlSource.Table("t"), ["a"]));
        Assert.Equal("The connection to the database cannot be opened: 28000: role \"nobody\" does not exist.", problem.Message);
        Assert.DoesNotContain("secret-word", problem.ToString());
        Assert.Equal(ConnectionState.Closed, connection.State);
    }

    [PostgresFact]
    public void A_shard_column_that_tells_rows_apart_is_refused() => Assert.Equal(
        "Column 'i' of the query has more than 100 values; a shard column has few.",
        Fails(SqlSource.Query("SELECT i, i AS x FROM generate_series(1, 101) AS i"), ["x"], "i", new() { MaximumShards = 100 }));

    [PostgresFact]
    public void A_transaction_in_progress_is_an_error()
    {
        using NpgsqlConnection connection = servers.Main.Connect();
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        Assert.Contains("transaction is already in progress", Assert.Throws<SqlFitException>(() =>
            BatchNorm.FitFromDatabase(connection, SqlSource.Table(NewTable()), ["n"])).Message);
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_fit_can_be_cancelled_in_the_middle_of_a_statement(bool async)
    {
        using var cancellation = new CancellationTokenSource();
        using NpgsqlConnection connection = servers.Main.Connect();
        var source = SqlSource.Query("SELECT 1 AS x FROM generate_series(1, 600) AS i, LATERAL (SELECT pg_sleep(0.1 + 0 * i)) AS s");
        var options = new SqlFitOptions { Progress = new Told(_ => cancellation.CancelAfter(TimeSpan.FromMilliseconds(200))) };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => async
            ? BatchNorm.FitFromDatabaseAsync(connection, source, ["x"], options: options, cancellation: cancellation.Token)
            : Task.Run(() => BatchNorm.FitFromDatabase(connection, source, ["x"], options: options, cancellation: cancellation.Token)));
        Assert.Equal(ConnectionState.Open, connection.State);
        Assert.Equal(2, BatchNorm.FitFromDatabase(connection, SqlSource.Table(NewTable()), ["n"]).RowCount);
    }

    [PostgresFact]
    public void A_connection_is_left_as_it_was_found()
    {
        string table = NewTable();
        using var connection = new NpgsqlConnection(servers.Main.ConnectionString);
        BatchNorm.FitFromDatabase(connection, SqlSource.Table(table), ["n"]);
        Assert.Equal(ConnectionState.Closed, connection.State);
        connection.Open();
        BatchNorm.FitFromDatabase(connection, SqlSource.Table(table), ["n"]);
        Assert.Equal(ConnectionState.Open, connection.State);
        connection.BeginTransaction().Dispose();
    }

    [Fact]
    public void Arguments_are_checked_before_anything_is_sent()
    {
        using var connection = new NpgsqlConnection("Host=127.0.0.1;Port=1");
        var table = SqlSource.Table("t");
        Assert.Throws<ArgumentNullException>(() => BatchNorm.FitFromDatabase(null!, table, ["a"]));
        Assert.Throws<ArgumentNullException>(() => BatchNorm.FitFromDatabase(connection, null!, ["a"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => BatchNorm.FitFromDatabase(connection, table, []));
        Assert.Contains("both 'a'", Assert.Throws<ArgumentException>(() => BatchNorm.FitFromDatabase(connection, table, ["a", "b", "a"])).Message);
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => BatchNorm.FitFromDatabase(connection, table, ["a", ""])).Message);
        Assert.Contains("no database takes", Assert.Throws<ArgumentException>(() => BatchNorm.FitFromDatabase(connection, table, ["a\0"])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => BatchNorm.FitFromDatabase(connection, table, ["a"], null, new() { ColumnsPerStatement = 181 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => BatchNorm.FitFromDatabase(connection, table, ["a"], null, new() { Retries = -1 }));
        Assert.Throws<ArgumentException>(() => SqlSource.Table());
        Assert.Throws<ArgumentException>(() => SqlSource.Table("a", ""));
        Assert.Throws<ArgumentException>(() => SqlSource.Query(" ; "));
    }

    private string NewTable()
    {
        string table = servers.NewName();
        servers.Main.Execute(
            $"CREATE TABLE {table} (n int, t text, d date, j jsonb, b bool, m money); INSERT INTO {table} VALUES (1, '1'), (2, '2')");
        return table;
    }

    private string Fails(SqlSource source, string[] columns, string? shard = null, SqlFitOptions? options = null, string user = "postgres")
    {
        using NpgsqlConnection connection = servers.Main.Connect(user);
        string message = Assert.Throws<SqlFitException>(() => BatchNorm.FitFromDatabase(connection, source, columns, shard, options)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
