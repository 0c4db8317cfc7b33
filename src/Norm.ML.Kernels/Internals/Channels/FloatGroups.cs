using System.Runtime.CompilerServices;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>GroupNorm and InstanceNorm of floats with channels first: a group is a row, and each of its channels is written like a row without gamma and beta.</summary>
internal static class FloatGroups
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static unsafe void Normalize<F, D, TStream>(
        ref float x, ref float gamma, ref float beta, float* y, nint examples, nint groups, nint channels, nint spatial,
        double epsilon, ref double mean, ref double inverse)
        where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D> where TStream : struct, IStores
    {
        Unsafe.SkipInit(out RowBatch rulers);
        Unsafe.SkipInit(out RowBatch outputs);
        ref double batch = ref Unsafe.As<RowBatch, double>(ref rulers), output = ref Unsafe.As<RowBatch, double>(ref outputs);
        byte* buffer = stackalloc byte[StreamWindow.BufferSize];
        var window = new StreamWindow(buffer, y);
        nint each = channels / groups, size = each * spatial, total = examples * groups;
        nint step = size > 8192 ? 1 : RowBatch.Rows;
        bool whole = TStream.Streaming && ((nint)y | spatial * sizeof(float)) % StreamWindow.Line == 0; // planes are whole lines: no window, 1.07 times as fast
        for (nint group = 0; group < total; group += step)
        {
            nint count = nint.Min(step, total - group);
            ref float source = ref Unsafe.Add(ref x, group * size);
            FloatSums.Rows<F, D, CentredChannel>(ref source, count, size, ref batch);
            D.Store(D.Zero, ref batch, RowBatch.MeanLow);
            FloatRulers.Make<F, D, CentredChannel>(ref source, count, size, epsilon, ref batch);
            for (nint i = 0; i < count; i++)
            {
                if (!Unsafe.IsNullRef(ref mean)) Unsafe.Add(ref mean, group + i) = Unsafe.Add(ref batch, RowBatch.Mean + i);
                if (!Unsafe.IsNullRef(ref inverse)) Unsafe.Add(ref inverse, group + i) = Unsafe.Add(ref batch, RowBatch.Inverse + i);
                nint first = (group + i) % groups * each;
                for (nint c = 0; c < each; c += RowBatch.Rows)
                {
                    nint planes = nint.Min(RowBatch.Rows, each - c), at = i * size + c * spatial;
                    ChannelRulers.Make<D>(ref batch, i, ref gamma, ref beta, first + c, planes, ref output);
                    ref float plane = ref Unsafe.Add(ref source, at);
                    if (whole)
                        FloatOutput.Write<F, D, CentredChannel, Streamed>(
                            ref plane, ref gamma, ref beta, ref Unsafe.AsRef<float>(y + group * size + at), 0, planes, spatial, ref output);
                    else if (TStream.Streaming) Stream<F, D>(ref plane, ref window, planes, spatial, ref output);
                    else
                        FloatOutput.Write<F, D, CentredChannel, Cached>(
                            ref plane, ref gamma, ref beta, ref Unsafe.AsRef<float>(y + group * size + at), 0, planes, spatial, ref output);
                }
            }
        }
        if (TStream.Streaming) window.Finish();
    }

    private static unsafe void Stream<F, D>(ref float x, ref StreamWindow window, nint planes, nint spatial, ref double output)
        where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D>
    {
        const nint capacity = StreamWindow.Capacity / sizeof(float);
        for (nint plane = 0; plane < planes; plane++)
        {
            for (nint from = 0; from < spatial; from += capacity)
            {
                nint length = nint.Min(capacity, spatial - from);
                FloatOutput.Write<F, D, CentredChannel, Cached>(
                    ref Unsafe.Add(ref x, plane * spatial + from), ref Unsafe.NullRef<float>(), ref Unsafe.NullRef<float>(),
                    ref Unsafe.AsRef<float>((float*)window.Next), plane, 1, length, ref output);
                window.Advance(length * sizeof(float));
            }
        }
    }
}
