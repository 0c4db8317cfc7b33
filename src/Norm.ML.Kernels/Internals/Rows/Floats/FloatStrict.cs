using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Memory;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Floats;

/// <summary>Rows of floats, strict: sums in double, output in float with coefficients of a high and a low part.</summary>
internal readonly struct FloatStrict<F, D, TMode> : IRowKernel<float>
    where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
{
    /// <summary>
    /// Measured in the L2 cache, time of single rows divided by time of eight together: 1.6 at 768, 1.1 at 4096. From memory, rows of 256 to 768 are
    /// faster alone: 1.3 at 256, 1.2 at 768.
    /// </summary>
    public static nint Rows(nint size, bool nonTemporal) => nonTemporal
        ? size >= (TMode.SubtractsMean ? 400 : 200) && size <= 2048 ? 1 : RowBatch.Rows
        : size > 8192 ? 1 : size > 1536 ? 4 : RowBatch.Rows;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Measure(ref float x, nint rows, nint size, double epsilon, ref double batch)
    {
        if (SoftwareSums.IsFor<F>() && (size > 64 || !Vector128.IsHardwareAccelerated))
        {
            SoftwareSums.Rows(ref x, rows, size, ref batch);
        }
        else if (size <= 16)
        {
            FloatSums.Short<F, D, TMode>(ref x, rows, size, ref batch);
        }
        else if (size <= 64)
        {
            FloatSums.Middling<F, D, TMode>(ref x, rows, size, ref batch);
        }
        else
        {
            FloatSums.Rows<F, D, TMode>(ref x, rows, size, size, ref batch);
        }

        FloatRowCoefficients.Make<F, D, TMode>(ref x, rows, size, size, epsilon, ref batch);
    }

    /// <summary>The same for rows of more than 64 elements that begin <paramref name="stride"/> elements apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MeasureStrided(ref float x, nint rows, nint size, nint stride, double epsilon, ref double batch)
    {
        FloatSums.Rows<F, D, TMode>(ref x, rows, size, stride, ref batch);
        FloatRowCoefficients.Make<F, D, TMode>(ref x, rows, size, stride, epsilon, ref batch);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TStore>(ref float x, ref float gamma, ref float beta, ref float y, nint first, nint rows, nint size, ref double batch)
        where TStore : struct, IStoreMode =>
        FloatOutput.Write<F, D, TMode, TStore>(ref x, ref gamma, ref beta, ref y, first, rows, size, ref batch);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool WriteEach(
        ref float x, ref float gamma, ref float beta, ref float y, nint rows, nint size, EachRow each, ref double batch) =>
        FloatOutput.WriteEach<F, D, TMode>(ref x, ref gamma, ref beta, ref y, rows, size, each, ref batch);
}
