using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Simd;

namespace Norm.ML.Internals.Rows.Floats;

/// <summary>
/// The output of strict rows without vector hardware, number by number: <see cref="FloatOutput"/> with the same bits, in a tenth of the time that the
/// framework's vectors in software take.
/// </summary>
internal static class ScalarOutput
{
    /// <summary>Whether there is no vector hardware. A constant for the compiler.</summary>
    public static bool IsNeeded
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !Vector128.IsHardwareAccelerated;
    }

    /// <summary>Writes one row. The coefficients are those of <see cref="RowBatch.Floats"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Row<TMode>(ref float x, ref float gamma, ref float beta, ref float y, nint size, ref float coefficients)
        where TMode : struct, IAffineMode
    {
        float high = Unsafe.Add(ref coefficients, RowBatch.High), low = Unsafe.Add(ref coefficients, RowBatch.Low);
        float shiftHigh = 0, shiftLow = 0, pivot = 0;
        if (TMode.SubtractsMean)
        {
            shiftHigh = Unsafe.Add(ref coefficients, RowBatch.ShiftHigh);
            shiftLow = Unsafe.Add(ref coefficients, RowBatch.ShiftLow);
            pivot = Unsafe.Add(ref coefficients, RowBatch.Pivot);
        }
        for (nint i = 0; i < size; i++)
        {
            float g = TMode.Gamma ? Unsafe.Add(ref gamma, i) : 0, b = TMode.Beta ? Unsafe.Add(ref beta, i) : 0, value = Unsafe.Add(ref x, i);
            if (!TMode.SubtractsMean)
            {
                float xhat = SoftwareFma.Scalar(value, high, value * low);
                Unsafe.Add(ref y, i) = !TMode.Gamma ? xhat : TMode.UnitOffset ? SoftwareFma.Scalar(xhat, g, xhat) : xhat * g;
                continue;
            }
            float c = value - pivot, t = SoftwareFma.Scalar(c, high, shiftHigh), u = SoftwareFma.Scalar(c, low, shiftLow);
            Unsafe.Add(ref y, i) = TMode.Gamma
                ? SoftwareFma.Scalar(t, g, TMode.Beta ? SoftwareFma.Scalar(u, g, b) : u * g)
                : t + (TMode.Beta ? u + b : u);
        }
    }
}
