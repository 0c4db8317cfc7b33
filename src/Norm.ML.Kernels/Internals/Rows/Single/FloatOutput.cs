using System.Runtime.CompilerServices;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>
/// The output of float rows, in float, with the inverse deviation and the shift in two parts:
/// <c>c = x - pivot; y = fma(fma(c, high, shiftHigh), gamma, fma(fma(c, low, shiftLow), gamma, beta))</c>; without a mean <c>fma(x, high, x * low) * gamma</c>.
/// </summary>
internal static class FloatOutput
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Rows<F, D, TForm>(ref float x, ref float gamma, ref float beta, ref float y, nint rows, nint size, ref double batch)
        where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D> where TForm : struct, IRowForm
    {
        ref float floats = ref FloatBatch.Floats(ref batch);
        nint whole = size & -16;
        for (nint row = 0; row < rows; row++, x = ref Unsafe.Add(ref x, size), y = ref Unsafe.Add(ref y, size), floats = ref Unsafe.Add(ref floats, 1))
        {
            if (float.IsNaN(Unsafe.Add(ref floats, FloatBatch.High)))
            {
                FloatRow.Write<TForm>(
                    ref x, ref gamma, ref beta, ref y, size,
                    Unsafe.Add(ref batch, FloatBatch.Mean + row), Unsafe.Add(ref batch, FloatBatch.Inverse + row));
                continue;
            }
            F high = F.All(Unsafe.Add(ref floats, FloatBatch.High)), low = F.All(Unsafe.Add(ref floats, FloatBatch.Low));
            F pivot = default, shiftHigh = default, shiftLow = default;
            if (TForm.Centres)
            {
                pivot = F.All(Unsafe.Add(ref floats, FloatBatch.Pivot));
                shiftHigh = F.All(Unsafe.Add(ref floats, FloatBatch.ShiftHigh));
                shiftLow = F.All(Unsafe.Add(ref floats, FloatBatch.ShiftLow));
            }
            nint i = 0;
            for (; i < whole; i += 16)
            {
                F g = TForm.Gamma ? F.Load(ref gamma, i) : default, b = TForm.Beta ? F.Load(ref beta, i) : default;
                F.Store(One<F, D, TForm>(F.Load(ref x, i), pivot, high, low, shiftHigh, shiftLow, g, b), ref y, i);
            }
            if (i < size)
            {
                nint count = size - i;
                F g = TForm.Gamma ? F.LoadPart(ref gamma, i, count) : default, b = TForm.Beta ? F.LoadPart(ref beta, i, count) : default;
                F.StorePart(One<F, D, TForm>(F.LoadPart(ref x, i, count), pivot, high, low, shiftHigh, shiftLow, g, b), ref y, i, count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F One<F, D, TForm>(F x, F pivot, F high, F low, F shiftHigh, F shiftLow, F gamma, F beta)
        where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D> where TForm : struct, IRowForm
    {
        if (!TForm.Centres)
        {
            F xhat = F.Fma(x, high, x * low);
            return !TForm.Gamma ? xhat : TForm.UnitOffset ? F.Fma(xhat, gamma, xhat) : xhat * gamma;
        }
        F c = x - pivot, t = F.Fma(c, high, shiftHigh), u = F.Fma(c, low, shiftLow);
        if (TForm.Gamma) return F.Fma(t, gamma, TForm.Beta ? F.Fma(u, gamma, beta) : u * gamma);
        return t + (TForm.Beta ? u + beta : u);
    }
}
