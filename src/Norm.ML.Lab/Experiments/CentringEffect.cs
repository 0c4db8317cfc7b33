namespace Norm.ML.Lab.Experiments;

/// <summary>LayerNorm and RMSNorm of the same input.</summary>
/// <param name="Correlation">Pearson's, over all elements.</param>
/// <param name="MeanDifference">The mean distance between the two outputs.</param>
/// <param name="GreatestDifference">The greatest one.</param>
sealed record CentringResult(double Correlation, double MeanDifference, double GreatestDifference);

/// <summary>The comparison for rows whose mean is a number of spreads away from 0.</summary>
sealed record CentringPoint(double Offset, CentringResult Result);

/// <summary>What subtracting the mean changes: LayerNorm beside RMSNorm. They agree where rows have mean 0, and part as the mean grows.</summary>
static class CentringEffect
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
            sum += Math.Abs(centred[i] - scaled[i]);
        return new CentringResult(Measure.Correlation(centred, scaled), sum / x.Length, Measure.Farthest(centred, scaled));
    }

    /// <summary>Rows of normal numbers of spread 1 and a mean from 0 to <paramref name="farthest"/>.</summary>
    public static IReadOnlyList<CentringPoint> Sweep(int rows = 64, int size = 32, double farthest = 5, int steps = 20, int seed = 42)
    {
        double[] noise = new Noise(seed).Normals(rows * size);
        return
        [
            .. Enumerable.Range(0, steps + 1).Select(step =>
            {
                double offset = farthest * step / steps;
                return new CentringPoint(offset, Compare(Array.ConvertAll(noise, value => value + offset), size));
            }),
        ];
    }
}
