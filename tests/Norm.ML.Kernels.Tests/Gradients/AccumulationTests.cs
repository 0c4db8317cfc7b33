using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Gradients;

/// <summary>Gradients of gamma and beta are added up; what is not asked for is left out without changing the rest.</summary>
public class AccumulationTests
{
    public static TheoryData<string> AllNorms => Norms.Names;

    [Theory]
    [MemberData(nameof(AllNorms))]
    public void Two_calls_add_up(string name)
    {
        NormUnderTest norm = Norms.Get(name);
        Problem<double> p = Problems.Make<double>(norm, norm.Shape(24, 4), Patterns.Get("normal"), AffineKind.Random, 4);
        int n = p.Geometry.Affines;
        double[] once = new double[n], onceBeta = new double[n], twice = new double[n], twiceBeta = new double[n], dx = new double[p.X.Length];
        norm.Backward(p, p.Dy, p.X, dx, once, onceBeta);
        for (int i = 0; i < 2; i++)
        {
            norm.Backward(p, p.Dy, p.X, dx, twice, twiceBeta);
        }

        for (int i = 0; i < n; i++)
        {
            Assert.Equal(2 * once[i], twice[i], 1e-12);
            if (norm.HasBeta)
            {
                Assert.Equal(2 * onceBeta[i], twiceBeta[i], 1e-12);
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllNorms))]
    public void Each_gradient_can_be_left_out(string name)
    {
        NormUnderTest norm = Norms.Get(name);
        foreach (int size in (int[])[3, 16, 40, 100])
        {
            Problem<float> p = Problems.Make<float>(norm, norm.Shape(size, 5), Patterns.Get("normal"), AffineKind.Random, size);
            int n = p.Geometry.Affines;
            float[] dx = new float[p.X.Length], dgamma = new float[n], dbeta = new float[n];
            norm.Backward(p, p.Dy, p.X, dx, dgamma, dbeta);

            float[] alone = new float[dx.Length], aloneGamma = new float[n], aloneBeta = new float[n];
            norm.Backward(p, p.Dy, p.X, alone, default, default);
            norm.Backward(p, p.Dy, p.X, default, aloneGamma, default);
            if (norm.HasBeta)
            {
                norm.Backward(p, p.Dy, p.X, default, default, aloneBeta);
            }

            norm.Backward(p, p.Dy, p.X, default, default, default);

            Bits.Equal<float>(dx, alone, $"{norm} of {size}: dx alone");
            Bits.Equal<float>(dgamma, aloneGamma, $"{norm} of {size}: dgamma alone");
            Bits.Equal<float>(dbeta, aloneBeta, $"{norm} of {size}: dbeta alone");
        }
    }
}
