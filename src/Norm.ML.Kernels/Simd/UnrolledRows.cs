using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Rows;
using Norm.ML.Internals.Rows.Batched;
using Norm.ML.Internals.Rows.Few;

namespace Norm.ML.Simd;

/// <summary>
/// The loops over rows that call unrolled kernels (<see cref="IUnrolledKernel"/>). A kernel computes one row, or one transposed tile of rows; several
/// rows share a reduction, a square root and a division. Batches in which a row needs the fallback, and calls with unusual arguments, go to the
/// library's kernel for any size, which gives the same bits.
/// </summary>
/// <remarks>
/// <para><b>The order of additions.</b> Results have the same bits for every vector width because every sum has one order. This is the definition;
/// the types named here implement it, and <c>AdditionTree</c>, <c>StrictSums</c> and <c>TwoPassSums</c> of the generator emit it for one size.</para>
/// <list type="bullet">
/// <item>Lanes. A sum has eight partial sums in double (sixteen in float): element i is added to lane i % 8 (i % 16). The lanes are added last:
/// doubles as <c>((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7))</c>; floats by halves, lane i + 8 to i, then i + 4, i + 2, i + 1
/// (<c>PairwiseSum</c>).</item>
/// <item>Strict rows of floats, in double (<c>FloatSums</c>): vector v of eight elements is added to accumulator v % 8. The accumulators are added by
/// halves: <c>((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7))</c>. Squares are fused: <c>fma(x, x, sum)</c>.</item>
/// <item>Rows of doubles (<c>DoubleSums</c>, <c>DoubleTwoVectorSums</c>): vectors are added four at a time to accumulators 0 to 3, remaining whole
/// vectors to 0, an incomplete one to 1; then <c>(0 + 2) + (1 + 3)</c>. Deviations and squares are added in blocks of 128 elements, and the blocks to
/// a high and a low part.</item>
/// <item>Fast rows of floats (<c>FloatFastSums</c>): the same with vectors of sixteen floats, in blocks of 512 elements that are added to double
/// sums; lane i + 8 is added to lane i when a block is widened. Rows of up to eight elements are one vector (<c>FloatTiny</c>).</item>
/// <item>Transposed rows: element c of every row is one vector, so there are no lanes to add. The elements are added in the order that the lanes of a
/// row have.</item>
/// <item>Channels (<c>ChannelsFirstSums</c>, <c>ChannelsLastSums</c>) and gradients (<c>RowGradients</c>, <c>GradientLoops</c>,
/// <c>ExactGradientSums</c>): blocks of elements or rows are added to sums of a high and a low part, in the order of memory.</item>
/// </list>
/// <para>A vector that does not exist is left out. An implementation that adds zeros instead gets the same bits.</para>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public static partial class UnrolledRows
{
    /// <summary>The rows of a batch, which is also the number of floats in a vector; and the number of doubles in a vector.</summary>
    private const int Lanes = 16, Eight = 8;

    /// <summary>Up to this number of rows are not transposed: it would take as long as for sixteen.</summary>
    internal const int MostFewRows = 3;

    /// <summary>
    /// The longest row for which the unrolled kernel runs without 512-bit vectors, where sixteen floats take several registers and the JIT gives up
    /// inlining. Measured with <c>DOTNET_EnableAVX512=0</c>, time of <see cref="BatchedRows{TRow, TGeneral}"/> divided by time of this loop: 1.3 at
    /// 16 elements, 0.1 at 64, 0.6 at 128.
    /// </summary>
    private const int LongestNarrowRow = 16;

    /// <summary>Normalizes rows strictly, sixteen at a time.</summary>
    /// <typeparam name="TKernel">The generated kernel.</typeparam>
    /// <param name="x">Any number of rows.</param>
    /// <param name="gamma">Scale; empty means 1.</param>
    /// <param name="beta">Shift; empty means 0.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has; may be the same memory.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    public static void Strict<TKernel>(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination)
        where TKernel : struct, IStrictUnrolledKernel
    {
        if (!IsOrdinary<TKernel, float>(x, gamma, beta, destination)
            || NonTemporalBuffer.ShouldStreamRows<float>(x, TKernel.ExampleLength, destination))
        {
            Checked<TKernel, float>(x, gamma, beta, destination);
        }
        else if (!FewStrict<TKernel>(x, gamma, beta, destination))
        {
            Strict<TKernel>(x, gamma, beta, destination, TKernel.Epsilon);
        }
    }

    /// <summary>Normalizes rows of 2 to 8 floats strictly, sixteen at a time, transposed.</summary>
    /// <inheritdoc cref="Strict{TKernel}(ReadOnlySpan{float}, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float})"/>
    public static void StrictTransposed<TKernel>(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination)
        where TKernel : struct, IStrictUnrolledKernel
    {
        if (SubtractsMean<TKernel>() && TKernel.GammaLength > 0 && TKernel.BetaLength > 0 && FewRows.OneRow<float, LayerNormGammaBeta>(
            x, TKernel.ExampleLength, gamma, beta, destination, TKernel.Epsilon, TKernel.Precision))
        {
            return;
        }

        if (!IsOrdinary<TKernel, float>(x, gamma, beta, destination))
        {
            Checked<TKernel, float>(x, gamma, beta, destination);
        }
        else if (!Few<TKernel, float>(x, gamma, beta, destination))
        {
            StrictTransposed<TKernel>(x, gamma, beta, destination, TKernel.Epsilon);
        }
    }

    /// <summary>Normalizes rows of 2 to 8 floats fast, sixteen at a time, transposed.</summary>
    /// <inheritdoc cref="Strict{TKernel}(ReadOnlySpan{float}, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float})"/>
    public static void FastTransposed<TKernel>(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination)
        where TKernel : struct, IFastUnrolledKernel
    {
        if (!IsOrdinary<TKernel, float>(x, gamma, beta, destination))
        {
            Checked<TKernel, float>(x, gamma, beta, destination);
        }
        else if (!Few<TKernel, float>(x, gamma, beta, destination))
        {
            FastTransposed<TKernel>(x, gamma, beta, destination, TKernel.Epsilon);
        }
    }

    // One to three rows. The JIT knows the size, so their kernel is one for this size.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Few<TKernel, T>(ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination)
        where TKernel : struct, IUnrolledKernel where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int size = TKernel.ExampleLength, rows = x.Length == size ? 1 : x.Length / size;
        if (IsLength<TKernel>())
        {
            return false;
        }

        return SubtractsMean<TKernel>()
            ? FewRows.LayerNorm(x, rows, size, gamma, beta, destination, TKernel.Epsilon, TKernel.Precision)
            : FewRows.RmsNorm(x, rows, size, gamma, TKernel.UnitOffset, destination, TKernel.Epsilon, TKernel.Precision);
    }

    // The same with checked arguments and any epsilon: the library's calls of its own unrolled kernels.
    internal static unsafe void Strict<TKernel>(
        ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination, double epsilon)
        where TKernel : struct, IStrictUnrolledKernel
    {
        fixed (float* pinnedX = x, pinnedGamma = gamma, pinnedBeta = beta, pinnedY = destination) // masked loads and stores take pointers
        {
            if (Vector512.IsHardwareAccelerated)
            {
                StrictRows<TKernel, SharedParameters, SimdFloat16Of512, SimdDouble8Of512>(
                    ref MemoryMarshal.GetReference(x), x.Length / TKernel.ExampleLength, TKernel.ExampleLength, gamma, beta,
                    ref MemoryMarshal.GetReference(destination), epsilon);
            }
            else if (TKernel.ExampleLength > LongestNarrowRow)
            {
                Batched<TKernel>(x, gamma, beta, destination, epsilon);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                StrictRows<TKernel, SharedParameters, SimdFloat16Of256, SimdDouble8Of256>(
                    ref MemoryMarshal.GetReference(x), x.Length / TKernel.ExampleLength, TKernel.ExampleLength, gamma, beta,
                    ref MemoryMarshal.GetReference(destination), epsilon);
            }
            else
            {
                StrictRows<TKernel, SharedParameters, SimdFloat16Of128, SimdDouble8Of128>(
                    ref MemoryMarshal.GetReference(x), x.Length / TKernel.ExampleLength, TKernel.ExampleLength, gamma, beta,
                    ref MemoryMarshal.GetReference(destination), epsilon);
            }
        }
    }

    // The same for rows with a stride, in place, where vectors have 512 bits: the rows of a group, or the rows of one head, which lie the same
    // distance apart in all groups.
    internal static unsafe void StrictStrided<TKernel>(
        Span<float> buffer, in StridedRows rows, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, double epsilon)
        where TKernel : struct, IStrictUnrolledKernel
    {
        fixed (float* pinned = buffer, pinnedGamma = gamma, pinnedBeta = beta) // masked loads and stores take pointers
        {
            ref float first = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffer), rows.Offset);
            if (rows.Heads >= Lanes)
            {
                // A group fills a batch; rows of many groups would fall into the same sets of the cache.
                for (nint group = 0; group < rows.Groups; group++)
                {
                    ref float x = ref Unsafe.Add(ref first, group * rows.Stride);
                    StrictRows<TKernel, SharedParameters, SimdFloat16Of512, SimdDouble8Of512>(
                        ref x, rows.Heads, TKernel.ExampleLength, gamma, beta, ref x, epsilon);
                }

                return;
            }

            for (nint group = 0; group < rows.Groups; group += Lanes)
            {
                nint count = nint.Min(Lanes, rows.Groups - group);
                for (nint head = 0; head < rows.Heads; head++)
                {
                    ref float x = ref Unsafe.Add(ref first, group * rows.Stride + head * TKernel.ExampleLength);
                    StrictRows<TKernel, SharedParameters, SimdFloat16Of512, SimdDouble8Of512>(
                        ref x, count, rows.Stride, gamma, beta, ref x, epsilon);
                }
            }
        }
    }

    internal static unsafe void StrictTransposed<TKernel>(
        ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination, double epsilon)
        where TKernel : struct, IStrictUnrolledKernel
    {
        fixed (float* pinnedX = x, pinnedGamma = gamma, pinnedBeta = beta, pinnedY = destination) // masked loads and stores take pointers
        {
            if (x.Length <= MostFewRows * TKernel.ExampleLength || !Vector128.IsHardwareAccelerated)
            {
                General<TKernel, float>(x, gamma, beta, destination, epsilon);
            }
            else if (Vector512.IsHardwareAccelerated)
            {
                StrictTransposedRows<TKernel, SimdFloat16Of512, SimdDouble8Of512>(x, gamma, beta, destination, epsilon);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                StrictTransposedRows<TKernel, SimdFloat16Of256, SimdDouble8Of256>(x, gamma, beta, destination, epsilon);
            }
            else
            {
                StrictTransposedRows<TKernel, SimdFloat16Of128, SimdDouble8Of128>(x, gamma, beta, destination, epsilon);
            }
        }
    }

    internal static unsafe void FastTransposed<TKernel>(
        ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination, double epsilon)
        where TKernel : struct, IFastUnrolledKernel
    {
        fixed (float* pinnedX = x, pinnedGamma = gamma, pinnedBeta = beta, pinnedY = destination) // masked loads and stores take pointers
        {
            if (x.Length <= MostFewRows * TKernel.ExampleLength)
            {
                General<TKernel, float>(x, gamma, beta, destination, epsilon);
            }
            else if (Vector512.IsHardwareAccelerated)
            {
                FastTransposedRows<TKernel, SimdFloat16Of512, SimdDouble8Of512>(x, gamma, beta, destination, epsilon);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                FastTransposedRows<TKernel, SimdFloat16Of256, SimdDouble8Of256>(x, gamma, beta, destination, epsilon);
            }
            else
            {
                FastTransposedRows<TKernel, SimdFloat16Of128, SimdDouble8Of128>(x, gamma, beta, destination, epsilon);
            }
        }
    }

    // Whole rows, all parameters, and a destination that is the source or does not overlap it.
    private static bool IsOrdinary<TKernel, T>(ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, ReadOnlySpan<T> destination)
        where TKernel : struct, IUnrolledKernel where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ProcessorGuard.IsSupported
        && x.Length % TKernel.ExampleLength == 0 && gamma.Length == TKernel.GammaLength && beta.Length == TKernel.BetaLength
        && destination.Length >= x.Length && (!x.Overlaps(destination, out int offset) || offset == 0)
        && !gamma.Overlaps(destination) && !beta.Overlaps(destination);

    // Other calls: some are valid, and the rest gets an exception.
    private static void Checked<TKernel, T>(ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination)
        where TKernel : struct, IUnrolledKernel where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowGuard.Forward(x, TKernel.ExampleLength, gamma, beta, destination, TKernel.Epsilon);
        General<TKernel, T>(x, gamma, beta, destination, TKernel.Epsilon);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void General<TKernel, T>(ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination, double epsilon)
        where TKernel : struct, IUnrolledKernel where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int size = TKernel.ExampleLength, rows = x.Length / size;
        if (IsLength<TKernel>())
        {
            RowKernels.NormalizeLength(x, rows, size, destination, default, epsilon, TKernel.Precision);
        }
        else
        {
            RowKernels.Normalize(
                x, rows, size, SubtractsMean<TKernel>(), gamma, TKernel.UnitOffset, beta, destination, default, default, epsilon, TKernel.Precision);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Batched<TKernel>(
        ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination, double epsilon)
        where TKernel : struct, IUnrolledKernel
    {
        bool fast = TKernel.Precision == NormPrecision.Fast;
        if (IsLength<TKernel>())
        {
            BatchedKernels.NormalizeLength(x, TKernel.ExampleLength, destination, epsilon, fast);
        }
        else
        {
            BatchedKernels.Normalize(
                x, TKernel.ExampleLength, SubtractsMean<TKernel>(), gamma, TKernel.UnitOffset, beta, destination, epsilon, fast);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool SubtractsMean<TKernel>() where TKernel : struct, IUnrolledKernel => TKernel.Kind == NormKind.LayerNorm;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsLength<TKernel>() where TKernel : struct, IUnrolledKernel => TKernel.Kind == NormKind.UnitNorm;

    // What the sum of squares is divided by, and what is added to their mean.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Count<TKernel>(nint size) where TKernel : struct, IUnrolledKernel =>
        IsLength<TKernel>() ? RowDivisor.Count<UnitNormPlain>(size) : size;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Added<TKernel>(double epsilon) where TKernel : struct, IUnrolledKernel =>
        IsLength<TKernel>() ? RowDivisor.Added<UnitNormPlain>(epsilon) : epsilon;

    // The sum of squares, raised to the least that the norm divides by.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D Raised<TKernel, D>(D squares, double epsilon) where TKernel : struct, IUnrolledKernel where D : struct, ISimdDouble8<D> =>
        IsLength<TKernel>() ? RowDivisor.Squares<D, UnitNormPlain>(squares, epsilon) : squares;

    // The first whole cache line of scratch memory on the stack, which has one line to spare.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe ref float Line<TScratch>(ref TScratch memory) where TScratch : struct =>
        ref Unsafe.AsRef<float>((void*)(((nint)Unsafe.AsPointer(ref memory) + NonTemporalBuffer.Line - 1) & -NonTemporalBuffer.Line));
}
