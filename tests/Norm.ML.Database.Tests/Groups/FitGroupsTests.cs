using System.Data.Common;
using System.Globalization;
using DuckDB.NET.Data;
using Microsoft.Data.Sqlite;
using MySqlConnector;
using Norm.ML.Database.Tests.Engines;
using Norm.ML.Database.Tests.Servers;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Database.Tests.Groups;

/// <summary>Statistics per key from every engine: those of an accumulator over the rows of the key.</summary>
[Collection(PostgresCollection.Name)]
public sealed class FitGroupsTests(PostgresServers servers) : IDisposable
{
    private const int Rows = 6000;

    private static readonly string[] Columns = ["price", "odd \"count\"", "same"];

    // Two kinds of a missing key, one of many characters, and one that is seen once.
    private static readonly string?[] Tenants = ["acme", "it's \"x\"", "Größe", null, "", "sensor 7"];

    private readonly Workplace _place = new();

    public static TheoryData<string, string> Keys => new()
    {
        { "SQLite", "tenant" }, { "SQLite", "country" }, { "DuckDB", "tenant" }, { "DuckDB", "country" }, { "DuckDB", "big" },
    };

    public void Dispose() => _place.Dispose();

    [Theory]
    [MemberData(nameof(Keys))]
    public void Each_key_has_the_statistics_of_its_rows(string engine, string group) => Check(Open(engine), DialectOf(engine), group);

    [PostgresTheory]
    [InlineData("tenant")]
    [InlineData("country")]
    [InlineData("big")]
    public void PostgreSQL_gives_them(string group) => Check(servers.Main.Connect(), SqlDialect.PostgreSql, group);

    [MariaDbTheory]
    [InlineData("tenant")]
    [InlineData("country")]
    public void MariaDB_gives_them(string group)
    {
        using var server = new MariaDbServer();
        using MySqlConnection connection = server.Connect();
        Check(connection, SqlDialect.MySql, group);
    }

    [Fact]
    public async Task Every_call_gives_the_same_bits_also_over_several_statements()
    {
        using DbConnection connection = Open("SQLite");
        Fill(connection, SqlDialect.Sqlite, "t");
        var options = new SqlFitOptions { Dialect = SqlDialect.Sqlite };
        GroupedStatistics groups = Fit(connection, "tenant", options);
        Assert.Equal(groups, await BatchNorm.FitGroupsFromDatabaseAsync(connection, SqlSource.Table("t"), Columns, "tenant",
            options with { ColumnsPerStatement = 1 }));
        Assert.Equal(groups.All.RowCount, BatchNorm.FitFromDatabase(connection, SqlSource.Table("t"), Columns, null, options).RowCount);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("DuckDB")]
    public void Values_near_the_largest_double_and_the_least_keep_their_deviations(string engine)
    {
        using DbConnection connection = Open(engine);
        SqlDialect dialect = DialectOf(engine);
        connection.Open();
        Run(connection, $"CREATE TABLE h (k INTEGER, x {dialect.DoubleType}, y {dialect.DoubleType})");
        Run(connection, "INSERT INTO h VALUES (1, 1e308, 1e-300), (1, -1e308, 3e-300), (1, 5e307, 2e-300), (2, 1e200, 7e-300), (2, 1.5e200, 7e-300)");
        GroupedStatistics groups = BatchNorm.FitGroupsFromDatabase(connection, SqlSource.Table("h"), ["x", "y"], "k", new() { Dialect = dialect });
        var one = new StatisticsAccumulator(2);
        one.Add([1e308, 1e-300, -1e308, 3e-300, 5e307, 2e-300]);
        var two = new StatisticsAccumulator(2);
        two.Add([1e200, 7e-300, 1.5e200, 7e-300]);
        Near(one.ToStatistics(), groups["1"]);
        Near(two.ToStatistics(), groups["2"]);
    }

