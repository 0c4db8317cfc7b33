using System.Globalization;
using Norm.ML.Database.Tests.Servers;
using Norm.ML.Tool.Tests.Running;
using Npgsql;

namespace Norm.ML.Database.Tests.Tool;

/// <summary><c>norm-ml fit --db</c>.</summary>
[Collection(PostgresCollection.Name)]
public sealed class FitInDatabaseTests(PostgresServers servers) : IDisposable
{
    private const string Rows = "1,2.5,-3\n2,,-3\n1,4.5,17\n2,0.25,7\n2,0.75,7\n";

    private readonly Workplace _place = new();
    private readonly string _variable = $"NORM_ML_TEST_{Guid.NewGuid():N}";

    [PostgresFact]
    public void The_model_is_that_of_a_file_with_the_same_rows()
    {
        string table = NewTable();
        Outcome outcome = Run("--table", table, "--columns", "a, \"b,\"\"c\"\"\"", "--by", "shard", "--out", _place.At("m.zip"), "--stats",
            _place.At("s.nstat")).Succeeded();

        Assert.Equal(["a", "5", "1"], outcome.Table()["a"][..3]);
        Assert.EndsWith($"m.zip, {_place.At("s.nstat")}: BatchNorm of 2 columns of table '{table}'.\n", outcome.Error);
        var statistics = RunningStatistics.Load(_place.At("s.nstat"));
        Assert.Equal(["a", "b,\"c\""], statistics.ChannelNames);
        _place.Run("merge", _place.At("s.nstat"), _place.At("s.nstat")).Failed(1, "twice");
        File.Copy(_place.At("s.nstat"), _place.At("copy.nstat"));
        _place.Run("merge", _place.At("s.nstat"), _place.At("copy.nstat")).Failed(1, "are the same source: its rows would be counted twice.");

        string csv = "shard,a,\"b,\"\"c\"\"\"\n" + Rows;
        string ofFile = _place.Fit(csv, "--ignore", "shard");
        File.Move(ofFile, _place.At("file.zip"));
        string[] expected = Cells(_place.Apply(_place.At("file.zip"), csv)), actual = Cells(_place.Apply(_place.At("m.zip"), csv));
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            // Missing values and names are texts; no number is above 2.
            if (double.TryParse(expected[i], CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
            {
                Assert.Equal(number, double.Parse(actual[i], CultureInfo.InvariantCulture), 2 / (double)(1L << 52));
            }
            else
            {
                Assert.Equal(expected[i], actual[i]);
            }
        }
    }

    [PostgresFact]
    public void A_query_is_fitted_and_only_statistics_written()
    {
        Run("--query", $"SELECT a * 2 AS a FROM {NewTable()} WHERE shard = 1", "--columns", "a", "--stats", _place.At("s.nstat")).Succeeded();
        Assert.Equal((7, 2), (RunningStatistics.Load(_place.At("s.nstat"))["a"].Mean, RunningStatistics.Load(_place.At("s.nstat")).RowCount));
        Assert.Equal(["s.nstat"], _place.Files);
    }

    [PostgresFact]
    public void The_remarks_are_those_of_a_fit_of_files()
    {
        string query = $"SELECT 'Infinity'::real AS a, 7 AS b, shard::real AS c FROM {NewTable()} UNION ALL SELECT 2, 7, "
            + "5 UNION ALL SELECT 3, 7, NULL";
        Outcome outcome = Run("--query", query, "--columns", "a,b,c", "--norm", "batch", "--out", _place.At("m.zip")).Succeeded();
        Assert.Contains("the query, column 'a': 5 infinite values; the statistics are of the 2 finite ones.", outcome.Error);
        Assert.Contains("'b' was 7 in every row of the fit: leave it out; its values are only shifted, not scaled.", outcome.Error);
        outcome = Run("--query", query, "--columns", "a,b,c", "--norm", "layer", "--out", _place.At("l.zip")).Succeeded();
        Assert.Contains("LayerNorm makes NaN of every row that has a missing or infinite cell; such cells are in a (5), c (1).", outcome.Error);
    }

    [PostgresFact]
    public void An_address_is_a_connection_string_too()
    {
        Environment.SetEnvironmentVariable(_variable, $"postgres://postgres:secret%2Dword@127.0.0.1:{servers.Main.Port}/postgres?sslmode=disable");
        Outcome outcome = _place.Run("fit", "--db", _variable, "--table", NewTable(), "--columns", "a", "--out", _place.At("m.zip")).Succeeded();
        Assert.DoesNotContain("secret", outcome.Error);
    }

    [PostgresTheory]
    [InlineData("--table nope --columns a", "relation \"nope\" does not exist")]
    [InlineData("--table T --columns zz", "There is no column 'zz' in table 'T'; there is 'shard', 'a', 'b,\"c\"'")]
    [InlineData("--table T --columns a --by zz", "There is no column 'zz'")]
    [InlineData("--table T --columns a,a", "--columns names 'a' 2 times")]
    [InlineData("--table T --columns a,,b", "commas between them")]
    [InlineData("--table T --columns \"a", "commas between them")]
    [InlineData("--query SELECT~'1'::text~AS~a --columns a", "Column 'a' of the query is text; accepted: columns of numbers.")]
    [InlineData("--query SELECT~1~AS~a --columns a", "the query has 1 row; BatchNorm needs 2 or more.")]
    [InlineData("--query SELECT~NULL::real~AS~a~FROM~T --columns a", "the query, column 'a': there is no finite value in any row.")]
    [InlineData("--query SELECT~1~AS~a~FROM~T~WHERE~false --columns a", "the query has no rows.")]
    [InlineData("--query CREATE~TABLE~x~(i~int) --columns a", "The query cannot be read: 42601")]
    [InlineData("--table T;DROP~TABLE~T --columns a", "does not exist")]
    public void Problems_are_one_line_and_leave_nothing(string args, string words)
    {
        string table = NewTable();
        string[] options = [.. args.Split(' ').Select(arg => arg.Replace('~', ' ').Replace("FROM T", $"FROM {table}"))
            .Select(arg => arg == "T" ? table : arg)];
        Run([.. options, "--out", _place.At("m.zip"), "--stats", _place.At("s.nstat")]).Failed(1, words.Replace("'T'", $"'{table}'"));
        Assert.Empty(_place.Files);
        servers.Main.Execute($"SELECT * FROM {table}");
    }

    [Theory]
    [InlineData(null, "is not set")]
    [InlineData(" ", "is not set")]
    [InlineData("Host=127.0.0.1;Port=1;Username=u;Password=secret-word;Timeout=5", "cannot be opened")]
    [InlineData("Host=127.0.0.1;Port=secret-word", "holds no connection string that can be read")]
    [InlineData("Host=127.0.0.1;Passwort=secret-word", "holds no connection string that can be read")]
    [InlineData("Username=u;Password=secret-word", "holds no connection string that can be read")]
    [InlineData("secret-word", "holds no connection string that can be read")]
    [InlineData("mysql://u:secret-word@127.0.0.1:1/d", "cannot be opened")]
    [InlineData("oracle://u:secret-word@127.0.0.1/d", "holds no connection string that can be read")]
    [InlineData("postgres://u:secret-word@127.0.0.1:x/d", "holds no connection string that can be read")]
    [InlineData("postgres://u:secret-word@127.0.0.1/d?secret-word=1", "holds no connection string that can be read")]
    public void A_variable_without_a_connection_is_named_and_never_shown(string? value, string words)
    {
        Environment.SetEnvironmentVariable(_variable, value);
        Outcome outcome = _place.Run("fit", "--db", _variable, "--table", "t", "--columns", "a", "--out", _place.At("m.zip")).Failed(1, words);
        if (!words.Contains("opened"))
        {
            Assert.Contains(_variable, outcome.Error);
        }

        Assert.DoesNotContain("secret-word", outcome.Error);
        Assert.Empty(_place.Files);
    }

    [PostgresFact]
    public void A_refused_password_is_not_shown()
    {
        string user = $"u_{servers.NewName()}";
        servers.Main.Execute($"CREATE ROLE {user} LOGIN; GRANT pg_read_all_data TO {user}; REVOKE CONNECT ON DATABASE postgres FROM public");
        Environment.SetEnvironmentVariable(_variable, servers.Main.ConnectionStringOf(user));
        try
        {
            Outcome outcome = _place.Run("fit", "--db", _variable, "--table", "t", "--columns", "a", "--out", _place.At("m.zip"))
                .Failed(1, "cannot be opened", "permission denied");
            Assert.DoesNotContain("secret-word", outcome.Error);
        }
        finally
        {
            servers.Main.Execute("GRANT CONNECT ON DATABASE postgres TO public");
        }
    }

    [Theory]
    [InlineData("--db Host=h;Password=secret-word --table t --columns a --out m.zip", "not the string")]
    [InlineData("--db postgres://u:secret-word@h/d --table t --columns a --out m.zip", "not the string")]
    [InlineData("--db V --columns a --out m.zip", "--table TABLE or --query SQL")]
    [InlineData("--db V --table t --query q --columns a --out m.zip", "--table TABLE or --query SQL")]
    [InlineData("--db V --table t --out m.zip", "--columns")]
    [InlineData("--db V --table t --columns a", "--out FILE or --stats FILE")]
    [InlineData("--db V --table t. --columns a --out m.zip", "is not a table's name")]
    [InlineData("data.csv --db V --table t --columns a --out m.zip", "takes the place of DATA")]
    [InlineData("--db V --table t --columns a --out m.zip --separator ;", "does not go with --db")]
    [InlineData("--db V --table t --columns a --out m.zip --workers 2", "does not go with --db")]
    [InlineData("data.csv --table t", "--table goes with --db")]
    [InlineData("data.csv --by t", "--by goes with --db")]
    public void Wrong_usage_is_2_and_shows_no_secret(string args, string words) =>
        Assert.DoesNotContain("secret-word", _place.Run(["fit", .. args.Split(' ')]).Failed(2, words).Error);

    private static string[] Cells(string csv) => csv.Split(',', '\n');

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(_variable, null);
        _place.Dispose();
    }

    private Outcome Run(params string[] args)
    {
        Environment.SetEnvironmentVariable(_variable, servers.Main.ConnectionString);
        return _place.Run(["fit", "--db", _variable, .. args]);
    }

    private string NewTable()
    {
        string table = servers.NewName();
        using NpgsqlConnection connection = servers.Main.Connect();
        using NpgsqlCommand create = connection.CreateCommand();
        create.CommandText = $"CREATE TABLE {table} (shard int, a float8, \"b,\"\"c\"\"\" float8)";
        create.ExecuteNonQuery();
        using TextWriter writer = connection.BeginTextImport($"COPY {table} FROM STDIN (FORMAT CSV)");
        writer.Write(Rows);
        return table;
    }
}
