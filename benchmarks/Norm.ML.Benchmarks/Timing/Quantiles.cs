namespace Norm.ML.Benchmarks.Timing;

internal static class Quantiles
{
    public static double Of(IReadOnlyCollection<double> values, double fraction)
    {
        double[] sorted = [.. values.Order()];
        double position = fraction * (sorted.Length - 1);
        int below = (int)position;
        return below + 1 < sorted.Length ? sorted[below] + (position - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }
}
