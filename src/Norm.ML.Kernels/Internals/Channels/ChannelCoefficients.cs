using System.Runtime.CompilerServices;
using Norm.ML.Internals.Rows;
using Norm.ML.Internals.Rows.Floats;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Channels;

/// <summary>
/// From the statistics of a group to the coefficients of up to eight of its channels: <c>(x - mean) * (inverse * gamma) + beta</c>.
/// </summary>
internal static class ChannelCoefficients
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Make<D>(
        ref double group, nint row, ref float gamma, ref float beta, nint channel, nint count, ref double output) where D : struct, ISimdDouble8<D>
    {
        double mean = Unsafe.Add(ref group, RowBatch.Mean + row), low = Unsafe.Add(ref group, RowBatch.MeanLow + row),
            inverse = Unsafe.Add(ref group, RowBatch.Inverse + row);
        double variance = Unsafe.Add(ref group, RowBatch.Variance + row);
        double pivot = mean * mean < variance * FloatRowCoefficients.FarMean ? 0 : (float)mean;
        D one = D.Broadcast(1), scale = D.Broadcast(inverse), beyond = D.Zero;
        if (!Unsafe.IsNullRef(ref gamma))
        {
            scale *= Load<D>(ref gamma, channel, count);
        }

        if (!Unsafe.IsNullRef(ref beta))
        {
            beyond = Load<D>(ref beta, channel, count);
        }

        D shift = D.Fma(D.Broadcast(pivot - mean - low), scale, beyond);
        D needsFallback = D.SelectIfLess(scale * scale, D.Broadcast(FloatRowCoefficients.Largest * FloatRowCoefficients.Largest), D.Zero, one);
        needsFallback = D.SelectIfLess(D.Broadcast(FloatRowCoefficients.Smallest * FloatRowCoefficients.Smallest), scale * scale, needsFallback, one);
        if (variance != 0)
        {
            needsFallback = D.SelectIfLess(
                D.Broadcast(FloatRowCoefficients.SmallestSquare), D.Broadcast(variance) * (scale * scale), needsFallback, one);
        }

        ref float floats = ref RowBatch.Floats(ref output);
        D.Store(D.SelectIfLess(D.Zero, needsFallback, D.Broadcast(double.NaN), scale), ref floats, RowBatch.High);
        D.Store(scale - D.RoundToFloat(scale), ref floats, RowBatch.Low);
        D.Store(shift, ref floats, RowBatch.ShiftHigh);
        D.Store(shift - D.RoundToFloat(shift), ref floats, RowBatch.ShiftLow);
        D.Store(D.Broadcast(pivot), ref floats, RowBatch.Pivot);
        D.Store(D.Broadcast(mean), ref output, RowBatch.Mean);
        D.Store(D.Broadcast(low), ref output, RowBatch.MeanLow);
        D.Store(scale, ref output, RowBatch.Inverse);
        RowBatch.AnyNeedsFallback(ref output) = D.Sum(count >= 8 ? needsFallback : D.First(needsFallback, count));
        D.Store(beyond, ref output, RowBatch.Shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D Load<D>(ref float source, nint index, nint count) where D : struct, ISimdDouble8<D> =>
        count >= 8 ? D.Load(ref source, index) : D.MaskedLoad(ref source, index, count);
}
