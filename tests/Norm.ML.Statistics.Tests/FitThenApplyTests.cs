using System.Numerics;

namespace Norm.ML.Tests.Statistics;

/// <summary>Statistics of doubles, applied to the same doubles, against the formula: 1.5 units of <c>max|y| * 2^-52</c>.</summary>
public sealed class FitThenApplyTests
{
    private const double Unit = 2.220446049250313e-16;

    [Theory]
    [InlineData(0.77, 25)]
    [InlineData(99.99, 16)]
    [InlineData(1.1, 512)]
    [InlineData(3.3, 700)]
    [InlineData(0.1, 5000)]
    public void One_value_among_zeros_is_right_wherever_it_stands(double value, int rows)
    {
        for (int at = 0; at < rows; at += 1 + rows / 40)
        {
            double[] column = new double[rows];
            column[at] = value;
            Check($"{value} in row {at} of {rows}", column);
        }
    }

    [Fact]
    public void Columns_of_two_values_are_right()
    {
        var random = new Random(3);
        for (int n = 2; n < 1400; n += 1 + n / 12)
        {
            for (int repeat = 0; repeat < 8; repeat++)
            {
                double a = random.NextDouble(), b = repeat % 2 == 0 ? 0 : random.NextDouble() * 10, share = random.NextDouble();
                Check($"two values, {n}, {a:R} and {b:R}", [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() < share ? a : b)]);
            }
        }
    }

    [Fact]
    public void Normal_sorted_and_outlying_columns_are_right()
    {
        var random = new Random(5);
        for (int n = 2; n < 1600; n += 1 + n / 15)
        {
            for (int repeat = 0; repeat < 6; repeat++)
            {
                double[] normal = [.. Enumerable.Range(0, n).Select(_ => Normal(random))];
                Check($"normal, {n}", normal);
                Check($"mean 1000, {n}", [.. normal.Select(x => 1000 + x)]);
                Check($"sorted, {n}", [.. normal.Order()]);
                normal[0] = 1e6 * (1 + random.NextDouble());
                Check($"first far off, {n}", normal, 1.75); // every addition after it rounds a sum that it dominates
                normal[0] = 4;
                Check($"first at 4 deviations, {n}", normal);
            }
        }
    }

    [Fact]
    public void Weighted_columns_are_right()
    {
        var random = new Random(7);
        foreach (int n in (int[])[2, 16, 65, 512, 1000])
        {
            double[] column = [.. Enumerable.Range(0, n).Select(i => i % 9 == 0 ? 99.99 : 0)];
            double[] rows = [.. column.SelectMany(x => Enumerable.Repeat(x, 9))];
            var weighted = new StatisticsAccumulator(9);
            weighted.Add(rows, [.. Enumerable.Repeat(3.0, n)]);
            Assert.InRange(Error(weighted.ToStatistics()[8], column), 0, 1.5);
        }
    }

    private static void Check(string name, double[] column, double limit = 1.5)
    {
        foreach (int channels in (int[])[1, 3, 9])
        {
            var accumulator = new StatisticsAccumulator(channels);
            accumulator.Add([.. column.SelectMany(x => Enumerable.Repeat(x, channels))]);
            double error = Error(accumulator.ToStatistics()[channels - 1], column);
            Assert.True(error <= limit, $"{name}, {channels} channels: {error:F2} units");
        }
    }

    /// <summary>The worst error of the normalized column, in units.</summary>
    private static double Error(in ChannelStatistics statistics, double[] column)
    {
        ExactMoments exact = ExactMoments.Of(column);
        if (exact.StandardDeviation == 0)
        {
            return 0;
        }

        double[] y = new double[column.Length];
        new FittedBatchNorm<double>([statistics.Mean], [statistics.Variance], [], [], epsilon: 0, [statistics.MeanLow]).Normalize(column, y);
        Truth truth = new(column);
        double worst = 0, largest = 0;
        foreach (double x in column.Distinct())
        {
            largest = Math.Max(largest, Math.Abs((double)truth.Of(x, 0)));
        }

        for (int i = 0; i < column.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs(truth.Of(column[i], y[i])));
        }

        return worst / (largest * Unit);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>(x - mean) / deviation - y, in fixed-point numbers of 200 bits after the point.</summary>
    private sealed class Truth
    {
        private const int Grid = 80, Bits = 200;
        private readonly BigInteger _count, _sum, _root;

        public Truth(double[] column)
        {
            _count = column.Length;
            BigInteger squares = 0;
            foreach (double x in column)
            {
                BigInteger value = Integer(x);
                _sum += value;
                squares += value * value;
            }

            _root = Root(((_count * squares) - (_sum * _sum)) << (2 * Bits)); // n * deviation, times 2^Bits
        }

        public double Of(double x, double y)
        {
            BigInteger quotient = (((_count * Integer(x)) - _sum) << (2 * Bits)) / _root;
            return Math.ScaleB((double)(quotient - (Integer(y) << (Bits - Grid))), -Bits);
        }

        // Doubles of these tests are whole multiples of 2^-80, or so close to one that it does not matter.
        private static BigInteger Integer(double x)
        {
            BigInteger mantissa = new(Math.ScaleB(x, 60 - Exponent(x)));
            int shift = Grid - 60 + Exponent(x);
            return shift >= 0 ? mantissa << shift : mantissa >> -shift;
        }

        private static int Exponent(double x) => x == 0 ? 0 : Math.ILogB(x);

        private static BigInteger Root(BigInteger n)
        {
            BigInteger x = BigInteger.One << (int)((n.GetBitLength() + 1) / 2);
            while (true)
            {
                BigInteger next = (x + n / x) >> 1;
                if (next >= x)
                {
                    return x;
                }

                x = next;
            }
        }
    }
}
