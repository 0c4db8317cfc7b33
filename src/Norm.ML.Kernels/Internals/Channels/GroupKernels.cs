using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Channels.Gradients;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Exact;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Reference;
using Norm.ML.Internals.Rows;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Channels;

/// <summary>Chooses the kernel for GroupNorm and InstanceNorm. The arguments were checked.</summary>
internal static partial class GroupKernels
{
    public static void Normalize<T>(
        ReadOnlySpan<T> x, int examples, int groups, int channels, int spatial, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> y,
        Span<double> mean, Span<double> inverse, double epsilon, NormLayout layout, NormPrecision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (examples == 0)
        {
            return;
        }

        if (typeof(T) == typeof(Half))
        {
            NormalizeHalf(
                ElementTypes.As<T, Half>(x), examples, groups, channels, spatial, ElementTypes.As<T, Half>(gamma), ElementTypes.As<T, Half>(beta),
                ElementTypes.As<T, Half>(y), mean, inverse, epsilon, layout, precision);
            return;
        }

        bool rows = layout == NormLayout.ChannelsFirst || spatial == 1;
        if (precision == NormPrecision.Exact && typeof(T) == typeof(float))
        {
            NormalizeExactly(
                ElementTypes.As<T, float>(x), examples, groups, channels, spatial, ElementTypes.As<T, float>(gamma), ElementTypes.As<T, float>(beta),
                ElementTypes.As<T, float>(y), mean, inverse, epsilon, rows ? NormLayout.ChannelsFirst : layout);
            return;
        }

        if (precision == NormPrecision.Fast && rows && gamma.IsEmpty && beta.IsEmpty) // groups without gamma and beta are rows
        {
            RowKernels.Normalize(
                x, examples * groups, channels / groups * spatial, true, gamma, false, beta, y[..x.Length], mean, inverse, epsilon, precision);
        }
        else if (!rows)
        {
            GroupsChannelsLast.Normalize(x, examples, groups, channels, spatial, gamma, beta, y, mean, inverse, epsilon);
        }
        else if (typeof(T) == typeof(float))
        {
            ReadOnlySpan<float> source = ElementTypes.As<T, float>(x), g = ElementTypes.As<T, float>(gamma), b = ElementTypes.As<T, float>(beta);
            Span<float> target = ElementTypes.As<T, float>(y);
            if (Vector512.IsHardwareAccelerated)
            {
                First<SimdFloat16Of512, SimdDouble8Of512>(source, examples, groups, channels, spatial, g, b, target, mean, inverse, epsilon);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                First<SimdFloat16Of256, SimdDouble8Of256>(source, examples, groups, channels, spatial, g, b, target, mean, inverse, epsilon);
            }
            else
            {
                First<SimdFloat16Of128, SimdDouble8Of128>(source, examples, groups, channels, spatial, g, b, target, mean, inverse, epsilon);
            }
        }
        else
        {
            ReadOnlySpan<double> source = ElementTypes.As<T, double>(x), g = ElementTypes.As<T, double>(gamma), b = ElementTypes.As<T, double>(beta);
            Span<double> target = ElementTypes.As<T, double>(y);
            if (Vector512.IsHardwareAccelerated)
            {
                DoubleGroups.Normalize<SimdDouble8Of512>(source, examples, groups, channels, spatial, g, b, target, mean, inverse, epsilon);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                DoubleGroups.Normalize<SimdDouble8Of256>(source, examples, groups, channels, spatial, g, b, target, mean, inverse, epsilon);
            }
            else
            {
                DoubleGroups.Normalize<SimdDouble8Of128>(source, examples, groups, channels, spatial, g, b, target, mean, inverse, epsilon);
            }
        }
    }

    private static void NormalizeExactly(
        ReadOnlySpan<float> x, int examples, int groups, int channels, int spatial, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta,
        Span<float> y,
        Span<double> mean, Span<double> inverse, double epsilon, NormLayout layout)
    {
        using var kept = new Scratch<float>(mean.IsEmpty && inverse.IsEmpty ? 0 : x.Length);
        if (kept.Span.Length > 0)
        {
            Normalize(x, examples, groups, channels, spatial, gamma, beta, kept.Span, mean, inverse, epsilon, layout, NormPrecision.Strict);
        }

        var map = new GroupSegments(examples, groups, channels, spatial, layout);
        ExactGroups.Normalize(x, map, layout == NormLayout.ChannelsFirst, channels / groups, spatial, gamma, beta, y[..x.Length], epsilon);
    }

    private static unsafe void First<F, D>(
        ReadOnlySpan<float> x, int examples, int groups, int channels, int spatial, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta,
        Span<float> y, Span<double> mean, Span<double> inverse, double epsilon)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D>
    {
        ref float source = ref MemoryMarshal.GetReference(x), g = ref Given(gamma), b = ref Given(beta);
        ref double m = ref RowKernels.Wanted(mean), r = ref RowKernels.Wanted(inverse);
        fixed (float* target = y, pinnedX = x, pinnedGamma = gamma, pinnedBeta = beta)
        {
            if (NonTemporalBuffer.ShouldStream<float>(x, y))
            {
                FloatGroups.Normalize<F, D, NonTemporalStore>(
                    ref source, ref g, ref b, target, examples, groups, channels, spatial, epsilon, ref m, ref r);
            }
            else
            {
                FloatGroups.Normalize<F, D, CachedStore>(
                    ref source, ref g, ref b, target, examples, groups, channels, spatial, epsilon, ref m, ref r);
            }
        }
    }

    private static ref float Given(ReadOnlySpan<float> span)
    {
        if (span.IsEmpty)
        {
            return ref Unsafe.NullRef<float>();
        }

        return ref MemoryMarshal.GetReference(span);
    }

    public static void Backward<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int examples, int groups, int channels, int spatial, ReadOnlySpan<T> gamma,
        ReadOnlySpan<double> mean, ReadOnlySpan<double> inverse, Span<T> dx, Span<T> dgamma, Span<T> dbeta, double epsilon, NormLayout layout)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(Half))
        {
            using var floats = new HalfGradients(
                ElementTypes.As<T, Half>(dy), ElementTypes.As<T, Half>(x), ElementTypes.As<T, Half>(gamma), ElementTypes.As<T, Half>(dx),
                ElementTypes.As<T, Half>(dgamma), ElementTypes.As<T, Half>(dbeta));
            Backward<float>(
                floats.Dy, floats.X, examples, groups, channels, spatial, floats.Gamma, mean, inverse, floats.Dx, floats.Dgamma, floats.Dbeta,
                epsilon, layout);
            floats.CopyTo(ElementTypes.As<T, Half>(dx), ElementTypes.As<T, Half>(dgamma), ElementTypes.As<T, Half>(dbeta));
            return;
        }

        _ = mean; // not used: a mean rounded to one double is not exact enough for double rows, so it is computed again
        using var scratch = new Scratch<double>(channels * ChannelGradients.Width);
        scratch.Span.Clear();
        var map = new GroupSegments(1, groups, channels, spatial, layout);
        int length = channels * spatial;
        for (int example = 0; example < examples; example++)
        {
            int at = example * length;
            ChannelGradients.Run(
                dy.Slice(at, length), x.Slice(at, length), map, 1, groups, channels, spatial, layout, gamma,
                inverse.IsEmpty ? inverse : inverse.Slice(example * groups, groups), dx.IsEmpty ? dx : dx.Slice(at, length), epsilon, scratch.Span);
        }
        ChannelGradients.Totals(channels, scratch.Span).AddTo(dgamma, dbeta);
    }
}
