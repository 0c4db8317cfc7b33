using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Norm.ML.Internals.Memory;

namespace Norm.ML.Internals.Rows.Batched;

/// <summary>
/// The loop of <see cref="BatchedRows{TRow, TGeneral}"/> over rows with a stride, in place. A batch holds rows of several groups.
/// </summary>
internal static class StridedBatches<TRow, TGeneral> where TRow : struct, IBatchedRow where TGeneral : struct, IRowKernel<float>
{
    private const int Vector = 16;

    public static unsafe void Normalize(
        Span<float> buffer, in StridedRows rows, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, double epsilon)
    {
        fixed (float* pinned = buffer, pinnedGamma = gamma, pinnedBeta = beta) // masked loads and stores take pointers
        {
            ref float x = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffer), rows.Offset);
            ref float g = ref MemoryMarshal.GetReference(gamma), b = ref MemoryMarshal.GetReference(beta);
            switch ((rows.Size + Vector - 1) / Vector)
            {
                case 1: Loop<Vectors1>(ref x, rows, ref g, ref b, epsilon); break;
                case 2: Loop<Vectors2>(ref x, rows, ref g, ref b, epsilon); break;
                case 3: Loop<Vectors3>(ref x, rows, ref g, ref b, epsilon); break;
                case 4: Loop<Vectors4>(ref x, rows, ref g, ref b, epsilon); break;
                case 5: Loop<Vectors5>(ref x, rows, ref g, ref b, epsilon); break;
                case 6: Loop<Vectors6>(ref x, rows, ref g, ref b, epsilon); break;
                case 7: Loop<Vectors7>(ref x, rows, ref g, ref b, epsilon); break;
                case 8: Loop<Vectors8>(ref x, rows, ref g, ref b, epsilon); break;
                default: Loop<VectorsMore>(ref x, rows, ref g, ref b, epsilon); break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    private static unsafe void Loop<N>(ref float x, StridedRows rows, ref float gamma, ref float beta, double epsilon) where N : struct, IVectorCount
    {
        Unsafe.SkipInit(out Scratch memory);
        ref float scratch = ref Unsafe.AsRef<float>(
            (void*)(((nint)Unsafe.AsPointer(ref memory) + NonTemporalBuffer.Line - 1) & -NonTemporalBuffer.Line));
        nint total = (nint)rows.Groups * rows.Heads, step = rows.Size <= 192 ? TRow.Rows : 16, size = rows.Size;
        var at = new Place(rows);
        for (nint first = 0; first < total; first += step)
        {
            nint count = nint.Min(step, total - first);
            Measure<N>(ref x, at, count, size, ref scratch);
            bool ordinary = Coefficients(size, epsilon, count, ref scratch);
            at = ordinary ? Write<N>(ref x, at, ref gamma, ref beta, count, size, ref scratch)
                : General(ref x, at, ref gamma, ref beta, count, size, epsilon);
        }
    }

    // Methods of their own, because the JIT stops inlining in a method that is too long.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Measure<N>(ref float x, Place at, nint rows, nint size, ref float scratch) where N : struct, IVectorCount
    {
        for (nint row = 0; row < rows; row++)
        {
            TRow.Measure<N>(ref Unsafe.Add(ref x, at.Element), size, ref scratch, row);
            at.Advance();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool Coefficients(nint size, double epsilon, nint rows, ref float scratch) => TRow.Coefficients(size, epsilon, rows, ref scratch);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static Place Write<N>(ref float x, Place at, ref float gamma, ref float beta, nint rows, nint size, ref float scratch)
        where N : struct, IVectorCount
    {
        for (nint row = 0; row < rows; row++)
        {
            ref float source = ref Unsafe.Add(ref x, at.Element);
            TRow.Write<N>(ref source, size, ref gamma, ref beta, ref source, ref scratch, row);
            at.Advance();
        }

        return at;
    }

    // A row needs the fallback: all of the batch go one by one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Place General(ref float x, Place at, ref float gamma, ref float beta, nint rows, nint size, double epsilon)
    {
        for (nint row = 0; row < rows; row++)
        {
            ref float source = ref Unsafe.Add(ref x, at.Element);
            RowLoop.Normalize<float, TGeneral, CachedStore>(
                ref source, ref gamma, ref beta, ref source, 1, size, epsilon, ref Unsafe.NullRef<double>(), ref Unsafe.NullRef<double>());
            at.Advance();
        }

        return at;
    }

    /// <summary>Walks from row to row, and from group to group.</summary>
    private struct Place(StridedRows rows)
    {
        private readonly nint _size = rows.Size, _gap = rows.Stride - (nint)rows.Heads * rows.Size, _heads = rows.Heads;
        private nint _head;

        /// <summary>The first element of the row.</summary>
        public nint Element { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance()
        {
            Element += _size;
            if (++_head == _heads)
            {
                _head = 0;
                Element += _gap;
            }
        }
    }

    [InlineArray(32 * (2 * Vector + 4) + Vector)]
    private struct Scratch
    {
        private float _first;
    }
}
