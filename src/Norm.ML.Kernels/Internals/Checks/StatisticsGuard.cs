namespace Norm.ML.Internals.Checks;

/// <summary>The checks of learned statistics.</summary>
internal static class StatisticsGuard
{
    public static void Statistics(int channels, ReadOnlySpan<double> mean, ReadOnlySpan<double> meanLow, ReadOnlySpan<double> variance)
    {
        Guard.Same(mean.Length, channels, nameof(mean));
        Guard.Optional(meanLow.Length, channels, nameof(meanLow));
        Guard.Same(variance.Length, channels, nameof(variance));
        for (int c = 0; c < channels; c++)
        {
            if (variance[c] < 0) Guard.Throw(nameof(variance), $"variance[{c}] is {variance[c]}; a variance is at least 0.");
        }
    }
}
