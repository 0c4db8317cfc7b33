namespace Norm.ML.Tests.Statistics;

/// <summary>Rows given as some of their values have the bits of the rows in full.</summary>
public sealed class SparseRowsTests
{
    private const int Rows = 1300; // two chunks, and a part of one that fills no block

    public static TheoryData<double, string> Cases()
    {
        var cases = new TheoryData<double, string>();
        foreach (double share in (double[])[0.0005, 0.01, 0.1, 0.5, 0.9, 0.97, 1])
        {
            foreach (string name in Patterns.All.Concat(Patterns.Extreme).Select(pattern => pattern.Name))
            {
                cases.Add(share, name);
            }
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sparse_rows_have_the_bits_of_rows_in_full(double share, string name)
    {
        Func<int, Random, double> value = Patterns.All.Concat(Patterns.Extreme).Single(pattern => pattern.Name == name).Value;
        var random = new Random(7);
        const int Channels = 11;
        var rows = new double?[Rows][];
        for (int row = 0; row < Rows; row++)
        {
            rows[row] = [.. Enumerable.Range(0, Channels).Select(c => Given(row, c))];
        }

        double[] weights = [.. Enumerable.Range(0, Rows).Select(row => row % 7 == 0 || row is >= 512 and < 530 ? 0 : 0.1 + random.NextDouble())];
        Same(rows, null, NonFinitePolicy.Ignore);
        Same(rows, weights, NonFinitePolicy.Ignore);
        foreach (double odd in (double[])[double.NaN, double.PositiveInfinity, -0.0, 0, 5e-324, -double.MaxValue])
        {
            rows[random.Next(Rows)][random.Next(Channels)] = odd;
            rows[0][1] = rows[512][2] = odd;
        }
        Same(rows, null, NonFinitePolicy.Propagate);
        Same(rows, weights, NonFinitePolicy.Ignore);

        // Channel 0 has no value at all; 3 has one in the chunks' first rows only.
        double? Given(int row, int c) => c == 0 || (c == 3 && row % 512 != 0) || random.NextDouble() >= share ? null : value(row, random);
    }

    [Fact]
    public void Columns_of_few_values_have_the_bits_of_columns_in_full()
    {
        // Every place of one and of two values in a group, a block and a chunk.
        foreach (int second in (int[])[1, 2, 7, 8, 9, 63, 64, 65, 128, 300, 511])
        {
            var rows = new double?[512][];
            for (int row = 0; row < rows.Length; row++)
            {
                rows[row] = new double?[8 * 8];
                for (int c = 0; c < rows[row].Length; c++)
                {
                    if (row == c * 8 + second % 8 || row == second)
                    {
                        rows[row][c] = row == second ? -1.1e6 / 3 : 1e-3 / 7;
                    }
                }
            }
            Same(rows, null, NonFinitePolicy.Ignore);
        }
    }

    private static void Same(double?[][] rows, double[]? weights, NonFinitePolicy policy)
    {
        int channels = rows[0].Length;
        StatisticsAccumulator sparse = new(channels, policy), full = new(channels, policy);
        for (int row = 0; row < rows.Length; row++)
        {
            int[] given = [.. Enumerable.Range(0, channels).Where(c => rows[row][c] is not null)];
            double[] values = [.. given.Select(c => rows[row][c]!.Value)], all = [.. rows[row].Select(x => x ?? 0)];
            double weight = weights is null ? 1 : weights[row];
            sparse.AddSparseRow(given, values, weight);
            if (weights is null)
            {
                full.Add(all);
            }
            else
            {
                full.Add(all, [weight]);
            }
        }
        Assert.True(full.ToStatistics().Equals(sparse.ToStatistics()), "the bits differ");
        Assert.Equal(full.ToShard(), sparse.ToShard());
        Assert.Equal(full.ToStatistics(), sparse.ToShard().WithoutChunks());
    }
}
