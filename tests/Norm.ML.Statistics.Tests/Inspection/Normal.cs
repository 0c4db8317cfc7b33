namespace Norm.ML.Tests.Statistics.Inspection;

/// <summary>Normal data without chance: the quantiles of the distribution, evenly spaced, in a shuffled order.</summary>
internal static class Normal
{
    public static double[] Column(int rows, double mean = 0, double deviation = 1, int seed = 1)
    {
        double[] values = [.. Enumerable.Range(0, rows).Select(i => mean + deviation * Quantile((i + 0.5) / rows))];
        new Random(seed).Shuffle(values);
        return values;
    }

    /// <summary>Columns side by side, row after row.</summary>
    public static double[] Rows(params double[][] columns) =>
        [.. Enumerable.Range(0, columns[0].Length).SelectMany(row => columns.Select(column => column[row]))];

    // By bisection of the distribution function, integrated from its series (Marsaglia, 2004).
    private static double Quantile(double share)
    {
        double low = -9, high = 9;
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Share(middle) < share ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    private static double Share(double x)
    {
        double term = x, sum = x;
        for (int i = 3; Math.Abs(term) > 1e-17 && i < 400; i += 2)
        {
            sum += term *= x * x / i;
        }

        return Math.Abs(x) > 7 ? (x > 0 ? 1 : 0) : 0.5 + sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
    }
}
