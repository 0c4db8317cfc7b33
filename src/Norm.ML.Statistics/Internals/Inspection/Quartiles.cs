namespace Norm.ML.Internals.Inspection;

/// <summary>
/// The quartiles of the finite values, interpolated between order statistics (Hyndman and Fan, 1996, definition 7); NaN without values.
/// </summary>
internal readonly record struct Quartiles(double First, double Median, double Third)
{
    /// <summary>Sorts <paramref name="values"/>.</summary>
    public static Quartiles Of(double[] values)
    {
        int finite = 0;
        foreach (double value in values)
        {
            if (double.IsFinite(value))
            {
                values[finite++] = value;
            }
        }

        Span<double> sorted = values.AsSpan(0, finite);
        sorted.Sort();
        return new Quartiles(At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75));
    }

    private static double At(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty)
        {
            return double.NaN;
        }

        double place = share * (sorted.Length - 1);
        int below = (int)place;
        double low = sorted[below], high = sorted[Math.Min(below + 1, sorted.Length - 1)], part = place - below;
        // Equal neighbours give their value exactly; the sum of parts does not overflow as the difference might.
        return low == high ? low : low * (1 - part) + high * part;
    }
}
