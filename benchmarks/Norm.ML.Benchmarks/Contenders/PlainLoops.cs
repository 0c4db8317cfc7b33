using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Contenders;

/// <summary>The norms written down as loops, in single precision (statistics of BatchNorm: double, one pass).</summary>
internal static class PlainLoops
{
    public static Action Of(Comparison c, Buffers b) => c.Work switch
    {
        Work.LayerNorm => () => Segments(b, 1, c.Channels, 1, centres: true, perElement: true),
        Work.RmsNorm => () => Segments(b, 1, c.Channels, 1, centres: false, perElement: true),
        Work.GroupNorm => () => Segments(b, c.Groups, c.Channels, c.Spatial, centres: true, perElement: false),
        Work.InstanceNorm => () => Segments(b, c.Channels, c.Channels, c.Spatial, centres: true, perElement: false),
        Work.BatchNorm => () => Affine(b, c.Spatial),
        Work.BatchStatistics => () => Statistics(b, c.Channels),
        _ => throw new ArgumentOutOfRangeException(nameof(c), c.Work, null),
    };

    private static void Segments(Buffers b, int groups, int channels, int spatial, bool centres, bool perElement)
    {
        ReadOnlySpan<float> x = b.X.Span, gamma = b.Gamma.Span, beta = b.Beta.Span;
        Span<float> y = b.Y.Span;
        int length = channels / groups * spatial;
        for (int start = 0, group = 0; start < x.Length; start += length, group = (group + 1) % groups)
        {
            float mean = 0, variance = 0;
            if (centres)
            {
                for (int i = start; i < start + length; i++)
                {
                    mean += x[i];
                }

                mean /= length;
            }
            for (int i = start; i < start + length; i++)
            {
                variance += (x[i] - mean) * (x[i] - mean);
            }

            float inverse = 1 / MathF.Sqrt(variance / length + (float)Buffers.Epsilon);
            for (int i = 0; i < length; i++)
            {
                int channel = perElement ? i : group * (channels / groups) + i / spatial;
                float value = (x[start + i] - mean) * inverse * gamma[channel];
                y[start + i] = centres ? value + beta[channel] : value;
            }
        }
    }

    private static void Affine(Buffers b, int spatial)
    {
        ReadOnlySpan<float> x = b.X.Span, gamma = b.Gamma.Span, beta = b.Beta.Span, mean = b.Mean.Span, variance = b.Variance.Span;
        Span<float> y = b.Y.Span;
        Span<float> scale = stackalloc float[gamma.Length];
        for (int i = 0; i < scale.Length; i++)
        {
            scale[i] = gamma[i] / MathF.Sqrt(variance[i] + (float)Buffers.Epsilon);
        }

        for (int start = 0, channel = 0; start < x.Length; start += spatial, channel = channel + 1 < gamma.Length ? channel + 1 : 0)
        {
            for (int i = start; i < start + spatial; i++)
            {
                y[i] = (x[i] - mean[channel]) * scale[channel] + beta[channel];
            }
        }
    }

    private static void Statistics(Buffers b, int channels)
    {
        ReadOnlySpan<float> x = b.X.Span;
        Span<double> sums = stackalloc double[channels], squares = stackalloc double[channels];
        for (int start = 0; start < x.Length; start += channels)
        {
            for (int i = 0; i < channels; i++)
            {
                double value = x[start + i];
                sums[i] += value;
                squares[i] += value * value;
            }
        }

        double count = x.Length / channels;
        for (int i = 0; i < channels; i++)
        {
            double mean = sums[i] / count;
            b.Mean.Span[i] = (float)mean;
            b.Variance.Span[i] = (float)(squares[i] / count - mean * mean);
        }
    }
}
