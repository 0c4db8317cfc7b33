namespace Norm.ML.Lab.Experiments;

/// <summary>LayerNorm and RMSNorm of the same input.</summary>
/// <param name="Correlation">Pearson's, over all elements.</param>
/// <param name="MeanDifference">The mean distance between the two outputs.</param>
/// <param name="GreatestDifference">The greatest one.</param>
internal sealed record CentringResult(double Correlation, double MeanDifference, double GreatestDifference);

/// <summary>The comparison for rows of spread 1 whose means lie <paramref name="MeanSpread"/> (a standard deviation) around 0.</summary>
internal sealed record CentringPoint(double MeanSpread, CentringResult Result);

/// <summary>
/// What subtracting the mean changes: LayerNorm beside RMSNorm. They agree where rows have mean 0, and part as the means move away from it.
/// </summary>
internal static class CentringEffect
{
    /// <summary>Compares the two norms.</summary>
    /// <param name="x">Rows of <paramref name="size"/> elements.</param>
    /// <param name="size">The length of a row.</param>
    /// <param name="epsilon">Of both.</param>
    public static CentringResult Compare(double[] x, int size, double epsilon = 1e-5)
    {
        double[] centred = new double[x.Length], scaled = new double[x.Length];
        LayerNorm.Normalize<double>(x, size, default, default, centred, epsilon);
        RmsNorm.Normalize<double>(x, size, default, scaled, epsilon);
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += Math.Abs(centred[i] - scaled[i]);
        }

        return new CentringResult(Measure.Correlation(centred, scaled), sum / x.Length, Measure.Farthest(centred, scaled));
    }

    /// <summary>Rows of normal numbers of spread 1, whose means have a spread of 0 to <paramref name="widest"/>.</summary>
    public static IReadOnlyList<CentringPoint> Sweep(int rows = 64, int size = 32, double widest = 5, int steps = 20, int seed = 42)
    {
        var noise = new Noise(seed);
        double[] values = noise.Normals(rows * size), means = noise.Normals(rows);
        return
        [
            .. Enumerable.Range(0, steps + 1).Select(step =>
            {
                double spread = widest * step / steps;
                return new CentringPoint(spread, Compare([.. values.Select((value, i) => value + spread * means[i / size])], size));
            }),
        ];
    }
}
