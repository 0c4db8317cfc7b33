using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Rows;
using Norm.ML.Internals.Rows.Batched;

namespace Norm.ML.Simd;

/// <summary>
/// Runs generated row kernels. A kernel says what is done with one row; here are the loops over rows, several of which share a reduction, a square root
/// and a division. Rows that need care, and calls that are out of the ordinary, go to the library's kernel for any size, which gives the same bits.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public static partial class UnrolledRows
{
    /// <summary>Sixteen lanes of float, or eight of double.</summary>
    private const int Lanes = 16, Eight = 8;

    /// <summary>So few rows stay rows: as columns they would take as long as sixteen.</summary>
    internal const int FewRows = 3;

    /// <summary>
    /// The longest row that runs written out without 512-bit vectors, where a lane type is several registers and the JIT gives up inlining long texts.
    /// Measured with <c>DOTNET_EnableAVX512=0</c>, <see cref="BatchedRows{TRow, TGeneral}"/> by this one: 1.3 at 16 elements, 0.1 at 64, 0.6 at 128.
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
        if (IsOrdinary<TKernel, float>(x, gamma, beta, destination) && !NonTemporalBuffer.ShouldStream<float>(x, destination)) Strict<TKernel>(x, gamma, beta, destination, TKernel.Epsilon);
        else Checked<TKernel, float>(x, gamma, beta, destination);
    }

    /// <summary>Normalizes short rows strictly, sixteen at a time, as columns.</summary>
    /// <inheritdoc cref="Strict{TKernel}(ReadOnlySpan{float}, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float})"/>
    public static void StrictTransposed<TKernel>(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination)
        where TKernel : struct, IStrictUnrolledKernel
    {
        if (IsOrdinary<TKernel, float>(x, gamma, beta, destination)) StrictTransposed<TKernel>(x, gamma, beta, destination, TKernel.Epsilon);
        else Checked<TKernel, float>(x, gamma, beta, destination);
    }

    /// <summary>Normalizes short rows fast, sixteen at a time, as columns.</summary>
    /// <inheritdoc cref="Strict{TKernel}(ReadOnlySpan{float}, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float})"/>
    public static void FastTransposed<TKernel>(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination)
        where TKernel : struct, IFastUnrolledKernel
    {
        if (IsOrdinary<TKernel, float>(x, gamma, beta, destination)) FastTransposed<TKernel>(x, gamma, beta, destination, TKernel.Epsilon);
        else Checked<TKernel, float>(x, gamma, beta, destination);
    }

    // The same with checked arguments and any epsilon: how the library uses its own generated kernels.
    internal static unsafe void Strict<TKernel>(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination, double epsilon)
        where TKernel : struct, IStrictUnrolledKernel
    {
        fixed (float* pinnedX = x, pinnedGamma = gamma, pinnedBeta = beta, pinnedY = destination) // lanes load and store parts of vectors through pointers
        {
            if (Vector512.IsHardwareAccelerated) StrictRows<TKernel, SimdFloat16Of512, SimdDouble8Of512>(x, gamma, beta, destination, epsilon);
            else if (TKernel.ExampleLength > LongestNarrowRow) Batched<TKernel>(x, gamma, beta, destination, epsilon);
            else if (Vector256.IsHardwareAccelerated) StrictRows<TKernel, SimdFloat16Of256, SimdDouble8Of256>(x, gamma, beta, destination, epsilon);
            else StrictRows<TKernel, SimdFloat16Of128, SimdDouble8Of128>(x, gamma, beta, destination, epsilon);
        }
    }

    internal static unsafe void StrictTransposed<TKernel>(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination, double epsilon)
        where TKernel : struct, IStrictUnrolledKernel
    {
        fixed (float* pinnedX = x, pinnedGamma = gamma, pinnedBeta = beta, pinnedY = destination) // lanes load and store parts of vectors through pointers
        {
            if (x.Length <= FewRows * TKernel.ExampleLength) General<TKernel, float>(x, gamma, beta, destination, epsilon);
            else if (Vector512.IsHardwareAccelerated) StrictTransposedRows<TKernel, SimdFloat16Of512, SimdDouble8Of512>(x, gamma, beta, destination, epsilon);
            else if (Vector256.IsHardwareAccelerated) StrictTransposedRows<TKernel, SimdFloat16Of256, SimdDouble8Of256>(x, gamma, beta, destination, epsilon);
            else StrictTransposedRows<TKernel, SimdFloat16Of128, SimdDouble8Of128>(x, gamma, beta, destination, epsilon);
        }
    }

    internal static unsafe void FastTransposed<TKernel>(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination, double epsilon)
        where TKernel : struct, IFastUnrolledKernel
    {
        fixed (float* pinnedX = x, pinnedGamma = gamma, pinnedBeta = beta, pinnedY = destination) // lanes load and store parts of vectors through pointers
        {
            if (x.Length <= FewRows * TKernel.ExampleLength) General<TKernel, float>(x, gamma, beta, destination, epsilon);
            else if (Vector512.IsHardwareAccelerated) FastTransposedRows<TKernel, SimdFloat16Of512, SimdDouble8Of512>(x, gamma, beta, destination, epsilon);
            else if (Vector256.IsHardwareAccelerated) FastTransposedRows<TKernel, SimdFloat16Of256, SimdDouble8Of256>(x, gamma, beta, destination, epsilon);
            else FastTransposedRows<TKernel, SimdFloat16Of128, SimdDouble8Of128>(x, gamma, beta, destination, epsilon);
        }
    }

    // Whole rows, all parameters, in place or apart.
    private static bool IsOrdinary<TKernel, T>(ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, ReadOnlySpan<T> destination)
        where TKernel : struct, IUnrolledKernel where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        x.Length % TKernel.ExampleLength == 0 && gamma.Length == TKernel.GammaLength && beta.Length == TKernel.BetaLength
        && destination.Length >= x.Length && (!x.Overlaps(destination, out int offset) || offset == 0)
        && !gamma.Overlaps(destination) && !beta.Overlaps(destination);

    // A call that is out of the ordinary, or has to be refused.
    private static void Checked<TKernel, T>(ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination)
        where TKernel : struct, IUnrolledKernel where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowGuard.Forward(x, TKernel.ExampleLength, gamma, beta, destination, TKernel.Epsilon);
        General<TKernel, T>(x, gamma, beta, destination, TKernel.Epsilon);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void General<TKernel, T>(ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination, double epsilon)
        where TKernel : struct, IUnrolledKernel where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        RowKernels.Normalize(
            x, x.Length / TKernel.ExampleLength, TKernel.ExampleLength, SubtractsMean<TKernel>(), gamma, TKernel.UnitOffset, beta, destination,
            default, default, epsilon, TKernel.Precision);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Batched<TKernel>(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination, double epsilon)
        where TKernel : struct, IUnrolledKernel =>
        BatchedKernels.Normalize(
            x, TKernel.ExampleLength, SubtractsMean<TKernel>(), gamma, TKernel.UnitOffset, beta, destination, epsilon, TKernel.Precision == NormPrecision.Fast);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool SubtractsMean<TKernel>() where TKernel : struct, IUnrolledKernel => TKernel.Kind == NormKind.LayerNorm;

    // The first whole cache line of scratch memory on the stack, which has one line to spare.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe ref float Line<TScratch>(ref TScratch memory) where TScratch : struct =>
        ref Unsafe.AsRef<float>((void*)(((nint)Unsafe.AsPointer(ref memory) + NonTemporalBuffer.Line - 1) & -NonTemporalBuffer.Line));
}
