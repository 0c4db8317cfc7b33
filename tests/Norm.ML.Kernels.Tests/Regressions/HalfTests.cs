using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Regressions;

/// <summary>What other implementations lost in half precision.</summary>
public class HalfTests
{
    /// <summary>pytorch#133085, nntrainer#3935, #3785 and LeetCUDA#335: squares overflow half precision from 256 on.</summary>
    [Fact]
    public void Squares_do_not_overflow() => Measured.Right<Half>("RmsNorm", 64, Measured.Normal(256, 0, 5000));

    /// <summary>onnx#8439: ONNX's own reference gave 0, 0 for the row 256, 256.</summary>
    [Fact]
    public void The_row_256_256_is_ones() => Assert.Equal([Half.One, Half.One], Measured.Right<Half>("RmsNorm", 2, [256, 256]));

    /// <summary>pytorch#189581: with a small variance a low-precision sum was 1.7 times off.</summary>
    [Fact]
    public void A_small_variance_is_not_lost() => Measured.Right<Half>("LayerNorm", 512, Measured.Normal(2048, 1, 0.004));

    /// <summary>
    /// pytorch#66707: 45 % of the results differed from those computed in float and rounded once. Here every one is that, or its neighbour.
    /// </summary>
    [Fact]
    public void Results_are_rounded_once()
    {
        double[] x = Measured.Normal(64 * 128, 0, 1);
        Half[] half = Element<Half>.From(x), y = Measured.Right<Half>("LayerNorm", 128, x);
        float[] wide = Array.ConvertAll(half, v => (float)v);
        LayerNorm.Normalize<float>(wide, 128, default, default, wide);
        Assert.Equal(Array.ConvertAll(wide, v => (Half)v), y);
    }

    /// <summary>onnxruntime#29034, #29043: the fused residual gave silent zeros from about 7600 on.</summary>
    [Fact]
    public void The_fused_residual_keeps_large_numbers()
    {
        Half[] x = Element<Half>.From(Measured.Normal(64, 0, 9000)), residual = Element<Half>.From(Measured.Normal(64, 0, 3000, seed: 2)),
            sum = new Half[64], y = new Half[64], expected = new Half[64];
        RmsNorm.NormalizeResidual<Half>(x, residual, 64, default, sum, y);
        RmsNorm.Normalize<Half>([.. x.Zip(residual, (a, b) => a + b)], 64, default, expected);
        Assert.Equal(expected, y);
        Assert.Contains(y, v => v > Half.One);
    }

    /// <summary>onnxruntime#17692, lc0#1921: a variance of 246 419, above the largest half, broke layer norm.</summary>
    [Fact]
    public void A_variance_above_the_largest_half_is_fine() => Measured.Right<Half>("LayerNorm", 256, Measured.Normal(512, 0, 496.4));
}
