using Norm.ML.Kernels.Tests.Accuracy;
using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Properties;

/// <summary>
/// What changes nothing but roundings. Each side is within a unit of the same truth, so two units are allowed; the changes themselves
/// are exact, on inputs that are small integers.
/// </summary>
public class InvarianceTests
{
    private static readonly Pattern Integers = new("integers", s => s.Random.Below(1 << 12) - 2048, Epsilon: 0);

    [Fact]
    public void Adding_a_constant_changes_nothing() => Calls.Hold(call =>
    {
        Problem<float> p = call.Problem<float>(Integers);
        int shift = 1 << (call.Seed % 21);
        Compare(call, p, Array.ConvertAll(p.X, v => v + shift), $"shifted by {shift}");
    }, which: n => n.SubtractsMean);

    [Fact]
    public void Scaling_changes_nothing_without_epsilon() => Calls.Hold(call =>
    {
        Problem<float> p = call.Problem<float>(Integers);
        int factor = 1 + call.Seed % 4000;
        Compare(call, p, Array.ConvertAll(p.X, v => v * factor), $"times {factor}");
        float power = MathF.ScaleB(1, call.Seed % 100 - 50);
        Compare(call, p, Array.ConvertAll(p.X, v => v * power), $"times {power}");
    });

    [Fact]
    public void Negating_negates_without_beta() => Calls.Hold(call =>
    {
        Problem<float> p = call.Problem<float>(affine: AffineKind.GammaOnly);
        float[] y = call.Under.Forward(p), negated = new float[y.Length];
        call.Under.Forward(p, Array.ConvertAll(p.X, v => -v), negated, NormPrecision.Strict);
        for (int i = 0; i < y.Length; i++)
        {
            Assert.Equal(y[i], -negated[i]);
        }
    });

    /// <summary>The layout is a matter of addresses only, up to the order of additions.</summary>
    [Fact]
    public void Channels_last_is_channels_first_transposed() => Calls.Hold(call =>
    {
        Problem<float> last = call.Problem<float>();
        NormUnderTest first = Norms.Get(call.Under.Name.Replace(", channels last", ""));
        NormShape s = last.Shape, shape = first is BatchNormUnderTest
            ? NormShape.Batch(s.Examples, s.Channels, s.Spatial, NormLayout.ChannelsFirst)
            : NormShape.Grouped(s.Examples, s.Groups, s.Channels, s.Spatial, NormLayout.ChannelsFirst);
        Problem<float> transposed = new(shape, Transpose(last.X), Transpose(last.Dy), last.Gamma, last.Beta, last.Epsilon);

        Within(call, first, transposed, Transpose(call.Under.Forward(last)), first.Forward(transposed), "channels last");

        float[] Transpose(float[] values)
        {
            var result = new float[values.Length];
            for (int e = 0; e < s.Examples; e++)
            {
                for (int c = 0; c < s.Channels; c++)
                {
                    for (int i = 0; i < s.Spatial; i++)
                    {
                        result[(e * s.Channels + c) * s.Spatial + i] = values[(e * s.Spatial + i) * s.Channels + c];
                    }
                }
            }
            return result;
        }
    }, which: n => n.Name.EndsWith("channels last"));

    private static void Compare(Call call, Problem<float> p, float[] changed, string what)
    {
        float[] y = call.Under.Forward(p), other = new float[y.Length];
        call.Under.Forward(p, changed, other, NormPrecision.Strict);
        Within(call, call.Under, p, other, y, what);
    }

    /// <summary>Two results within two units of each other, by the natural scale of each segment.</summary>
    private static void Within(Call call, NormUnderTest norm, Problem<float> p, float[] actual, float[] expected, string what)
    {
        StatisticsTruth[] statistics = Measurement.Statistics(norm, p);
        for (int s = 0; s < statistics.Length; s++)
        {
            ErrorMeter<float> meter = OutputTruth.Meter<float>(statistics[s], p.Values(p.X, s), p.Gammas(s, norm.UnitOffset), p.Betas(s));
            foreach (int i in p.Geometry.Segments[s])
            {
                double error = meter.Error(actual[i], new PowerOfTwo(-meter.UnitExponent).Times(expected[i]));
                Assert.True(error <= (meter.Tiny ? 2 * Limits.Tiny : 2), $"{call}, {what}: {actual[i]:r} beside {expected[i]:r} is {error} units");
            }
        }
    }
}
