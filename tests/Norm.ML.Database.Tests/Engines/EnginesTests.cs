using System.Data.Common;
using System.Globalization;
using DuckDB.NET.Data;
using Microsoft.Data.Sqlite;
using MySqlConnector;
using Norm.ML.Database.Tests.Everywhere;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Database.Tests.Engines;

/// <summary>The same rows in every engine that there is a dialect for, on the real engine: statistics are those of an accumulator.</summary>
public sealed class EnginesTests : IDisposable
{
    private readonly Workplace _place = new();

    [Theory]
    [InlineData(null)]
    [InlineData("shard")]
    public void DuckDB_gives_the_statistics(string? shard)
    {
        MakeDuckDb();
        using var connection = new DuckDBConnection($"DataSource={_place.At("data.duckdb")}");
        Close(Fit(connection, SqlDialect.DuckDb, shard));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("shard")]
    public void SQLite_gives_the_statistics(string? shard)
    {
        MakeSqlite();
        using var connection = new SqliteConnection($"Data Source={_place.At("data.sqlite")};Pooling=False");
        Close(Fit(connection, SqlDialect.Sqlite, shard));
    }

    [MariaDbTheory]
    [InlineData(null)]
    [InlineData("shard")]
    public void MariaDB_gives_the_statistics(string? shard)
    {
        using var server = new MariaDbServer();
        using MySqlConnection connection = server.Connect();
        Fill(connection, "INT", "DOUBLE", SqlDialect.MySql);
        Close(Fit(connection, SqlDialect.MySql, shard));

        string variable = $"NORM_ML_TEST_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(variable, server.Uri);
        try
        {
            Outcome fit = _place.Run("fit", "--db", variable, "--table", "odd table", "--columns", string.Join(',', EverywhereData.Columns),
                "--stats",
                _place.At("s.nstat")).Succeeded();
            Assert.DoesNotContain("secret", fit.Error);
            Close(RunningStatistics.Load(_place.At("s.nstat")));
            _place.Run("fit", "--db", variable, "--table", "odd table", "--columns", "label", "--stats", _place.At("t.nstat"))
                .Failed(1, "Column 'label' of table 'odd table' is", "accepted: columns of numbers");
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Theory]
    [InlineData("duckdb")]
    [InlineData("sqlite")]
    public void The_tool_fits_a_database_in_a_file(string engine)
    {
        string path = engine == "duckdb" ? MakeDuckDb() : MakeSqlite();
        _place.Run("fit", "--db", $"{engine}:{path}", "--table", "odd table", "--columns", string.Join(',', EverywhereData.Columns), "--by", "shard",
            "--stats", _place.At("s.nstat"), "--out", _place.At("m.zip")).Succeeded();
        Close(RunningStatistics.Load(_place.At("s.nstat")));
        _place.Run("fit", "--db", $"{engine}:{path}", "--table", "odd table", "--columns", string.Join(',', EverywhereData.Columns),
            "--group", "shard", "--stats", _place.At("g.nstat"), "--out", _place.At("g.zip")).Succeeded();
        Assert.Equal(EverywhereData.Shards.Distinct().Order().Select(shard => $"{shard}"), GroupedStatistics.Load(_place.At("g.nstat")).Keys);
        Close(GroupedStatistics.Load(_place.At("g.nstat")).All);
        _place.Run("fit", "--db", $"{engine}:{path}", "--table", "odd table", "--columns", "far", "--group", "wide", "--stats", _place.At("t.nstat"))
            .Failed(1, "accepted as keys: texts, integers, booleans");
        _place.Run("fit", "--db", $"{engine}:{path}", "--table", "odd table", "--columns", "far", "--group", "shard", "--by", "shard", "--stats",
            _place.At("t.nstat")).Failed(2, "--by does not go with --group");
        _place.Run("fit", "--db", $"{engine}:{path}", "--table", "odd table", "--columns", "label", "--stats", _place.At("t.nstat"))
            .Failed(1, "Column 'label' of table 'odd table' is", "accepted: columns of numbers");
        _place.Run("fit", "--db", $"{engine}:{path}", "--table", "none", "--columns", "a", "--stats", _place.At("t.nstat")).Failed(1, "none");
        _place.Run("fit", "--db", $"{engine}:{_place.At("gone.db")}", "--table", "t", "--columns", "a", "--stats", _place.At("t.nstat"))
            .Failed(1, "gone.db: there is no such file");
        Assert.DoesNotContain("t.nstat", _place.Files);
        Assert.DoesNotContain("gone.db", _place.Files);
    }

    [Theory]
    [InlineData("'n/a'")]
    [InlineData("''")]
    [InlineData("x'31'")]
    public void A_text_in_a_column_of_numbers_of_SQLite_is_refused(string value)
    {
        string path = MakeSqlite();
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = $"UPDATE \"odd table\" SET \"{EverywhereData.Columns[0]}\" = {value} WHERE rowid = 3";
            command.ExecuteNonQuery();
        }

        _place.Run("fit", "--db", $"sqlite:{path}", "--table", "odd table", "--columns", string.Join(',', EverywhereData.Columns), "--stats",
            _place.At("t.nstat")).Failed(1, $"Column '{EverywhereData.Columns[0]}' of table 'odd table' holds a text in 1 rows");
        Assert.DoesNotContain("t.nstat", _place.Files);
    }

