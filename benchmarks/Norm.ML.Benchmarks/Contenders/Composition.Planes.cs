using System.Numerics.Tensors;
using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Contenders;

internal static partial class Composition
{
    /// <summary>BatchNorm of <c>[channels, spatial]</c>: scale and shift are two numbers per plane.</summary>
    private static void Planes(Comparison c, Buffers b)
    {
        Span<float> scale = stackalloc float[c.Channels], shift = stackalloc float[c.Channels];
        Fold(b, scale, shift);
        for (int plane = 0, i = 0; i < b.X.Length; plane++, i += c.Spatial)
        {
            Affine(b.X.Span.Slice(i, c.Spatial), scale[plane % c.Channels], shift[plane % c.Channels], b.Y.Span.Slice(i, c.Spatial));
        }
    }

    /// <summary>GroupNorm; InstanceNorm has a group per channel.</summary>
    private static void Groups(Comparison c, Buffers b)
    {
        int channels = c.Work == Work.InstanceNorm ? 1 : c.Channels / c.Groups;
        int length = channels * c.Spatial;
        for (int i = 0, channel = 0; i < b.X.Length; i += length)
        {
            ReadOnlySpan<float> group = b.X.Span.Slice(i, length);
            Span<float> result = b.Y.Span.Slice(i, length);
            float mean = TensorPrimitives.Sum(group) / length;
            TensorPrimitives.Subtract(group, mean, result);
            float inverse = 1 / MathF.Sqrt(TensorPrimitives.SumOfSquares<float>(result) / length + (float)Buffers.Epsilon);
            for (int plane = 0; plane < channels; plane++, channel = (channel + 1) % c.Channels)
            {
                Span<float> target = result.Slice(plane * c.Spatial, c.Spatial);
                Affine(target, inverse * b.Gamma.Span[channel], b.Beta.Span[channel], target);
            }
        }
    }

    private static void Affine(ReadOnlySpan<float> x, float scale, float shift, Span<float> y)
    {
        TensorPrimitives.Multiply(x, scale, y);
        TensorPrimitives.Add(y, shift, y);
    }
}
