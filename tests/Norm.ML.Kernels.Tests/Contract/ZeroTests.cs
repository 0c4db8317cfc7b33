using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Contract;

/// <summary>Zeros of both signs and constants.</summary>
public class ZeroTests
{
    public static TheoryData<string> AllNorms => Norms.Names;

    /// <summary>With the deviation 0 there is nothing to divide by; the normalized value is 0 and the result beta, also without epsilon.</summary>
    [Theory]
    [MemberData(nameof(AllNorms))]
    public void A_constant_gives_beta(string norm)
    {
        Check<float>();
        Check<double>();
        Check<Half>();

        void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            NormUnderTest n = Norms.Get(norm);
            foreach (double value in (double[])[0, -0.0, 0.1, -1234.5678, Element<T>.Largest, Element<T>.ToDouble(T.Epsilon)])
            {
                if (!n.SubtractsMean && value != 0)
                {
                    continue;
                }

                foreach (double epsilon in (double[])[0, 1e-5])
                {
                    foreach (int size in (int[])[2, 3, 7, 16, 33, 100])
                    {
                        Problem<T> p = Problems.Make<T>(n, n.Shape(size, 5), new Pattern("constant", _ => value, epsilon), AffineKind.Random, size);
                        T[] y = n.Forward(p);
                        for (int i = 0; i < y.Length; i++)
                        {
                            Assert.Equal(p.Beta.Length == 0 ? T.Zero : p.Beta[p.Geometry.Affine[i]], y[i]);
                        }
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllNorms))]
    public void The_sign_of_a_zero_does_not_matter_elsewhere(string norm)
    {
        NormUnderTest n = Norms.Get(norm);
        foreach (int size in (int[])[2, 5, 16, 33])
        {
            Problem<float> p = Problems.Make<float>(n, n.Shape(size, 5), Patterns.Get("normal"), AffineKind.Random, size);
            float[] positive = [.. p.X], negative = [.. p.X], a = new float[p.X.Length], b = new float[p.X.Length];
            foreach (int[] segment in p.Geometry.Segments)
            {
                (positive[segment[1]], negative[segment[1]]) = (0f, -0f);
            }

            n.Forward(p, positive, a, NormPrecision.Strict);
            n.Forward(p, negative, b, NormPrecision.Strict);
            for (int i = 0; i < a.Length; i++)
            {
                Assert.Equal(a[i], b[i]);
            }
        }
    }

    /// <summary>x * r * gamma keeps the sign of x, as the formula says.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(40)]
    public void RmsNorm_keeps_the_sign_of_zero(int size)
    {
        float[] x = new float[size], y = new float[size];
        for (int i = 0; i < size; i++)
        {
            x[i] = i % 2 == 0 ? -0f : 0f;
        }

        RmsNorm.Normalize<float>(x, size, default, y);
        for (int i = 0; i < size; i++)
        {
            Assert.True(y[i] == 0 && float.IsNegative(y[i]) == float.IsNegative(x[i]), $"{x[i]} became {y[i]}");
        }
    }
}
