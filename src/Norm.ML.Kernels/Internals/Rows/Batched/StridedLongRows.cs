using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Rows.Floats;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Batched;

/// <summary>
/// Strict rows of floats with a stride that <see cref="StridedBatches{TRow, TGeneral}"/> does not take: longer ones. The rows of one head lie the
/// same distance apart in all groups, and are measured together.
/// </summary>
internal static class StridedLongRows
{
    /// <summary>Whether there are more groups than rows in a group: a group of many rows fills a batch by itself, where it lies.</summary>
    public static bool IsFor(in StridedRows rows) => rows.Heads < RowBatch.Rows && rows.Groups >= rows.Heads;

    [SkipLocalsInit]
    public static unsafe void Normalize<F, D, TMode>(
        Span<float> buffer, in StridedRows rows, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, double epsilon)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        Unsafe.SkipInit(out RowBatch memory);
        ref double batch = ref RowBatch.Start(ref memory);
        nint size = rows.Size, stride = rows.Stride, step = FloatStrict<F, D, TMode>.Rows(size, nonTemporal: false);
        fixed (float* pinned = buffer, pinnedGamma = gamma, pinnedBeta = beta) // masked loads and stores take pointers
        {
            ref float x = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffer), rows.Offset);
            ref float g = ref MemoryMarshal.GetReference(gamma), b = ref MemoryMarshal.GetReference(beta);
            for (nint group = 0; group < rows.Groups; group += step)
            {
                nint count = nint.Min(step, rows.Groups - group);
                for (nint head = 0; head < rows.Heads; head++)
                {
                    ref float first = ref Unsafe.Add(ref x, group * stride + head * size);
                    FloatStrict<F, D, TMode>.MeasureStrided(ref first, count, size, stride, epsilon, ref batch);
                    for (nint i = 0; i < count; i++)
                    {
                        ref float row = ref Unsafe.Add(ref first, i * stride);
                        FloatStrict<F, D, TMode>.Write<CachedStore>(ref row, ref g, ref b, ref row, i, 1, size, ref batch);
                    }
                }
            }
        }
    }
}