    [Fact]
    public void DuckDB_without_a_file_adds_up_files_with_patterns()
    {
        string csv = EverywhereData.Csv();
        _place.Write("part-1.csv", csv);
        _place.Run("fit", "--db", "duckdb:", "--query", $"SELECT * FROM read_csv('{_place.At("part-*.csv")}')", "--columns",
            string.Join(',', EverywhereData.Columns), "--stats", _place.At("s.nstat")).Succeeded();
        Close(RunningStatistics.Load(_place.At("s.nstat")));
    }

    [Fact]
    public void A_file_that_is_not_a_database_is_one_error()
    {
        string path = _place.Write("data.csv", "a\n1\n2\n");
        foreach (string engine in (string[])["duckdb", "sqlite"])
        {
            _place.Run("fit", "--db", $"{engine}:{path}", "--table", "t", "--columns", "a", "--stats", _place.At("s.nstat"))
                .Failed(1, "database");
        }
    }

    public void Dispose() => _place.Dispose();

    private string MakeDuckDb()
    {
        using var connection = new DuckDBConnection($"DataSource={_place.At("data.duckdb")}");
        Fill(connection, "INTEGER", "DOUBLE", SqlDialect.DuckDb);
        return _place.At("data.duckdb");
    }

    private string MakeSqlite()
    {
        using var connection = new SqliteConnection($"Data Source={_place.At("data.sqlite")};Pooling=False");
        Fill(connection, "INTEGER", "REAL", SqlDialect.Sqlite);
        return _place.At("data.sqlite");
    }

    // Many rows a statement: engines that aggregate columns insert single rows slowly.
    private static void Fill(DbConnection connection, string integer, string real, SqlDialect dialect)
    {
        connection.Open();
        string table = Quote("odd table");
        Run($"CREATE TABLE {table} (shard {integer}, label VARCHAR(10), "
            + $"{string.Join(", ", EverywhereData.Columns.Select(name => $"{Quote(name)} {real}"))})");
        for (int first = 0; first < EverywhereData.Rows; first += 1000)
        {
            IEnumerable<string> rows = Enumerable.Range(first, 1000).Select(row => $"({EverywhereData.Shards[row]}, 'x', "
                + string.Join(", ", EverywhereData.Values.Select(column => column[row] is { } value ? Text(value) : "NULL")) + ")");
            Run($"INSERT INTO {table} VALUES {string.Join(", ", rows)}");
        }

        connection.Close();

        string Quote(string name) => $"{dialect.OpeningQuote}{name}{dialect.ClosingQuote}";

        void Run(string sql)
        {
            using DbCommand command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }

        // With an exponent, literals are doubles.
        static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture) is var text && text.Contains('E') ? text : text + "E0";
    }

    private static RunningStatistics Fit(DbConnection connection, SqlDialect dialect, string? shard) =>
        BatchNorm.FitFromDatabase(connection, SqlSource.Table("odd table"), EverywhereData.Columns, shard, new() { Dialect = dialect });

    private static void Close(RunningStatistics statistics)
    {
        var all = new StatisticsAccumulator(EverywhereData.Columns.Length, NonFinitePolicy.Ignore, EverywhereData.Columns);
        for (int row = 0; row < EverywhereData.Rows; row++)
        {
            all.AddRow(EverywhereData.Row(row));
        }

        RunningStatistics expected = all.ToStatistics();
        for (int i = 0; i < EverywhereData.Columns.Length; i++)
        {
            ChannelStatistics right = expected[i], given = statistics[i];
            Assert.Equal((right.Count, right.Missing, right.Min, right.Max), (given.Count, given.Missing, given.Min, given.Max));
            Assert.Equal(right.Mean, given.Mean, 1e-15 * Math.Max(Math.Abs(right.Mean), right.StandardDeviation));
            Assert.Equal(right.Variance, given.Variance, 2e-15 * right.Variance);
        }
    }
}
