using System.Numerics;

namespace Norm.ML.Lab.Experiments;

/// <summary>LayerNorm of one near-constant row in one element type.</summary>
/// <param name="Element">What the row is stored in.</param>
/// <param name="Input">The values as they are after rounding to that type.</param>
/// <param name="InputSpread">Their population standard deviation; 0 where rounding has made the row constant.</param>
/// <param name="InverseDeviation"><c>1 / sqrt(variance + epsilon)</c>, as the kernel reports it.</param>
/// <param name="Output">What the kernel gives.</param>
/// <param name="OutputSpread">The population standard deviation of the output: 1 without epsilon.</param>
internal sealed record EpsilonRow(ElementType Element, double[] Input, double InputSpread, double InverseDeviation, double[] Output,
    double OutputSpread);

/// <summary>The spread of the output for one epsilon.</summary>
internal sealed record EpsilonPoint(double Epsilon, double Float, double Double);

/// <summary>
/// What epsilon does to a row that is nearly constant: <c>spread / sqrt(spread^2 + epsilon)</c> is left of a spread of 1. In float,
/// 5.0 +- 1e-8 is exactly 5.0, and no epsilon can bring back what rounding took.
/// </summary>
internal static class EpsilonEffect
{
    /// <summary>Of a row: half of them above the centre, half below.</summary>
    public const int Size = 8;

    /// <summary>LayerNorm of <paramref name="centre"/> +- <paramref name="distance"/>.</summary>
    /// <exception cref="ArgumentException"><paramref name="epsilon"/> is out of range.</exception>
    public static EpsilonRow Run(ElementType element, double centre, double distance, double epsilon) =>
        element == ElementType.Float ? Run<float>(element, centre, distance, epsilon) : Run<double>(element, centre, distance, epsilon);

    /// <summary>The spread that is left for each epsilon from 0, and then 1e-20 to 1 by <paramref name="perDecade"/> steps.</summary>
    public static IReadOnlyList<EpsilonPoint> Sweep(double centre, double distance, int perDecade = 2) =>
    [
        .. Enumerable.Range(-20 * perDecade - 1, 20 * perDecade + 2)
            .Select(step => step < -20 * perDecade ? 0 : Math.Pow(10, step / (double)perDecade))
            .Select(epsilon => new EpsilonPoint(
                epsilon,
                Run(ElementType.Float, centre, distance, epsilon).OutputSpread,
                Run(ElementType.Double, centre, distance, epsilon).OutputSpread)),
    ];

    private static EpsilonRow Run<T>(ElementType element, double centre, double distance, double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] x = new T[Size], y = new T[Size];
        for (int i = 0; i < Size; i++)
        {
            x[i] = T.CreateTruncating(i % 2 == 0 ? centre + distance : centre - distance);
        }

        double[] inverseDeviation = new double[1];
        LayerNorm.Normalize<T>(x, Size, default, default, y, default, inverseDeviation, epsilon);
        double[] input = Measure.Wide<T>(x), output = Measure.Wide<T>(y);
        return new EpsilonRow(element, input, Measure.Spread(input), inverseDeviation[0], output, Measure.Spread(output));
    }
}
