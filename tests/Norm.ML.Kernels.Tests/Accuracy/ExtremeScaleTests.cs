using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>
/// x, gamma and dy at every combination of scales, up to the ends of the number range. Products on the way leave that range where the results do
/// not. 2.5 units for outputs, 2.0 for gradients; 1 of each for floats.
/// </summary>
public sealed class ExtremeScaleTests
{
    private static readonly int[] Sizes = [2, 7, 16, 33, 300];

    public static TheoryData<string> All => [.. Norms.All.Select(n => n.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void Doubles_of_every_scale_are_right(string norm) =>
        Check<double>(
            Norms.Get(norm), [-1040, -1000, -700, -500, -400, -300, -120, 0, 150, 300, 450, 600, 900, 1015], [-1000, -600, -200, 0, 300, 900],
            [-1060, -1000, -800, -700, -500, -300, 0, 250, 500, 700, 1000, 1015], [0, 1e-5, 1e-300], outputLimit: 2.5, gradientLimit: 2);

    [Theory]
    [MemberData(nameof(All))]
    public void Floats_of_every_scale_are_right(string norm) =>
        Check<float>(
            Norms.Get(norm), [-140, -120, -80, -40, 0, 40, 80, 110, 125], [-120, -60, 0, 60, 120], [-140, -120, -60, 0, 60, 100, 125],
            [0, 1e-5, 1e-30], outputLimit: 1, gradientLimit: 1);

    private static void Check<T>(
        NormUnderTest norm, int[] xPowers, int[] gammaPowers, int[] dyPowers, double[] epsilons, double outputLimit, double gradientLimit)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int highest = typeof(T) == typeof(float) ? 127 : 1023, number = 0;
        var wrong = new List<string>();
        foreach (int xPower in xPowers)
        {
            foreach (int gammaPower in norm.HasGamma ? gammaPowers : [0])
            {
                foreach (int dyPower in dyPowers)
                {
                    double epsilon = epsilons[number % epsilons.Length];
                    int n = Sizes[number++ % Sizes.Length];
                    // Results that leave the number range say nothing.
                    int inverse = epsilon == 0 ? -xPower : Math.Min(-xPower, (int)Math.Ceiling(-Math.Log2(epsilon) / 2));
                    int scale = norm.UnitOffset ? Math.Max(0, gammaPower) : gammaPower;
                    if (scale + dyPower + inverse > highest - 12 || scale + xPower + inverse > highest - 12)
                    {
                        continue;
                    }

                    NormShape shape = norm.Shape(Math.Max(n, norm.SmallestSize), 3);
                    Numbers random = Numbers.For(number, xPower);
                    T[] x = Draw(shape.Geometry.Length, () => random.Normal(), xPower);
                    T[] dy = Draw(x.Length, () => random.Uniform() - 0.5, dyPower);
                    T[] gamma = norm.HasGamma ? Draw(shape.Geometry.Affines, () => random.Uniform() + 0.5, gammaPower) : [];
                    var p = new Problem<T>(shape, x, dy, gamma, [], epsilon);
                    string what = $"{n}, x 2^{xPower}, gamma 2^{gammaPower}, dy 2^{dyPower}, epsilon {epsilon}";
                    StatisticsTruth[] truth = Measurement.Statistics(norm, p);
                    ErrorPair output = Measurement.Output(norm, p, truth, norm.Forward(p));
                    Expect(output.Normal <= outputLimit && output.Tiny <= 2.5, $"{what}: y {output}");
                    T[] dx = new T[x.Length], dgamma = new T[gamma.Length], dbeta = new T[norm.HasBeta ? gamma.Length : 0];
                    norm.Backward<T>(p, dy, x, dx, dgamma, dbeta);
                    GradientTable.Errors errors = GradientTable.Measure(norm, p, dx, dgamma, dbeta);
                    Expect(errors.Input.Normal <= gradientLimit && errors.Input.Tiny <= 2.5, $"{what}: dx {errors.Input}");
                    // Of subnormal numbers each addition is rounded to the same grid.
                    int additions = x.Length / Math.Max(1, gamma.Length);
                    Expect(
                        errors.Parameters.Normal <= gradientLimit && errors.Parameters.Tiny <= 2.5 + additions,
                        $"{what}: dgamma {errors.Parameters}");
                }
            }
        }

        Assert.True(wrong.Count == 0, $"{norm}: {wrong.Count} of {number} are wrong:\n{string.Join('\n', wrong.Take(40))}");

        void Expect(bool isRight, string what)
        {
            if (!isRight)
            {
                wrong.Add(what);
            }
        }

        static T[] Draw(int count, Func<double> next, int power) =>
            [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(Math.ScaleB(next(), power)))];
    }
}
