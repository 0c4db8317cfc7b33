using System.Numerics;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Channels.Gradients;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Exact;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Reference;
using Norm.ML.Internals.Simd;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Channels;

/// <summary>BatchNorm with the statistics of the batch (training). The arguments were checked.</summary>
internal static partial class BatchKernels
{
    public static void Normalize<T>(
        ReadOnlySpan<T> x, int examples, int channels, int spatial, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> y,
        Span<double> mean, Span<double> variance, double epsilon, NormLayout layout, NormPrecision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (precision == NormPrecision.Exact && typeof(T) == typeof(float))
        {
            NormalizeExactly(
                ElementTypes.As<T, float>(x), examples, channels, spatial, ElementTypes.As<T, float>(gamma), ElementTypes.As<T, float>(beta),
                ElementTypes.As<T, float>(y), mean, variance, epsilon, layout);
            return;
        }

        if (typeof(T) == typeof(Half))
        {
            NormalizeHalf(
                ElementTypes.As<T, Half>(x), examples, channels, spatial, ElementTypes.As<T, Half>(gamma), ElementTypes.As<T, Half>(beta),
                ElementTypes.As<T, Half>(y), mean, variance, epsilon, layout, precision);
            return;
        }

        using var scratch = new Scratch<double>(channels * (ChannelAffine.Width + ChannelSums.Width));
        var affine = new ChannelAffine(scratch.Span, channels);
        var statistics = new ChannelSums(scratch.Span[(channels * ChannelAffine.Width)..], channels);
        Measure(statistics, x, examples, spatial, layout);
        var map = new ChannelSegments(examples, channels, spatial, layout);
        bool anyNeedsFallback = false;
        for (int c = 0; c < channels; c++)
        {
            bool underflows = false;
            if (!statistics.TryGet(c, map.Length, out DoubleDouble centre, out double spread))
            {
                SegmentStatistics exact = SegmentReference.Measure(x, map, c, subtractMean: true, epsilon);
                centre = new DoubleDouble(exact.PlainMean, exact.PlainMeanLow);
                spread = exact.PlainVariance;
                if (exact.Variance.High == 0 != (spread == 0))
                {
                    spread = double.Epsilon; // the true value is not 0, but less than the smallest double
                }

                underflows = exact.Underflows;
            }
            if (!mean.IsEmpty)
            {
                mean[c] = centre.Value;
            }

            if (!variance.IsEmpty)
            {
                variance[c] = spread;
            }

            statistics.NeedsFallback[c] = underflows || ChannelSums.IsOutOfRange(spread, epsilon)
                || ScaledAffine.IsNeeded(1 / Math.Sqrt(spread + epsilon), SegmentReference.Gamma(gamma, c, unitOffset: false).High) ? 1 : 0;
            if (statistics.NeedsFallback[c] == 0)
            {
                affine.Set(c, centre, ChannelAffine.ScaleOnce(spread, epsilon, gamma, c), SegmentReference.Beta(beta, c));
            }
            else
            {
                affine.SetIdentity(c);
            }

            anyNeedsFallback |= statistics.NeedsFallback[c] != 0;
        }
        AffineKernels.Apply(x, examples, affine, spatial, layout, y);
        for (int c = 0; anyNeedsFallback && c < channels; c++)
        {
            if (statistics.NeedsFallback[c] != 0)
            {
                SegmentReference.Apply(y, map, c, SegmentReference.Measure<T, ChannelSegments>(y, map, c, true, epsilon), gamma, false, beta, y);
            }
        }
    }

    // Half storage: a channel's statistics are over the whole batch, so all of it is converted to floats, and the results are rounded to Half once.
    private static void NormalizeHalf(
        ReadOnlySpan<Half> x, int examples, int channels, int spatial, ReadOnlySpan<Half> gamma, ReadOnlySpan<Half> beta, Span<Half> y,
        Span<double> mean, Span<double> variance, double epsilon, NormLayout layout, NormPrecision precision)
    {
        using Scratch<float> floats = new(x.Length), parameters = new(gamma.Length + beta.Length);
        Span<float> all = floats.Span, g = parameters.Span[..gamma.Length], b = parameters.Span[gamma.Length..];
        HalfConversions.Widen(x, all);
        HalfConversions.Widen(gamma, g);
        HalfConversions.Widen(beta, b);
        if (precision != NormPrecision.Exact || !(mean.IsEmpty && variance.IsEmpty))
        {
            Normalize<float>(
                all, examples, channels, spatial, g, b, all, mean, variance, epsilon, layout,
                precision == NormPrecision.Exact ? NormPrecision.Strict : precision);
        }

        if (precision == NormPrecision.Exact)
        {
            var map = new ChannelSegments(examples, channels, spatial, layout);
            ExactGroups.Normalize(x, map, adjacent: false, 1, examples * spatial, g, b, y[..x.Length], epsilon);
            return;
        }

        HalfConversions.Narrow(all, y);
    }