    [Fact]
    public void NaN_and_infinity_follow_the_policy()
    {
        using DbConnection connection = Open("DuckDB");
        connection.Open();
        Run(connection, "CREATE TABLE n (k VARCHAR, x DOUBLE)");
        Run(connection, "INSERT INTO n VALUES ('a', 1), ('a', 'NaN'), ('a', 'Infinity'), ('a', 3), ('b', 2), ('b', NULL), ('c', 'NaN')");
        GroupedStatistics groups = Fit(NonFinitePolicy.Ignore);
        Assert.Equal((2, 1, 1, 2.0), (groups["a"][0].Count, groups["a"][0].Missing, groups["a"][0].Infinite, groups["a"][0].Mean));
        Assert.Equal((1, 1, 0, 2.0), (groups["b"][0].Count, groups["b"][0].Missing, groups["b"][0].Infinite, groups["b"][0].Mean));
        Assert.Equal((0, 1), (groups["c"][0].Count, groups["c"][0].Missing));
        Assert.Equal((3, 3, 1), (groups.All[0].Count, groups.All[0].Missing, groups.All[0].Infinite));
        groups = Fit(NonFinitePolicy.Propagate);
        Assert.Equal((double.NaN, 2.0), (groups["a"][0].Mean, groups["b"][0].Mean));
        Assert.Contains("where 'k' is 'a'", Assert.Throws<NotFiniteNumberException>(() => Fit(NonFinitePolicy.Throw)).Message);
        using var stream = new MemoryStream();
        groups.Save(stream);
        stream.Position = 0;
        Assert.Equal(groups, GroupedStatistics.Load(stream));

        GroupedStatistics Fit(NonFinitePolicy policy) => BatchNorm.FitGroupsFromDatabase(
            connection, SqlSource.Table("n"), ["x"], "k", new() { Dialect = SqlDialect.DuckDb, NonFinite = policy });
    }

    [Fact]
    public void Keys_that_are_too_many_or_no_keys_are_refused_with_the_column()
    {
        using DbConnection connection = Open("DuckDB");
        Fill(connection, SqlDialect.DuckDb, "t");
        var options = new SqlFitOptions { Dialect = SqlDialect.DuckDb };
        Assert.Equal("Column 'price' of table 't' has more than 100 values; MaximumGroups sets how many are accepted.",
            Assert.Throws<SqlFitException>(() => Fit(connection, "price", options with { MaximumGroups = 100 })).Message);
        Assert.Equal(4, Fit(connection, "tenant", options with { MaximumGroups = 4 }).Count); // a missing key does not count as a key
        Assert.Contains("more than 3 values",
            Assert.Throws<SqlFitException>(() => Fit(connection, "tenant", options with { MaximumGroups = 3 })).Message);
        string message = Assert.Throws<SqlFitException>(() => Fit(connection, "price", options)).Message;
        Assert.Contains("Column 'price' of table 't' holds ", message);
        Assert.Contains("of type Double; accepted as keys: texts, integers, booleans and UUIDs", message);
        Assert.Contains("no column 'none'", Assert.Throws<SqlFitException>(() => Fit(connection, "none", options)).Message);
        Assert.Throws<ArgumentNullException>("groupColumn", () => Fit(connection, null!, options));
        Assert.Throws<ArgumentException>(() => Fit(connection, "", options));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(connection, "tenant", options with { MaximumGroups = 0 }));

