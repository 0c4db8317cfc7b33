using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Forms;

/// <summary>The residual after the norm: the bits of the norm and a fused multiply-add, in every aliasing that is allowed.</summary>
public class ThenAddTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(5, 64)]
    [InlineData(70, 100)]
    [InlineData(3, 5000)]
    public void Bits_are_those_of_the_norm_and_a_fused_multiply_add(int rows, int size)
    {
        Check<float>(rows, size);
        Check<double>(rows, size);
        Check<Half>(rows, size);
    }

    private static void Check<T>(int rows, int size) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] x = Draw<T>(rows * size, 1), sublayer = Draw<T>(x.Length, 2), gamma = Draw<T>(size, 3), beta = Draw<T>(size, 4), y = new T[x.Length];
        foreach (T alpha in (T[])[T.One, T.CreateTruncating(0.8125), T.CreateTruncating(2.71), T.Zero])
        {
            foreach (NormPrecision precision in Enum.GetValues<NormPrecision>())
            {
                LayerNorm.Normalize(sublayer, size, gamma, beta, y, 1e-5, precision);
                Same(Expected(alpha), (from, of, to) => LayerNorm.NormalizeThenAdd(from, of, size, gamma, beta, to, alpha, 1e-5, precision));
                RmsNorm.Normalize(sublayer, size, gamma, y, 1e-5, precision, unitOffset: true);
                Same(Expected(alpha),
                    (from, of, to) => RmsNorm.NormalizeThenAdd(from, of, size, gamma, to, alpha, 1e-5, precision, unitOffset: true));
            }
        }

        T[] Expected(T alpha) => [.. x.Select((v, i) => T.FusedMultiplyAdd(v, alpha, y[i]))];

        void Same(T[] expected, Action<T[], T[], T[]> run)
        {
            T[] apart = new T[x.Length], inX = [.. x], inSublayer = [.. sublayer];
            run(x, sublayer, apart);
            run(inX, sublayer, inX);
            run(x, inSublayer, inSublayer);
            Bits.Equal<T>(expected, apart, "apart");
            Bits.Equal<T>(expected, inX, "in the residual");
            Bits.Equal<T>(expected, inSublayer, "in the sublayer's output");
        }
    }

    [Fact]
    public void Gradients_are_alpha_times_dy_and_those_of_the_norm()
    {
        const int Size = 40, Rows = 6;
        double[] sublayer = Draw<double>(Rows * Size, 5), dy = Draw<double>(sublayer.Length, 6), gamma = Draw<double>(Size, 7);
        double[] dsublayer = new double[dy.Length], dgamma = new double[Size], dbeta = new double[Size], scaled = [.. dy.Select(v => v * 1.5)];
        LayerNorm.Backward<double>(dy, sublayer, Size, gamma, dsublayer, dgamma, dbeta);
        foreach ((double[] output, double[] dx, double[] ds) in Aliases(dy))
        {
            double[] g = new double[Size], b = new double[Size];
            LayerNorm.BackwardThenAdd(output, sublayer, Size, gamma, 1.5, dx, ds, g, b);
            Bits.Equal<double>(scaled, dx, "dx");
            Bits.Equal<double>(dsublayer, ds, "dsublayer");
            Bits.Equal<double>([.. dgamma, .. dbeta], [.. g, .. b], "dgamma and dbeta");
        }

        Array.Clear(dgamma);
        RmsNorm.Backward<double>(dy, sublayer, Size, gamma, dsublayer, dgamma);
        foreach ((double[] output, double[] dx, double[] ds) in Aliases(dy))
        {
            double[] g = new double[Size];
            RmsNorm.BackwardThenAdd(output, sublayer, Size, gamma, 1.5, dx, ds, g);
            Bits.Equal<double>(scaled, dx, "dx");
            Bits.Equal<double>(dsublayer, ds, "dsublayer");
            Bits.Equal<double>(dgamma, g, "dgamma");
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        float[] x = new float[16], y = new float[16];
        Assert.Throws<ArgumentException>("x", () => RmsNorm.NormalizeThenAdd<float>(x.AsSpan(8), x, 8, default, y, 1));
        Assert.Throws<ArgumentException>("destination", () => RmsNorm.NormalizeThenAdd<float>(x, x, 8, default, y.AsSpan(1), 1));
        Assert.Throws<ArgumentException>("destination", () => LayerNorm.NormalizeThenAdd<float>(y.AsSpan(0, 8), x.AsSpan(0, 8), 8, default, default,
            y.AsSpan(4, 8), 1));
        Assert.Throws<ArgumentException>("dx", () => LayerNorm.BackwardThenAdd<float>(x, x, 8, default, 1, y, y, default, default));
        Assert.Throws<ArgumentException>("dx", () => LayerNorm.BackwardThenAdd<float>(x, new float[16], 8, default, 1, y.AsSpan(1), default, default,
            default));
    }

    // dy, dx and dsublayer: apart, dx in dy, dsublayer in dy.
    private static IEnumerable<(double[] Dy, double[] Dx, double[] Dsublayer)> Aliases(double[] dy)
    {
        yield return (dy, new double[dy.Length], new double[dy.Length]);
        double[] one = [.. dy], two = [.. dy];
        yield return (one, one, new double[dy.Length]);
        yield return (two, new double[dy.Length], two);
    }

    private static T[] Draw<T>(int count, int seed) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Numbers random = Numbers.For(count, seed);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(random.Normal()))];
    }
}
