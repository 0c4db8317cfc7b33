using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Simd;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Channels;

/// <summary>Chooses the loop for the affine step of channels. The arguments were checked.</summary>
internal static class AffineKernels
{
    public static void Apply<T>(ReadOnlySpan<T> x, int examples, ChannelAffine affine, int spatial, NormLayout layout, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(Half))
        {
            ApplyToHalves(ElementTypes.As<T, Half>(x), affine, spatial, layout, ElementTypes.As<T, Half>(y));
        }
        else if (Vector512.IsHardwareAccelerated)
        {
            Choose<T, SimdDouble8Of512>(x, examples, affine, spatial, layout, y);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Choose<T, SimdDouble8Of256>(x, examples, affine, spatial, layout, y);
        }
        else
        {
            Choose<T, SimdDouble8Of128>(x, examples, affine, spatial, layout, y);
        }
    }

    // The elements that are converted at once, if an example has no more: they stay in the first cache.
    private const int HalfBlock = 4096;

    // Half storage: some examples are converted to floats, and the results are rounded to Half once.
    private static void ApplyToHalves(ReadOnlySpan<Half> x, ChannelAffine affine, int spatial, NormLayout layout, Span<Half> y)
    {
        int length = affine.Channels * spatial, step = Math.Max(1, HalfBlock / length) * length;
        using var scratch = new Scratch<float>(Math.Min(step, x.Length));
        for (int from = 0; from < x.Length; from += step)
        {
            Span<float> part = scratch.Span[..Math.Min(step, x.Length - from)];
            HalfConversions.Widen(x.Slice(from, part.Length), part);
            Apply<float>(part, part.Length / length, affine, spatial, layout, part);
            HalfConversions.Narrow(part, y.Slice(from, part.Length));
        }
    }

    private static unsafe void Choose<T, D>(ReadOnlySpan<T> x, int examples, ChannelAffine affine, int spatial, NormLayout layout, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where D : struct, ISimdDouble8<D>
    {
        y = y[..x.Length];
        fixed (T* pinnedX = x, pinnedY = y) // masked loads and stores take pointers
        fixed (double* pinnedParameters = affine.Scale)
        {
            ChoosePinned<T, D>(x, examples, affine, spatial, layout, y);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ChoosePinned<T, D>(ReadOnlySpan<T> x, int examples, ChannelAffine affine, int spatial, NormLayout layout, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where D : struct, ISimdDouble8<D>
    {
        if (typeof(T) == typeof(float))
        {
            Run<float, D, FloatAffine<D>>(ElementTypes.As<T, float>(x), examples, affine, spatial, layout, ElementTypes.As<T, float>(y));
        }
        else
        {
            Run<double, D, DoubleAffine<D>>(ElementTypes.As<T, double>(x), examples, affine, spatial, layout, ElementTypes.As<T, double>(y));
        }
    }

    private static void Run<T, D, TStep>(ReadOnlySpan<T> x, int examples, ChannelAffine affine, int spatial, NormLayout layout, Span<T> y)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        ref double parameters = ref MemoryMarshal.GetReference(affine.Scale);
        if (spatial > 1 && layout != NormLayout.ChannelsLast)
        {
            Planes<T, D, TStep>(x, examples, ref parameters, affine.Channels, spatial, y);
            return;
        }
        nint rows = (nint)examples * spatial;
        int repeat = RepeatedRows.Count<T>(rows, affine.Channels);
        if (repeat == 1)
        {
            Rows<T, D, TStep>(x, rows, ref parameters, affine.Channels, y);
        }
        else
        {
            Repeated<T, D, TStep>(x, rows, ref parameters, affine.Channels, repeat, y);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    private static void Repeated<T, D, TStep>(ReadOnlySpan<T> x, nint rows, ref double parameters, int channels, int repeat, Span<T> y)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        Span<double> many = stackalloc double[RepeatedRows.Memory];
        RepeatedRows.Fill(MemoryMarshal.CreateReadOnlySpan(ref parameters, ChannelAffine.Width * channels), channels, repeat, many);
        nint longer = rows / repeat;
        int done = (int)(longer * repeat * channels);
        Rows<T, D, TStep>(x[..done], longer, ref MemoryMarshal.GetReference(many), repeat * channels, y[..done]);
        if (done < x.Length)
        {
            Rows<T, D, TStep>(x[done..], rows - longer * repeat, ref parameters, channels, y[done..]);
        }
    }

    [SkipLocalsInit]
    private static unsafe void Rows<T, D, TStep>(ReadOnlySpan<T> x, nint rows, ref double parameters, nint channels, Span<T> y)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        ref T source = ref MemoryMarshal.GetReference(x), target = ref MemoryMarshal.GetReference(y);
        fixed (T* pinned = &target)
        {
            if (NonTemporalBuffer.ShouldStream(x, y) && (nint)pinned % sizeof(T) == 0)
            {
                StreamRows<T, D, TStep>(ref source, pinned, x.Length, ref parameters, channels);
            }
            else
            {
                AffineLoops.Rows<T, D, TStep>(ref source, ref target, rows, ref parameters, channels);
            }
        }
    }

    // The parameters are repeated to a line at least, and a line of them once more at the end.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void StreamRows<T, D, TStep>(ref T x, T* y, nint count, ref double parameters, nint channels)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        nint line = AffineLoops.LineOf<T>(), period = channels * ((line + channels - 1) / channels), stride = period + line;
        using var scratch = new Scratch<double>((int)(ChannelAffine.Width * stride));
        for (int part = 0; part < ChannelAffine.Width; part++)
        {
            ReadOnlySpan<double> from = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref parameters, part * channels), (int)channels);
            for (Span<double> to = scratch.Span.Slice((int)(part * stride), (int)stride); to.Length > 0; to = to[int.Min(to.Length, from.Length)..])
            {
                from[..int.Min(to.Length, from.Length)].CopyTo(to);
            }
        }

        fixed (double* pinned = scratch.Span) // masked loads take pointers
        {
            AffineLoops.StreamRows<T, D, TStep>(ref x, y, count, ref *pinned, period);
        }
    }

    [SkipLocalsInit]
    private static unsafe void Planes<T, D, TStep>(ReadOnlySpan<T> x, int examples, ref double parameters, nint channels, nint spatial, Span<T> y)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        ref T source = ref MemoryMarshal.GetReference(x), target = ref MemoryMarshal.GetReference(y);
        if (NonTemporalBuffer.ShouldStream(x, y))
        {
            byte* buffer = stackalloc byte[NonTemporalBuffer.BufferSize];
            fixed (T* pinned = &target)
            {
                AffineLoops.StreamPlanes<T, D, TStep>(ref source, pinned, examples, ref parameters, channels, spatial, buffer);
            }
        }
        else
        {
            AffineLoops.Planes<T, D, TStep>(ref source, ref target, examples, ref parameters, channels, spatial);
        }
    }
}
