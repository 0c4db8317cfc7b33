namespace Norm.ML.Tests.Statistics;

/// <summary>Rows for tests, and short ways to gather their statistics.</summary>
internal static class Data
{
    /// <summary>Whole numbers, halves and a few hard columns from a generator of our own: the same bits on every platform, no logarithm.</summary>
    public static double[] Rows(int rows, int channels, ulong seed = 1)
    {
        double[] data = new double[rows * channels];
        for (int i = 0; i < data.Length; i++)
        {
            double u = Next(ref seed), v = Next(ref seed);
            data[i] = (i % channels % 5) switch
            {
                0 => u - v,
                1 => 1e6 + u,
                2 => u * u * u * 1e30,
                3 => 1e9 + 1e-2 * u,
                _ => 7,
            };
        }
        return data;
    }

    public static float[] Floats(double[] rows) => [.. rows.Select(x => (float)x)];

    public static RunningStatistics Of(ReadOnlySpan<double> rows, int channels, NonFinitePolicy policy = NonFinitePolicy.Ignore)
    {
        var accumulator = new StatisticsAccumulator(channels, policy);
        accumulator.Add(rows);
        return accumulator.ToStatistics();
    }

    private static double Next(ref ulong state)
    {
        state = state * 6364136223846793005 + 1442695040888963407;
        return (state >> 11) * (1.0 / (1UL << 53));
    }
}