        Run(connection, "CREATE TABLE u (k UUID, d DECIMAL(10, 0), x DOUBLE)");
        Run(connection, "INSERT INTO u VALUES ('5fd924625f0a4b6a9d7e7e0c0a7b9f01', 12, 1), ('5fd924625f0a4b6a9d7e7e0c0a7b9f01', 12, 2)");
        Assert.Equal(["5fd92462-5f0a-4b6a-9d7e-7e0c0a7b9f01"],
            BatchNorm.FitGroupsFromDatabase(connection, SqlSource.Table("u"), ["x"], "k", options).Keys);
        Assert.Equal(["12"], BatchNorm.FitGroupsFromDatabase(connection, SqlSource.Table("u"), ["x"], "d", options).Keys);
    }

    [Fact]
    public void Texts_and_numbers_in_one_column_that_read_the_same_are_one_key()
    {
        using DbConnection connection = Open("SQLite");
        connection.Open();
        Run(connection, "CREATE TABLE m (k, x REAL)");
        Run(connection, "INSERT INTO m VALUES (1, 1), ('1', 2), ('a', 3), (NULL, 4), ('', 5)");
        GroupedStatistics groups = BatchNorm.FitGroupsFromDatabase(
            connection, SqlSource.Table("m"), ["x"], "k", new() { Dialect = SqlDialect.Sqlite, MaximumGroups = 3 });
        Assert.Equal(["1", "a"], groups.Keys);
        Assert.Equal((2, 1.5), (groups["1"].RowCount, groups["1"][0].Mean));
        Assert.Equal((2, 5), (groups.RowsWithoutKey, groups.All.RowCount));
    }

    private void Check(DbConnection connection, SqlDialect dialect, string group)
    {
        using (connection)
        {
            string table = servers.NewName();
            Fill(connection, dialect, table);
            var expected = new GroupedStatisticsAccumulator(Columns.Length, NonFinitePolicy.Ignore, Columns);
            for (int row = 0; row < Rows; row++)
            {
                expected.AddRow(KeyOf(row, group) ?? "", Row(row));
            }

            GroupedStatistics right = expected.ToStatistics(), given = BatchNorm.FitGroupsFromDatabase(
                connection, SqlSource.Table(table), Columns, group, new() { Dialect = dialect });
            Assert.Equal(right.Keys, given.Keys);
            Assert.Equal((right.RowsWithoutKey, right.All.RowCount), (given.RowsWithoutKey, given.All.RowCount));
            foreach (string key in right.Keys)
            {
                Near(right[key], given[key]);
            }

            Near(right.All, given.All);
            Assert.Equal(Columns, given.ChannelNames);
        }
    }

    private static void Near(RunningStatistics right, RunningStatistics given)
    {
        Assert.Equal(right.RowCount, given.RowCount);
        for (int c = 0; c < right.ChannelCount; c++)
        {
            ChannelStatistics r = right[c], g = given[c];
            Assert.Equal((r.Count, r.Missing, r.Infinite, r.Min, r.Max), (g.Count, g.Missing, g.Infinite, g.Min, g.Max));
            Assert.Equal(r.Mean, g.Mean, 1e-15 * Math.Max(Math.Abs(r.Mean), r.StandardDeviation));
            Assert.Equal(r.StandardDeviation, g.StandardDeviation, 5e-15 * r.StandardDeviation);
        }
    }

    // Keys lie far from each other and are narrow: around the mean of all rows nothing would be left of their deviations.
    private static double[] Row(int row)
    {
        int tenant = TenantOf(row);
        double u = (row * 7919 % 10007) / 10007.0;
        return [1e7 * tenant + 1e-3 * u, row % 13 == 5 ? double.NaN : row * 31 % 97, tenant];
    }

    private static int TenantOf(int row) => row == 17 ? 5 : row % 11 % 5;

    private static string? KeyOf(int row, string group) => group switch
    {
        "tenant" => Tenants[TenantOf(row)],
        "country" => TenantOf(row) == 3 ? null : (TenantOf(row) - 2).ToString(CultureInfo.InvariantCulture),
        _ => TenantOf(row) > 1 ? "true" : "false",
    };

    private static void Fill(DbConnection connection, SqlDialect dialect, string table)
    {
        if (connection.State != System.Data.ConnectionState.Open)
        {
            connection.Open();
        }

        string Quote(string name) => dialect.OpeningQuote + name.Replace($"{dialect.ClosingQuote}", new string(dialect.ClosingQuote, 2))
            + dialect.ClosingQuote;
        Run(connection, $"CREATE TABLE {Quote(table)} (tenant VARCHAR(40), country INTEGER, big BOOLEAN, "
            + $"{string.Join(", ", Columns.Select(name => $"{Quote(name)} {dialect.DoubleType}"))})");
        for (int first = 0; first < Rows; first += 500)
        {
            Run(connection, $"INSERT INTO {Quote(table)} VALUES {string.Join(", ", Enumerable.Range(first, 500).Select(row =>
                $"({Text(KeyOf(row, "tenant"))}, {KeyOf(row, "country") ?? "NULL"}, {KeyOf(row, "big")}, "
                    + $"{string.Join(", ", Row(row).Select(Number))})"))}");
        }

        static string Text(string? text) => text is null ? "NULL" : $"'{text.Replace("'", "''")}'";

        static string Number(double value) => double.IsNaN(value) ? "NULL"
            : value.ToString("R", CultureInfo.InvariantCulture) is var text && text.Contains('E') ? text : text + "E0";
    }

    private static void Run(DbConnection connection, string sql)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static GroupedStatistics Fit(DbConnection connection, string group, SqlFitOptions options) =>
        BatchNorm.FitGroupsFromDatabase(connection, SqlSource.Table("t"), Columns, group, options);

    private static SqlDialect DialectOf(string engine) => engine == "SQLite" ? SqlDialect.Sqlite : SqlDialect.DuckDb;

    private DbConnection Open(string engine) => engine == "SQLite"
        ? new SqliteConnection($"Data Source={_place.At("data.sqlite")};Pooling=False")
        : new DuckDBConnection($"DataSource={_place.At("data.duckdb")}");
}
