using System.Numerics;

namespace Norm.ML.Internals.Checks;

/// <summary>The argument checks of the norms over channels; each returns the number of examples.</summary>
internal static class ChannelGuard
{
    public static int Shape<T>(ReadOnlySpan<T> x, int groups, int channels, int spatial, NormLayout layout)
    {
        ElementTypes.HalfFloatOrDouble<T>();
        Guard.Positive(channels); // checked first: a norm with a group per channel has no parameter called groups
        Guard.Divides(groups, channels);
        int length = Guard.Product(channels, spatial);
        if (layout is not (NormLayout.ChannelsFirst or NormLayout.ChannelsLast))
        {
            Guard.ThrowRange(nameof(layout), layout, $"layout has to be ChannelsFirst (0) or ChannelsLast (1), but is {(int)layout}.");
        }

        Guard.Multiple(x.Length, length, nameof(x));
        return x.Length / length;
    }

    public static int Forward<T>(
        ReadOnlySpan<T> x, int groups, int channels, int spatial, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, ReadOnlySpan<T> destination,
        double epsilon, NormLayout layout) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int examples = Shape(x, groups, channels, spatial, layout);
        Guard.Epsilon(epsilon);
        Guard.Optional(gamma.Length, channels, nameof(gamma));
        Guard.Optional(beta.Length, channels, nameof(beta));
        Guard.Enough(destination.Length, x.Length, nameof(destination));
        destination = destination[..x.Length];
        Guard.InPlaceOrApart(x, destination, nameof(destination));
        Guard.Apart(gamma, destination, nameof(destination));
        Guard.Apart(beta, destination, nameof(destination));
        return examples;
    }

    public static int Backward<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int groups, int channels, int spatial, ReadOnlySpan<T> gamma, ReadOnlySpan<T> dx,
        ReadOnlySpan<T> dgamma, ReadOnlySpan<T> dbeta, double epsilon, NormLayout layout) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int examples = Shape(x, groups, channels, spatial, layout);
        Guard.Epsilon(epsilon);
        GradientGuard.Check(dy, x, channels, gamma, dx, dgamma, dbeta);
        return examples;
    }

    /// <summary>Refuses statistics over a single value, whose variance is always 0.</summary>
    public static void MoreThanOne(int values, int examples, string what)
    {
        if (examples > 0 && values < 2)
        {
            Guard.Throw("x", $"{what} needs at least 2 values per channel to compute statistics, but got {values}.");
        }
    }
}

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
            if (variance[c] < 0)
            {
                Guard.Throw(nameof(variance), $"variance[{c}] is {variance[c]}; a variance is at least 0.");
            }
        }
    }
}
