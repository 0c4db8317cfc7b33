using System.Runtime.Intrinsics;
using Norm.ML.Internals.Rows.Floats;
using Norm.ML.Internals.Simd;
using Norm.ML.Internals.Unrolled;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Batched;

/// <summary>Chooses the loop over float rows with a stride. The arguments were checked.</summary>
internal static class StridedKernels
{
    private const int LongestFast = 448;

    /// <summary>Normalizes rows if there is a loop for them that is faster than a call for each group; returns false otherwise.</summary>
    public static bool Normalize<TMode>(
        Span<float> buffer, in StridedRows rows, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, double epsilon, bool fast)
        where TMode : struct, IAffineMode
    {
        bool isLong = rows.Size > (fast ? LongestFast : RowKernels.LongestStrictRow);
        if (!SoftwareFma.IsHardware || (isLong && (fast || !StridedLongRows.IsFor(rows))))
        {
            return false;
        }

        if (Vector512.IsHardwareAccelerated)
        {
            Run<SimdFloat16Of512, SimdDouble8Of512, TMode>(buffer, rows, gamma, beta, epsilon, fast);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Run<SimdFloat16Of256, SimdDouble8Of256, TMode>(buffer, rows, gamma, beta, epsilon, fast);
        }
        else
        {
            Run<SimdFloat16Of128, SimdDouble8Of128, TMode>(buffer, rows, gamma, beta, epsilon, fast);
        }

        return true;
    }

    private static void Run<F, D, TMode>(
        Span<float> buffer, in StridedRows rows, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, double epsilon, bool fast)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        if (fast && rows.Size <= FloatTiny<F, D, TMode>.Longest)
        {
            StridedBatches<BatchedTiny<F, D, TMode>, FloatTiny<F, D, TMode>>.Normalize(buffer, rows, gamma, beta, epsilon);
        }
        else if (!fast && rows.Size > RowKernels.LongestStrictRow)
        {
            StridedLongRows.Normalize<F, D, TMode>(buffer, rows, gamma, beta, epsilon);
        }
        else if (fast && rows.Size > RowKernels.LongestStrictRow)
        {
            StridedBatches<BatchedFast<F, D, TMode>, FloatFast<F, D, TMode>>.Normalize(buffer, rows, gamma, beta, epsilon);
        }
        else if (!FloatDispatch.Strided<TMode>(buffer, rows, gamma, beta, epsilon))
        {
            StridedBatches<BatchedStrict<F, D, TMode>, FloatStrict<F, D, TMode>>.Normalize(buffer, rows, gamma, beta, epsilon);
        }
    }
}
