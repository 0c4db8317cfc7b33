using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>The affine step of channels over checked arguments: the one place that chooses a kernel.</summary>
internal static class AffineKernels
{
    public static void Apply<T>(ReadOnlySpan<T> x, int examples, ChannelAffine affine, int spatial, NormLayout layout, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated) Choose<T, DoubleLanes512>(x, examples, affine, spatial, layout, y);
        else if (Vector256.IsHardwareAccelerated) Choose<T, DoubleLanes256>(x, examples, affine, spatial, layout, y);
        else Choose<T, DoubleLanes128>(x, examples, affine, spatial, layout, y);
    }

    private static void Choose<T, D>(ReadOnlySpan<T> x, int examples, ChannelAffine affine, int spatial, NormLayout layout, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where D : struct, IDoubleLanes<D>
    {
        y = y[..x.Length];
        if (typeof(T) == typeof(float)) Run<float, D, FloatAffine<D>>(Element.As<T, float>(x), examples, affine, spatial, layout, Element.As<T, float>(y));
        else Run<double, D, DoubleAffine<D>>(Element.As<T, double>(x), examples, affine, spatial, layout, Element.As<T, double>(y));
    }

    [SkipLocalsInit]
    private static unsafe void Run<T, D, TStep>(ReadOnlySpan<T> x, int examples, ChannelAffine affine, int spatial, NormLayout layout, Span<T> y)
        where T : unmanaged where D : struct, IDoubleLanes<D> where TStep : struct, IAffineStep<T, D>
    {
        bool rows = spatial == 1 || layout == NormLayout.ChannelsLast;
        nint count = rows ? (nint)examples * spatial : examples;
        ref T source = ref MemoryMarshal.GetReference(x), target = ref MemoryMarshal.GetReference(y);
        ref double parameters = ref MemoryMarshal.GetReference(affine.Scale);
        if (!StreamWindow.Pays(x, y))
        {
            if (rows) AffineLoops.Rows<T, D, TStep>(ref source, ref target, count, ref parameters, affine.Channels);
            else AffineLoops.Planes<T, D, TStep>(ref source, ref target, count, ref parameters, affine.Channels, spatial);
            return;
        }
        fixed (T* pinned = &target)
        {
            byte* buffer = stackalloc byte[StreamWindow.BufferSize];
            if (rows) AffineLoops.StreamRows<T, D, TStep>(ref source, pinned, count, ref parameters, affine.Channels, buffer);
            else AffineLoops.StreamPlanes<T, D, TStep>(ref source, pinned, count, ref parameters, affine.Channels, spatial, buffer);
        }
    }
}
