using Norm.ML.Database.Tests.Servers;
using Norm.ML.Tests.Statistics;
using Npgsql;
using Xunit.Abstractions;

namespace Norm.ML.Database.Tests.Fit;

[Collection(PostgresCollection.Name)]
public sealed class AccuracyTests(PostgresServers servers, ITestOutputHelper output)
{
    private const int Rows = 3000;

    // One unit of rounding and a quarter: a square is rounded before it is added, and all of a column may be rounded alike.
    private const double Tolerance = 1.25 / (1L << 52);

    /// <summary>Hard columns, all of them in one table, near the truth in one group and in seven.</summary>
    [PostgresTheory]
    [InlineData(null)]
    [InlineData("shard")]
    public void Hard_columns_are_right(string? shard)
    {
        (string Name, Func<int, Random, double> Value)[] patterns = [.. Patterns.All, .. Patterns.Extreme];
        double?[][] values = [.. patterns.Select(pattern => Patterns.Column(pattern.Value, Rows).Nullable())];
        string table = servers.NewName();
        string[] columns = [.. patterns.Select((_, i) => $"c{i}")];
        servers.Main.Fill(table, ["shard", .. columns], [.. Enumerable.Range(0, Rows).Select(i => i * 7 / Rows)], values);

        using NpgsqlConnection connection = servers.Main.Connect();
        RunningStatistics statistics = BatchNorm.FitFromDatabase(connection, SqlSource.Table(table), columns, shard);

        Assert.Equal(Rows, statistics.RowCount);
        Assert.Equal(columns, statistics.ChannelNames);
        List<string> wrong = [];
        for (int i = 0; i < patterns.Length; i++)
        {
            Exception? problem = Record.Exception(() => Streaming.AssertNear(values[i], statistics[i], Tolerance));
            if (problem is not null)
            {
                wrong.Add($"{patterns[i].Name}: {problem.Message}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>As many rows as the promise is about: 1e-13, which sums that a database adds one by one do not keep.</summary>
    [PostgresFact]
    public void A_million_rows_far_from_zero_are_those_of_streaming()
    {
        const int Million = 1_000_000;
        double?[] values = Patterns.Column((_, random) => 1e6 + Patterns.Normal(random), Million).Nullable();
        string table = servers.NewName();
        servers.Main.Fill(table, ["shard", "x"], [.. Enumerable.Range(0, Million).Select(i => i / 300_000)], values);
        using NpgsqlConnection connection = servers.Main.Connect();

        ChannelStatistics streamed = Streaming.Of(["x"], values)["x"];
        foreach (string? shard in new[] { null, "shard" })
        {
            ChannelStatistics channel = BatchNorm.FitFromDatabase(connection, SqlSource.Table(table), ["x"], shard)["x"];
            Assert.InRange(channel.Variance / streamed.Variance, 1 - 1e-15, 1 + 1e-15);
            Assert.Equal(streamed.Mean, channel.Mean);
            Assert.InRange((channel.MeanLow - streamed.MeanLow) / streamed.StandardDeviation, -1e-15, 1e-15);
        }

        double ofDatabase = Number(connection, $"SELECT var_pop(x) FROM {table}"),
            naive = Number(connection, $"SELECT sum((x - 1e6) * (x - 1e6)) / count(*) - power(sum(x - 1e6) / count(*), 2) FROM {table}");
        output.WriteLine($"relative error of var_pop: {Math.Abs(ofDatabase / streamed.Variance - 1):0.0E+0}; of a plain sum of squares: "
            + $"{Math.Abs(naive / streamed.Variance - 1):0.0E+0}");
        output.WriteLine($"of the fit: "
            + $"{Math.Abs(BatchNorm.FitFromDatabase(connection, SqlSource.Table(table), ["x"])["x"].Variance / streamed.Variance - 1):0.0E+0}");
    }

    private static double Number(NpgsqlConnection connection, string sql)
    {
        using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (double)command.ExecuteScalar()!;
    }

    /// <summary>PostgreSQL has at most 1,600 columns in a table and 1,664 in a result.</summary>
    [PostgresFact]
    public void Wide_tables_are_split_over_several_statements()
    {
        const int Columns = 1599;
        string table = servers.NewName();
        string[] names = [.. Enumerable.Range(0, Columns).Select(i => $"c{i}")];
        servers.Main.Execute($"""
            CREATE TABLE {table} (shard smallint, {string.Join(", ", names.Select(name => $"{name} smallint"))});
            INSERT INTO {table} SELECT i % 2, {string.Join(", ", names.Select((_, i) => $"i * {i}"))} FROM generate_series(1, 20) AS i
            """);
        using NpgsqlConnection connection = servers.Main.Connect();
        List<SqlFitProgress> sent = [];
        RunningStatistics statistics = BatchNorm.FitFromDatabase(
            connection, SqlSource.Table(table), names, "shard",
            new() { ColumnsPerStatement = SqlFitOptions.MostColumnsPerStatement, Progress = new Told(sent.Add) });

        Assert.Equal(names, statistics.ChannelNames);
        Assert.Equal(18, sent.Count);
        for (int i = 0; i < Columns; i++)
        {
            Assert.Equal((20, 10.5 * i, 33.25 * i * i, i, 20 * i),
                (statistics[i].Count, statistics[i].Mean, statistics[i].Variance, statistics[i].Min, statistics[i].Max));
        }
    }
}
