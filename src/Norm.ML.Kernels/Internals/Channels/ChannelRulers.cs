using System.Runtime.CompilerServices;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>From the ruler of a group to the coefficients of up to eight of its channels: <c>(x - mean) * (inverse * gamma) + beta</c>.</summary>
internal static class ChannelRulers
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Make<D>(
        ref double group, nint row, ref float gamma, ref float beta, nint channel, nint count, ref double output) where D : struct, IDoubleLanes<D>
    {
        double mean = Unsafe.Add(ref group, RowBatch.Mean + row), low = Unsafe.Add(ref group, RowBatch.MeanLow + row), inverse = Unsafe.Add(ref group, RowBatch.Inverse + row);
        double variance = Unsafe.Add(ref group, RowBatch.Variance + row);
        double pivot = mean * mean < variance * FloatRulers.FarMean ? 0 : (float)mean;
        D one = D.All(1), scale = D.All(inverse), beyond = D.Zero;
        if (!Unsafe.IsNullRef(ref gamma)) scale *= Load<D>(ref gamma, channel, count);
        if (!Unsafe.IsNullRef(ref beta)) beyond = Load<D>(ref beta, channel, count);
        D shift = D.Fma(D.All(pivot - mean - low), scale, beyond);
        D doubtful = D.WhereLess(scale * scale, D.All(FloatRulers.Largest * FloatRulers.Largest), D.Zero, one);
        doubtful = D.WhereLess(D.All(FloatRulers.Smallest * FloatRulers.Smallest), scale * scale, doubtful, one);
        if (variance != 0) doubtful = D.WhereLess(D.All(FloatRulers.SmallestSquare), D.All(variance) * (scale * scale), doubtful, one);
        ref float floats = ref RowBatch.Floats(ref output);
        D.Store(D.WhereLess(D.Zero, doubtful, D.All(double.NaN), scale), ref floats, RowBatch.High);
        D.Store(scale - D.RoundToFloat(scale), ref floats, RowBatch.Low);
        D.Store(shift, ref floats, RowBatch.ShiftHigh);
        D.Store(shift - D.RoundToFloat(shift), ref floats, RowBatch.ShiftLow);
        D.Store(D.All(pivot), ref floats, RowBatch.Pivot);
        D.Store(D.All(mean), ref output, RowBatch.Mean);
        D.Store(D.All(low), ref output, RowBatch.MeanLow);
        D.Store(scale, ref output, RowBatch.Inverse);
        RowBatch.SpecialRows(ref output) = D.Sum(count >= 8 ? doubtful : D.First(doubtful, count));
        D.Store(beyond, ref output, RowBatch.Shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D Load<D>(ref float source, nint index, nint count) where D : struct, IDoubleLanes<D> =>
        count >= 8 ? D.Load(ref source, index) : D.LoadPart(ref source, index, count);
}
