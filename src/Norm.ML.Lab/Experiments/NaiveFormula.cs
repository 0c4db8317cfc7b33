namespace Norm.ML.Lab.Experiments;

/// <summary>One float row, normalized in two ways.</summary>
/// <param name="Input">The values as float holds them.</param>
/// <param name="Truth">What double gives for the same values.</param>
/// <param name="Ours">What the float kernel gives.</param>
/// <param name="Naive">What the formula <c>mean(x^2) - mean(x)^2</c> gives in float; NaN where it took a negative variance.</param>
/// <param name="NaiveVariance">That variance.</param>
/// <param name="TrueVariance">The variance of the values.</param>
/// <param name="OursError">The greatest distance from the truth.</param>
/// <param name="NaiveError">The greatest distance from the truth; NaN where the formula gives none.</param>
internal sealed record NaiveFormulaResult(
    double[] Input, double[] Truth, double[] Ours, double[] Naive, double NaiveVariance, double TrueVariance, double OursError, double NaiveError);

/// <summary>The errors for one mean.</summary>
internal sealed record NaiveFormulaPoint(double Mean, double NaiveVariance, double TrueVariance, double OursError, double NaiveError);

/// <summary>
/// The variance in one pass, <c>mean(x^2) - mean(x)^2</c>, cancels where the mean is far above the spread: float has 24 bits, and the squares spend
/// them on the mean. The kernel beside it keeps the result right.
/// </summary>
internal static class NaiveFormula
{
    public const int Size = 64;

    /// <summary>Normalizes a row of the given mean and spread.</summary>
    public static NaiveFormulaResult Run(double mean, double spread = 1, double epsilon = 1e-5, int seed = 42)
    {
        float[] x = Measure.To<float>(new Noise(seed).Normals(Size, mean, spread));
        float[] ours = new float[Size];
        double[] input = Measure.Wide<float>(x), truth = new double[Size];
        LayerNorm.Normalize<float>(x, Size, default, default, ours, epsilon);
        LayerNorm.Normalize<double>(input, Size, default, default, truth, epsilon);
        double[] result = Measure.Wide<float>(ours), naive = OnePass(x, (float)epsilon, out float variance);
        return new NaiveFormulaResult(
            input, truth, result, naive, variance, Measure.Of(input).Variance, Measure.Farthest(result, truth), Measure.Farthest(naive, truth));
    }

    /// <summary>The errors for means from 1 to 1e8.</summary>
    public static IReadOnlyList<NaiveFormulaPoint> Sweep(double spread = 1, double epsilon = 1e-5, int seed = 42, int perDecade = 2) =>
    [
        .. Enumerable.Range(0, 8 * perDecade + 1)
            .Select(step => Math.Pow(10, step / (double)perDecade))
            .Select(mean => (mean, Result: Run(mean, spread, epsilon, seed)))
            .Select(at => new NaiveFormulaPoint(at.mean, at.Result.NaiveVariance, at.Result.TrueVariance, at.Result.OursError, at.Result.NaiveError)),
    ];

    // What many programs do, and this library does not.
    private static double[] OnePass(float[] x, float epsilon, out float variance)
    {
        float sum = 0, squares = 0;
        foreach (float value in x)
        {
            sum += value;
            squares += value * value;
        }

        float mean = sum / x.Length;
        variance = squares / x.Length - mean * mean;
        float deviation = MathF.Sqrt(variance + epsilon);
        return Array.ConvertAll(x, value => (double)((value - mean) / deviation));
    }
}
