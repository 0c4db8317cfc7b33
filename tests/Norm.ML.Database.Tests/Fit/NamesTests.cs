using Norm.ML.Database.Tests.Servers;
using Npgsql;

namespace Norm.ML.Database.Tests.Fit;

/// <summary>Names are quoted, never pasted.</summary>
[Collection(PostgresCollection.Name)]
public sealed class NamesTests(PostgresServers servers)
{
    [PostgresTheory]
    [InlineData("Upper")]
    [InlineData("two words")]
    [InlineData("a.b")]
    [InlineData("quote\"inside")]
    [InlineData("\"")]
    [InlineData("select")]
    [InlineData("x0")]
    [InlineData("g")]
    [InlineData("ä€😀")]
    [InlineData("line\nbreak")]
    [InlineData("{0} @p :p ?")]
    [InlineData("x\"; DROP TABLE witness; --")]
    [InlineData("'; DROP TABLE witness; --")]
    [InlineData("x\" FROM witness) AS q; DROP TABLE witness; --")]
    public void Any_name_is_a_name(string name)
    {
        string quoted = $"\"{name.Replace("\"", "\"\"")}\"", schema = servers.NewName();
        servers.Main.Execute($"""
            CREATE TABLE IF NOT EXISTS witness (i int);
            CREATE SCHEMA "{schema}.{quoted[1..^1]}";
            CREATE TABLE "{schema}.{quoted[1..^1]}".{quoted} ({quoted} int, other real);
            INSERT INTO "{schema}.{quoted[1..^1]}".{quoted} VALUES (1, 2), (3, 5);
            """);
        using NpgsqlConnection connection = servers.Main.Connect();

        RunningStatistics statistics = BatchNorm.FitFromDatabase(connection, SqlSource.Table($"{schema}.{name}", name), [name, "other"], name);
        Assert.Equal([name, "other"], statistics.ChannelNames);
        Assert.Equal((2, 1), (statistics[name].Mean, statistics[name].Variance));
        Assert.Equal(statistics, BatchNorm.FitFromDatabase(connection, SqlSource.ParseTable($"\"{schema}.{quoted[1..^1]}\".{quoted}"),
            [name, "other"], name));
        servers.Main.Execute("SELECT * FROM witness");
    }

    [PostgresTheory]
    [InlineData("witness; DROP TABLE witness")]
    [InlineData("witness\" AS q; DROP TABLE witness; --")]
    [InlineData("(SELECT 1 AS i) AS x")]
    public void What_looks_like_SQL_is_a_table_that_does_not_exist(string name)
    {
        servers.Main.Execute("CREATE TABLE IF NOT EXISTS witness (i int)");
        using NpgsqlConnection connection = servers.Main.Connect();

        Assert.Contains("does not exist", Assert.Throws<SqlFitException>(
            () => BatchNorm.FitFromDatabase(connection, SqlSource.Table(name), ["i"])).Message);
        Assert.Throws<SqlFitException>(() => BatchNorm.FitFromDatabase(connection, SqlSource.Table("witness"), [name]));
        Assert.Throws<SqlFitException>(() => BatchNorm.FitFromDatabase(connection, SqlSource.Table("witness"), ["i"], name));
        servers.Main.Execute("SELECT * FROM witness");
    }

    [PostgresFact]
    public void A_name_that_the_server_cuts_is_not_that_of_another_column()
    {
        string table = servers.NewName(), cut = new('a', 63);
        servers.Main.Execute($"CREATE TABLE {table} ({cut} int)");
        using NpgsqlConnection connection = servers.Main.Connect();

        Assert.StartsWith($"There is no column '{cut}b'",
            Assert.Throws<SqlFitException>(() => BatchNorm.FitFromDatabase(connection, SqlSource.Table(table), [cut + "b"])).Message);
    }

    [PostgresTheory]
    [InlineData("SELECT i, i * 2 AS j FROM generate_series(1, 3) AS i")]
    [InlineData("SELECT i, i * 2 AS j FROM generate_series(1, 3) AS i ; ")]
    [InlineData("SELECT i, i * 2 AS j FROM generate_series(1, 3) AS i -- all of it")]
    [InlineData("WITH s AS (SELECT generate_series(1, 3) AS i) SELECT *, i * 2 AS j FROM s ORDER BY j DESC")]
    public void A_query_is_a_table(string sql)
    {
        using NpgsqlConnection connection = servers.Main.Connect();
        RunningStatistics statistics = BatchNorm.FitFromDatabase(connection, SqlSource.Query(sql), ["j"], "i");
        Assert.Equal((3, 4.0, 8.0 / 3), (statistics.RowCount, statistics["j"].Mean, statistics["j"].Variance));
    }

    [PostgresFact]
    public void Nothing_is_changed_in_a_read_only_transaction()
    {
        string table = servers.NewName();
        servers.Main.Execute(
            $"CREATE TABLE {table} (i int); CREATE FUNCTION add_{table}() RETURNS int LANGUAGE sql AS 'INSERT INTO {table} VALUES (1) RETURNING i'");
        using NpgsqlConnection connection = servers.Main.Connect();

        string message = Assert.Throws<SqlFitException>(() => BatchNorm.FitFromDatabase(
            connection, SqlSource.Query($"SELECT add_{table}() AS i"), ["i"],
            options: new() { Dialect = SqlDialect.PostgreSql })).Message;
        Assert.Contains("read-only", message);
        Assert.Equal(0, BatchNorm.FitFromDatabase(connection, SqlSource.Table(table), ["i"]).RowCount);
    }

    [Theory]
    [InlineData("sales", "sales")]
    [InlineData("public.sales", "public|sales")]
    [InlineData("\"a.b\".\"c\"\"d\"", "a.b|c\"d")]
    [InlineData("a b.C", "a b|C")]
    public void Tables_are_parsed(string text, string path) =>
        Assert.Equal($"table '{path.Replace('|', '.')}'", SqlSource.ParseTable(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a.")]
    [InlineData(".a")]
    [InlineData("a..b")]
    [InlineData("\"a")]
    [InlineData("\"\"")]
    [InlineData("\"a\"b")]
    [InlineData("a\"b")]
    [InlineData("a\0b")]
    [InlineData("\"a\0b\"")]
    public void What_is_no_name_of_a_table_is_refused(string text) =>
    Assert.Contains("is not a table's name", Assert.Throws<FormatException>(() => SqlSource.ParseTable(text)).Message);
}
