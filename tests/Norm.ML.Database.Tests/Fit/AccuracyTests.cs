using Norm.ML.Tests.Statistics;
using Npgsql;

namespace Norm.ML.Database.Tests;

[Collection(PostgresCollection.Name)]
public sealed class AccuracyTests(PostgresServers servers)
{
    const int Rows = 3000;

    // One unit of rounding and a quarter: a square is rounded before it is added, and all of a column may be rounded alike.
    const double Tolerance = 1.25 / (1L << 52);

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
        RunningStatistics statistics = BatchNorm.FitFromDatabase(connection, DatabaseSource.Table(table), columns, shard);

        Assert.Equal(Rows, statistics.RowCount);
        Assert.Equal(columns, statistics.ChannelNames);
        List<string> wrong = [];
        for (int i = 0; i < patterns.Length; i++)
        {
            Exception? problem = Record.Exception(() => Streaming.AssertNear(values[i], statistics[i], Tolerance));
            if (problem is not null)
                wrong.Add($"{patterns[i].Name}: {problem.Message}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
