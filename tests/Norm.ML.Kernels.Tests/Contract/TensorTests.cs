using System.Numerics.Tensors;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Contract;

/// <summary>The overloads on tensors are the same kernels, with dimensions read from the shape.</summary>
public class TensorTests
{
    private static readonly float[] X = Array.ConvertAll(Regressions.Measured.Normal(2 * 6 * 5 * 4, 1, 2), v => (float)v);

    [Theory]
    [InlineData(0, 240)]
    [InlineData(1, 120)]
    [InlineData(2, 20)]
    [InlineData(-1, 4)]
    [InlineData(-4, 240)]
    public void Rows_begin_at_the_axis(int axis, int size)
    {
        float[] y = new float[X.Length], expected = new float[X.Length];
        LayerNorm.Normalize<float>(Shaped(X), default, default, new TensorSpan<float>(y, [2, 6, 5, 4]), axis);
        LayerNorm.Normalize<float>(X, size, default, default, expected);
        Bits.Equal<float>(expected, y, "LayerNorm");

        RmsNorm.Normalize<float>(Shaped(X), default, new TensorSpan<float>(y, [2, 6, 5, 4]), axis);
        RmsNorm.Normalize<float>(X, size, default, expected);
        Bits.Equal<float>(expected, y, "RmsNorm");
    }

    [Fact]
    public void Channels_are_the_second_dimension_or_the_last()
    {
        float[] y = new float[X.Length], expected = new float[X.Length];
        foreach (NormLayout layout in Enum.GetValues<NormLayout>())
        {
            (int channels, int spatial) = layout == NormLayout.ChannelsFirst ? (6, 20) : (4, 30);
            GroupNorm.Normalize<float>(Shaped(X), 2, default, default, new TensorSpan<float>(y, [2, 6, 5, 4]), layout: layout);
            GroupNorm.Normalize<float>(X, 2, channels, spatial, default, default, expected, layout: layout);
            Bits.Equal<float>(expected, y, "GroupNorm");

            InstanceNorm.Normalize<float>(Shaped(X), default, default, new TensorSpan<float>(y, [2, 6, 5, 4]), layout: layout);
            InstanceNorm.Normalize<float>(X, channels, spatial, default, default, expected, layout: layout);
            Bits.Equal<float>(expected, y, "InstanceNorm");

            BatchNorm.NormalizeBatch<float>(Shaped(X), default, default, new TensorSpan<float>(y, [2, 6, 5, 4]), default, default, layout: layout);
            BatchNorm.NormalizeBatch<float>(X, channels, spatial, default, default, expected, default, default, layout: layout);
            Bits.Equal<float>(expected, y, "BatchNorm");
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        float[] y = new float[X.Length];
        Assert.Throws<ArgumentException>("destination",
            () => LayerNorm.Normalize<float>(Shaped(X), default, default, new TensorSpan<float>(y, [2, 6, 4, 5])));
        Assert.Throws<ArgumentOutOfRangeException>("axis",
            () => LayerNorm.Normalize<float>(Shaped(X), default, default, new TensorSpan<float>(y, [2, 6, 5, 4]), 4));
        Assert.Throws<ArgumentOutOfRangeException>("axis",
            () => LayerNorm.Normalize<float>(Shaped(X), default, default, new TensorSpan<float>(y, [2, 6, 5, 4]), -5));
        Assert.Contains("not dense", Assert.Throws<ArgumentException>("x",
            () => LayerNorm.Normalize<float>(Shaped(X)[.., .., .., 0..3], default, default, new TensorSpan<float>(y, [2, 6, 5, 3]))).Message);
        Assert.Contains("not dense", Assert.Throws<ArgumentException>("destination", () =>
            LayerNorm.Normalize<float>(new ReadOnlyTensorSpan<float>(X, [2, 6, 5, 3]), default, default,
            new TensorSpan<float>(y, [2, 6, 5, 4])[.., .., .., 0..3])).Message);
        Assert.Throws<ArgumentException>("x", () => GroupNorm.Normalize<float>(new ReadOnlyTensorSpan<float>(X, [240]), 1, default, default,
            new TensorSpan<float>(y, [240])));
    }

    private static ReadOnlyTensorSpan<float> Shaped(float[] x) => new(x, [2, 6, 5, 4]);
}