    private static void NormalizeExactly(
        ReadOnlySpan<float> x, int examples, int channels, int spatial, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y,
        Span<double> mean, Span<double> variance, double epsilon, NormLayout layout)
    {
        using var kept = new Scratch<float>(mean.IsEmpty && variance.IsEmpty ? 0 : x.Length);
        if (kept.Span.Length > 0)
        {
            Normalize(x, examples, channels, spatial, gamma, beta, kept.Span, mean, variance, epsilon, layout, NormPrecision.Strict);
        }

        var map = new ChannelSegments(examples, channels, spatial, layout);
        ExactGroups.Normalize(x, map, adjacent: false, 1, examples * spatial, gamma, beta, y[..x.Length], epsilon);
    }

    public static void Measure<T>(ChannelSums statistics, ReadOnlySpan<T> x, int examples, int spatial, NormLayout layout) where T : unmanaged
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Measure<T, SimdDouble8Of512>(statistics, x, examples, spatial, layout);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Measure<T, SimdDouble8Of256>(statistics, x, examples, spatial, layout);
        }
        else
        {
            Measure<T, SimdDouble8Of128>(statistics, x, examples, spatial, layout);
        }
    }

    private static void Measure<T, D>(ChannelSums statistics, ReadOnlySpan<T> x, int examples, int spatial, NormLayout layout)
        where T : unmanaged where D : struct, ISimdDouble8<D>
    {
        if (typeof(T) == typeof(float))
        {
            statistics.Measure<float, D, FloatAffine<D>>(ElementTypes.As<T, float>(x), examples, spatial, layout);
        }
        else
        {
            statistics.Measure<double, D, DoubleAffine<D>>(ElementTypes.As<T, double>(x), examples, spatial, layout);
        }
    }

    public static void Backward<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int examples, int channels, int spatial, ReadOnlySpan<T> gamma,
        ReadOnlySpan<double> mean, ReadOnlySpan<double> variance, Span<T> dx, Span<T> dgamma, Span<T> dbeta, double epsilon, NormLayout layout)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(Half))
        {
            using var floats = new HalfGradients(
                ElementTypes.As<T, Half>(dy), ElementTypes.As<T, Half>(x), ElementTypes.As<T, Half>(gamma), ElementTypes.As<T, Half>(dx),
                ElementTypes.As<T, Half>(dgamma), ElementTypes.As<T, Half>(dbeta));
            Backward<float>(
                floats.Dy, floats.X, examples, channels, spatial, floats.Gamma, mean, variance, floats.Dx, floats.Dgamma, floats.Dbeta, epsilon,
                layout);
            floats.CopyTo(ElementTypes.As<T, Half>(dx), ElementTypes.As<T, Half>(dgamma), ElementTypes.As<T, Half>(dbeta));
            return;
        }

        _ = mean; // not used: a mean rounded to one double is not exact enough for double rows, so it is computed again
        using var inverse = new Scratch<double>(variance.Length);
        for (int c = 0; c < variance.Length; c++)
        {
            inverse.Span[c] = Inverse(variance[c] + epsilon);
        }

        using var scratch = new Scratch<double>(channels * ChannelGradients.Width);
        scratch.Span.Clear();
        ChannelGradients.Run(
            dy, x, new ChannelSegments(examples, channels, spatial, layout), examples, channels, channels, spatial, layout, gamma, inverse.Span,
            dx.IsEmpty ? dx : dx[..x.Length], epsilon, scratch.Span);
        ChannelGradients.Totals(channels, scratch.Span).AddTo(dgamma, dbeta);
    }

    /// <summary>The inverse deviation. NaN for a subnormal or infinite variance; the inverse deviation is then computed again.</summary>
    private static double Inverse(double variance) => variance == 0 ? 0 : double.IsNormal(variance) ? 1 / Math.Sqrt(variance) : double.NaN;
}
