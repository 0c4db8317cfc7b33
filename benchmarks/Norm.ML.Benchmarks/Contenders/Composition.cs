using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Contenders;

/// <summary>The norms as a good engineer composes them from <see cref="System.Numerics.Tensors.TensorPrimitives"/>.</summary>
internal static partial class Composition
{
    public static Action Of(Comparison c, Buffers b) => c.Work switch
    {
        Work.LayerNorm => () => Layer(b.X.Span, b.Y.Span, b.Gamma.Span, b.Beta.Span),
        Work.RmsNorm => () => Rms(b.X.Span, b.Y.Span, b.Gamma.Span),
        Work.BatchNorm when c.Spatial == 1 => Rows(c, b),
        Work.BatchNorm => () => Planes(c, b),
        Work.GroupNorm or Work.InstanceNorm => () => Groups(c, b),
        Work.BatchStatistics => Statistics(c, b),
        _ => throw new ArgumentOutOfRangeException(nameof(c), c.Work, null),
    };

    /// <summary>How often to repeat parameters so that a call on them covers enough elements to be worth its overhead.</summary>
    private static int Repeats(int channels) => Math.Max(1, 512 / channels);

    private static float[] Repeat(ReadOnlySpan<float> parameters, int times)
    {
        var repeated = new float[parameters.Length * times];
        for (int i = 0; i < times; i++)
        {
            parameters.CopyTo(repeated.AsSpan(i * parameters.Length));
        }

        return repeated;
    }
}
