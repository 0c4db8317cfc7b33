using System.Runtime.CompilerServices;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>Float rows, strictly: sums in double, output in float with coefficients in two parts.</summary>
internal readonly struct FloatStrict<F, D, TForm> : IRowKernel<float>
    where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D> where TForm : struct, IRowForm
{
    /// <summary>
    /// Measured on rows in the second cache: eight are best while they fit the first cache (a row alone takes 1.6 times as long
    /// at 768), and still 1.1 times better than one at 4096. From memory, rows of middling length are better alone (0.85 at 768).
    /// </summary>
    public static nint Rows(nint size, bool streaming) => streaming
        ? size is >= 512 and <= 2048 ? 1 : RowBatch.Rows
        : size > 8192 ? 1 : size > 1536 ? 4 : RowBatch.Rows;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Measure(ref float x, nint rows, nint size, double epsilon, ref double batch)
    {
        if (size <= 16) FloatSums.Short<F, D, TForm>(ref x, rows, size, ref batch);
        else if (size <= 64) FloatSums.Middling<F, D, TForm>(ref x, rows, size, ref batch);
        else FloatSums.Rows<F, D, TForm>(ref x, rows, size, ref batch);
        FloatRulers.Make<F, D, TForm>(ref x, rows, size, epsilon, ref batch);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TStores>(ref float x, ref float gamma, ref float beta, ref float y, nint first, nint rows, nint size, ref double batch)
        where TStores : struct, IStores =>
        FloatOutput.Write<F, D, TForm, TStores>(ref x, ref gamma, ref beta, ref y, first, rows, size, ref batch);
}
