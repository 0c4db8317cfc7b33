using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>GroupNorm and InstanceNorm over checked arguments: the one place that chooses a kernel.</summary>
internal static partial class GroupKernels
{
    public static void Normalize<T>(
        ReadOnlySpan<T> x, int examples, int groups, int channels, int spatial, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> y,
        Span<double> mean, Span<double> inverse, double epsilon, NormLayout layout, NormPrecision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (examples == 0) return;
        bool rows = layout == NormLayout.ChannelsFirst || spatial == 1;
        if (precision == NormPrecision.Fast && rows && gamma.IsEmpty && beta.IsEmpty) // groups without gamma and beta are rows
        {
            RowKernels.Normalize(x, examples * groups, channels / groups * spatial, true, gamma, false, beta, y[..x.Length], mean, inverse, epsilon, precision);
        }
        else if (!rows)
        {
            GroupsLast.Normalize(x, examples, groups, channels, spatial, gamma, beta, y, mean, inverse, epsilon);
        }
        else if (typeof(T) == typeof(float))
        {
            ReadOnlySpan<float> source = Element.As<T, float>(x), g = Element.As<T, float>(gamma), b = Element.As<T, float>(beta);
            Span<float> target = Element.As<T, float>(y);
            if (Vector512.IsHardwareAccelerated) First<FloatLanes512, DoubleLanes512>(source, examples, groups, channels, spatial, g, b, target, mean, inverse, epsilon);
            else if (Vector256.IsHardwareAccelerated) First<FloatLanes256, DoubleLanes256>(source, examples, groups, channels, spatial, g, b, target, mean, inverse, epsilon);
            else First<FloatLanes128, DoubleLanes128>(source, examples, groups, channels, spatial, g, b, target, mean, inverse, epsilon);
        }
        else
        {
            ReadOnlySpan<double> source = Element.As<T, double>(x), g = Element.As<T, double>(gamma), b = Element.As<T, double>(beta);
            Span<double> target = Element.As<T, double>(y);
            if (Vector512.IsHardwareAccelerated) DoubleGroups.Normalize<DoubleLanes512>(source, examples, groups, channels, spatial, g, b, target, mean, inverse, epsilon);
            else if (Vector256.IsHardwareAccelerated) DoubleGroups.Normalize<DoubleLanes256>(source, examples, groups, channels, spatial, g, b, target, mean, inverse, epsilon);
            else DoubleGroups.Normalize<DoubleLanes128>(source, examples, groups, channels, spatial, g, b, target, mean, inverse, epsilon);
        }
    }

    private static unsafe void First<F, D>(
        ReadOnlySpan<float> x, int examples, int groups, int channels, int spatial, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta,
        Span<float> y, Span<double> mean, Span<double> inverse, double epsilon)
        where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D>
    {
        ref float source = ref MemoryMarshal.GetReference(x), g = ref Given(gamma), b = ref Given(beta);
        ref double m = ref RowKernels.Wanted(mean), r = ref RowKernels.Wanted(inverse);
        fixed (float* target = y, pinnedX = x, pinnedGamma = gamma, pinnedBeta = beta)
        {
            if (StreamWindow.Pays<float>(x, y))
                FloatGroups.Normalize<F, D, Streamed>(ref source, ref g, ref b, target, examples, groups, channels, spatial, epsilon, ref m, ref r);
            else
                FloatGroups.Normalize<F, D, Cached>(ref source, ref g, ref b, target, examples, groups, channels, spatial, epsilon, ref m, ref r);
        }
    }

    private static ref float Given(ReadOnlySpan<float> span)
    {
        if (span.IsEmpty) return ref Unsafe.NullRef<float>();
        return ref MemoryMarshal.GetReference(span);
    }
}
