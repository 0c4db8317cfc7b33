namespace Norm.ML.Tests.Statistics.Groups;

/// <summary>Statistics per key are those of the key's rows alone, whatever lies between them.</summary>
public sealed class GroupedAccumulatorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(17)]
    public void A_key_has_the_bits_of_an_accumulator_of_its_own(int channels)
    {
        foreach (NonFinitePolicy policy in (NonFinitePolicy[])[NonFinitePolicy.Ignore, NonFinitePolicy.Propagate])
        {
            Mixed data = new(channels, policy);
            data.AddRows(9000, seed: 5);
            data.Check();
            data.AddRows(3000, seed: 6); // more may be added afterwards
            data.Check();
        }
    }

    [Fact]
    public void Rows_of_floats_and_doubles_and_weights_may_follow_each_other_in_a_chunk()
    {
        var grouped = new GroupedStatisticsAccumulator(2);
        var alone = new StatisticsAccumulator(2);
        for (int i = 0; i < 1300; i++)
        {
            double[] row = i % 7 == 3 ? [i + 0.1, 1e300] : [i, -0.0];
            double weight = i is > 300 and < 400 or > 1200 ? 0.5 * (i % 3) : 1;
            grouped.AddRow("a", row, weight);
            alone.AddRow(row, weight);
            grouped.AddRow("b", [(float)i, 1f]);
        }

        Assert.Equal(alone.ToStatistics(), grouped.ToStatistics()["a"]);
    }

    [Fact]
    public void A_missing_key_counts_in_all_rows_only()
    {
        var grouped = new GroupedStatisticsAccumulator(1);
        grouped.AddRow("a", [1f]);
        grouped.AddRow("", [5f]);
        grouped.AddRow(" ", [3f]); // a space is a text
        GroupedStatistics statistics = grouped.ToStatistics();
        Assert.Equal(["\u0020", "a"], statistics.Keys);
        Assert.Equal((1, 3), (statistics.RowsWithoutKey, statistics.All.RowCount));
        Assert.Equal(3, statistics.All[0].Mean);
        Assert.Equal((2, 3), (statistics.Count, statistics.All.RowCount));
    }

    [Fact]
    public void What_is_refused_is_not_added()
    {
        var grouped = new GroupedStatisticsAccumulator(2, NonFinitePolicy.Throw, ["x", "y"], maximumGroups: 2);
        grouped.AddRow("a", [1f, 2f]);
        Assert.Contains("1 values", Assert.Throws<ArgumentException>(() => grouped.AddRow("b", [1f])).Message);
        Assert.Contains("'y'", Assert.Throws<NotFiniteNumberException>(() => grouped.AddRow("b", [1f, float.NaN])).Message);
        Assert.Contains("weight", Assert.Throws<ArgumentException>(() => grouped.AddRow("b", [1f, 2f], -1)).Message);
        Assert.Contains("surrogate", Assert.Throws<ArgumentException>(() => grouped.AddRow("\ud800", [1f, 2f])).Message);
        Assert.Contains("70000 bytes", Assert.Throws<ArgumentException>(() => grouped.AddRow(new string('k', 70_000), [1f, 2f])).Message);
        Assert.Equal((1, 1), (grouped.GroupCount, grouped.RowCount));

        grouped.AddRow("b", [1f, 2f]);
        string message = Assert.Throws<InvalidOperationException>(() => grouped.AddRow("third", [1f, 2f])).Message;
        Assert.Contains("'third' is one more than the 2 that are allowed; maximumGroups", message);
        grouped.AddRow("a", [1f, 2f]);
        Assert.Equal((2, 3), (grouped.ToStatistics().Count, grouped.RowCount));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GroupedStatisticsAccumulator(1, maximumGroups: 0));
    }

    private sealed class Mixed(int channels, NonFinitePolicy policy)
    {
        private const int Keys = 12;

        private readonly GroupedStatisticsAccumulator _grouped = new(channels, policy);
        private readonly StatisticsAccumulator _all = new(channels, policy);
        private readonly StatisticsAccumulator[] _alone = [.. Enumerable.Range(0, Keys).Select(_ => new StatisticsAccumulator(channels, policy))];

        // The lower a key, the more of the rows are its own: from thousands to a few.
        public void AddRows(int count, int seed)
        {
            var random = new Random(seed);
            double[] rows = Data.Rows(count, channels, (ulong)seed);
            for (int i = 0; i < count; i++)
            {
                int key = (int)(Keys * Math.Pow(random.NextDouble(), 4));
                Span<double> row = rows.AsSpan(i * channels, channels);
                if (random.Next(50) == 0)
                {
                    row[random.Next(channels)] = random.Next(2) == 0 ? double.NaN : double.PositiveInfinity;
                }

                if (key % 3 == 0)
                {
                    float[] singles = Data.Floats(row.ToArray());
                    _grouped.AddRow($"key {key}", singles);
                    _alone[key].Add(singles);
                    _all.Add(singles);
                    continue;
                }

                double weight = key % 3 == 1 ? 1 : 0.25 * random.Next(4);
                _grouped.AddRow($"key {key}", row, weight);
                _alone[key].AddRow(row, weight);
                _all.AddRow(row, weight);
            }
        }

        public void Check()
        {
            GroupedStatistics statistics = _grouped.ToStatistics();
            Assert.Equal(_all.ToStatistics(), statistics.All);
            Assert.Equal(_alone.Count(one => one.RowCount > 0), statistics.Count);
            for (int key = 0; key < Keys; key++)
            {
                if (_alone[key].RowCount > 0)
                {
                    Assert.Equal(_alone[key].ToStatistics(), statistics[$"key {key}"]);
                }
            }
        }
    }
}
