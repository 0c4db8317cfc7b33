using FsCheck;
using FsCheck.Fluent;

namespace Norm.ML.Tests.Statistics;

/// <summary>The bits do not depend on how rows arrive.</summary>
public sealed class ChunkingTests
{
    private const int Chunk = StatisticsAccumulator.RowsPerChunk;

    [Fact]
    public void Any_cut_into_calls_gives_the_bits_of_one_call() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(1, 20).ArrayOf().ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(), Gen.Choose(1, 1600).ToArbitrary(),
        (int[] pieces, int channels, int rows) =>
        {
            double[] data = Data.Rows(rows, channels);
            var accumulator = new StatisticsAccumulator(channels);
            int done = 0;
            foreach (int piece in pieces)
            {
                int some = Math.Min(piece * piece, rows - done);
                accumulator.Add(data.AsSpan(done * channels, some * channels));
                done += some;
            }
            accumulator.Add(data.AsSpan(done * channels));
            return accumulator.ToStatistics().Equals(Data.Of(data, channels));
        }));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(13)]
    [InlineData(64)]
    [InlineData(130)]
    public void One_row_at_a_time_gives_the_bits_of_a_block(int channels)
    {
        float[] rows = Data.Floats(Data.Rows(3 * Chunk + 5, channels));
        var one = new StatisticsAccumulator(channels);
        var block = new StatisticsAccumulator(channels);
        for (int i = 0; i < rows.Length; i += channels)
        {
            one.AddRow(rows.AsSpan(i, channels));
        }

        block.Add(rows);
        Assert.Equal(block.ToStatistics(), one.ToStatistics());
    }

    [Fact]
    public void A_channel_does_not_depend_on_its_neighbours_or_on_the_element_type()
    {
        for (int channels = 1; channels <= 70; channels++)
        {
            double[] rows = [.. Data.Floats(Data.Rows(Chunk + 70, channels, seed: (ulong)channels)).Select(x => (double)x)];
            if (channels > 9)
            {
                rows[9] = double.NaN;
            }

            if (channels > 11)
            {
                rows[11 + channels] = 1e300;
            }

            RunningStatistics all = Data.Of(rows, channels);
            for (int c = 0; c < channels; c++)
            {
                double[] column = [.. Enumerable.Range(0, rows.Length / channels).Select(i => rows[i * channels + c])];
                Assert.Equal(Facts(Data.Of(column, 1)[0]), Facts(all[c]));
                if (c is 9 or 11)
                {
                    continue;
                }

                var floats = new StatisticsAccumulator(1);
                floats.Add(Data.Floats(column));
                Assert.Equal(Facts(floats.ToStatistics()[0]), Facts(all[c]));
            }
        }
    }

    /// <summary>Eight such channels are summed again side by side; a channel alone is summed again by itself.</summary>
    [Fact]
    public void A_channel_whose_pivot_lies_far_from_its_mean_does_not_depend_on_its_neighbours()
    {
        int far = 0;
        foreach (int channels in (int[])[8, 9, 21, 32])
        {
            foreach (int count in (int[])[1, 2, 7, 8, 9, 63, 64, 65, 85, 130, 511, 512])
            {
                // The sixteen rows that the pivot is chosen from lie together, far from all others.
                double[] rows = Data.Rows(count, channels, seed: (ulong)(channels + count));
                double[] weights = [.. Enumerable.Range(0, count).Select(i => 0.5 + i % 3)];
                foreach (int row in Enumerable.Range(0, 16).Select(i => i * count / 16).Distinct())
                {
                    for (int c = 0; c < channels; c += 2)
                    {
                        rows[row * channels + c] += (Math.Abs(rows[row * channels + c]) + 1) * (c + 3);
                    }
                }

                float[] floats = Data.Floats(rows);
                var all = new StatisticsAccumulator(channels);
                all.Add(rows);
                RunningStatistics ofDoubles = Result(all);
                all.Add(floats);
                RunningStatistics ofFloats = Result(all);
                all.Add(rows, weights);
                RunningStatistics ofWeighted = Result(all);
                all.Add(floats, weights);
                RunningStatistics ofBoth = Result(all);
                for (int c = 0; c < channels; c++)
                {
                    double[] column = [.. Enumerable.Range(0, count).Select(i => rows[i * channels + c])];
                    var one = new StatisticsAccumulator(1);
                    one.Add(column);
                    Assert.Equal(Facts(Result(one)[0]), Facts(ofDoubles[c]));
                    one.Add(Data.Floats(column));
                    Assert.Equal(Facts(Result(one)[0]), Facts(ofFloats[c]));
                    one.Add(column, weights);
                    Assert.Equal(Facts(Result(one)[0]), Facts(ofWeighted[c]));
                    one.Add(Data.Floats(column), weights);
                    Assert.Equal(Facts(Result(one)[0]), Facts(ofBoth[c]));
                    far += Math.Abs(column[0] - ofDoubles[c].Mean) > ofDoubles[c].StandardDeviation ? 1 : 0;
                }
            }
        }

        Assert.InRange(far, 50, int.MaxValue);

        static RunningStatistics Result(StatisticsAccumulator accumulator)
        {
            RunningStatistics statistics = accumulator.ToStatistics();
            accumulator.Reset();
            return statistics;
        }
    }

    /// <summary>A chunk keeps floats as floats until another kind of row comes.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(40)]
    public void Kinds_of_rows_may_follow_each_other_within_a_chunk(int channels)
    {
        float[] rows = Data.Floats(Data.Rows(Chunk + 300, channels));
        double[] wide = [.. rows.Select(value => (double)value)];
        int[] all = [.. Enumerable.Range(0, channels)];
        foreach (int step in (int[])[13, 50, 150])
        {
            var accumulator = new StatisticsAccumulator(channels);
            for (int row = 0, kind = 0; row < rows.Length / channels; row += step, kind++)
            {
                int from = row * channels, length = Math.Min(step * channels, rows.Length - from);
                switch (kind % 5)
                {
                    case 0 or 1: accumulator.Add(rows.AsSpan(from, length)); break;
                    case 2: accumulator.Add(wide.AsSpan(from, length)); break;
                    case 3: accumulator.Add(rows.AsSpan(from, length), [.. Enumerable.Repeat(1.0, length / channels)]); break;
                    default:
                        for (int i = from; i < from + length; i += channels)
                        {
                            accumulator.AddSparseRow(all, rows.AsSpan(i, channels));
                        }

                        break;
                }

                Assert.Equal(Data.Of(wide.AsSpan(0, from + length), channels), accumulator.ToStatistics());
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 49)]
    [InlineData(8, 512)]
    [InlineData(11, 700)]
    [InlineData(2, 3136)]
    public void Channels_first_gives_the_bits_of_the_transposed_rows(int channels, int spatial)
    {
        const int Examples = 3;
        double[] examples = Data.Rows(Examples * spatial, channels);
        double[] rows = new double[examples.Length];
        for (int n = 0; n < Examples; n++)
        {
            for (int c = 0; c < channels; c++)
            {
                for (int s = 0; s < spatial; s++)
                {
                    rows[(n * spatial + s) * channels + c] = examples[(n * channels + c) * spatial + s];
                }
            }
        }

        var first = new StatisticsAccumulator(channels);
        first.AddChannelsFirst(examples, spatial);
        Assert.Equal(Data.Of(rows, channels), first.ToStatistics());

        double[] weights = [0.5, 0, 2];
        first.Reset();
        first.AddChannelsFirst(Data.Floats(examples), spatial, weights);
        var last = new StatisticsAccumulator(channels);
        last.Add(Data.Floats(rows), [.. weights.SelectMany(w => Enumerable.Repeat(w, spatial))]);
        Assert.Equal(last.ToStatistics(), first.ToStatistics());
    }

    [Fact]
    public void A_result_can_be_taken_at_any_time_and_a_reset_forgets_everything()
    {
        double[] rows = Data.Rows(1500, 9);
        var accumulator = new StatisticsAccumulator(9);
        accumulator.Add(rows.AsSpan(0, 9 * 700), [.. Enumerable.Repeat(0.25, 700)]);
        accumulator.Reset();
        Assert.Equal(0, accumulator.RowCount);
        Assert.Equal(RunningStatistics.Empty(9), accumulator.ToStatistics());
        for (int i = 0; i < 1500; i += 100)
        {
            accumulator.Add(rows.AsSpan(9 * i, 900));
            Assert.Equal(Data.Of(rows.AsSpan(0, 9 * (i + 100)), 9), accumulator.ToStatistics());
        }
    }

    [Fact]
    public void Adding_allocates_nothing()
    {
        float[] rows = Data.Floats(Data.Rows(5 * Chunk, 16));
        rows[77] = float.NaN;
        var accumulator = new StatisticsAccumulator(16);
        double[] weights = [.. Enumerable.Repeat(2.0, 5 * Chunk)];
        for (int i = 0; i < 3; i++)
        {
            Add();
        }

        accumulator.Reset();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Add();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Add()
        {
            accumulator.Add(rows);
            accumulator.Add(rows, weights);
            accumulator.AddChannelsFirst(rows, 5 * Chunk);
            accumulator.AddRow(rows.AsSpan(0, 16), 0.5);
        }
    }

    private static object Facts(ChannelStatistics c) =>
        (c.Count, c.Weight, c.Missing, c.Infinite, c.Min, c.Max, c.Mean, c.MeanLow, c.SquaredDeviations, c.GetStandardDeviation(1));
}
