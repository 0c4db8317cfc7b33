using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Gradients;

/// <summary>
/// The gradients agree with central differences (of fourth order) of the forward pass in double: of the loss <c>sum(dy * y)</c> with respect to every
/// x, gamma and beta. This checks the formulas themselves, which the exact truth repeats.
/// </summary>
public class CentralDifferenceTests
{
    private const double Step = 2e-4, Tolerance = 1e-9;

    public static TheoryData<string> AllNorms => Norms.Names;

    [Theory]
    [MemberData(nameof(AllNorms))]
    public void Gradients_are_the_slopes_of_the_forward_pass(string name)
    {
        NormUnderTest norm = Norms.Get(name);
        foreach (int size in (int[])[2, 3, 4, 5, 8, 12, 17])
        {
            foreach (AffineKind affine in (AffineKind[])[AffineKind.None, AffineKind.Random, AffineKind.SomeZeros])
            {
                Problem<double> p = Problems.Make<double>(norm, norm.Shape(size, 3),
                    new Pattern("spread", s => 2 * s.Index + s.Random.Normal(), 1e-3), affine, 4 * size);
                double[] dx = new double[p.X.Length], dgamma = new double[p.Gamma.Length], dbeta = new double[p.Beta.Length];
                norm.Backward(p, p.Dy, p.X, dx, dgamma, dbeta);

                Compare(norm, p, p.X, dx);
                Compare(norm, p, p.Gamma, dgamma);
                Compare(norm, p, p.Beta, dbeta);
            }
        }
    }

    private static void Compare(NormUnderTest norm, Problem<double> p, double[] parameters, double[] gradient)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            double before = parameters[i];
            double near = At(Step) - At(-Step), far = At(2 * Step) - At(-2 * Step), slope = (8 * near - far) / (12 * Step);
            parameters[i] = before;
            Assert.InRange(Math.Abs(gradient[i] - slope), 0, Tolerance * (1 + p.Dy.Select(Math.Abs).Max() * p.Dy.Length));

            double At(double step)
            {
                parameters[i] = before + step;
                return Loss();
            }
        }

        double Loss() => norm.Forward(p).Zip(p.Dy, (y, dy) => y * dy).Sum();
    }
}
