using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Rows.Floats;
using Norm.ML.Internals.Simd;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Few;

/// <summary>
/// Calls with up to three rows, as a cursor or a service makes them. Nothing is staged for sixteen rows: sums, coefficients and output of a row stay
/// in registers. The operations and their order are those of the kernels for many rows, so the bits are the same. A row that needs the fallback goes
/// to <see cref="RowKernels"/>, alone.
/// </summary>
internal static class FewRows
{
    /// <inheritdoc cref="UnrolledRows.MostFewRows"/>
    private const int Most = UnrolledRows.MostFewRows;

    /// <summary>Normalizes rows if they are few and these kernels are for them; returns false otherwise. The arguments were checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool LayerNorm(
        ReadOnlySpan<float> x, int rows, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, double epsilon,
        NormPrecision precision)
    {
        if (!IsFor(rows, precision))
        {
            return false;
        }

        if (gamma.IsEmpty != beta.IsEmpty)
        {
            OneParameter(x, rows, size, gamma, beta, y, epsilon, precision);
        }
        else if (gamma.IsEmpty)
        {
            Run<LayerNormPlain>(x, rows, size, gamma, beta, y, epsilon, precision == NormPrecision.Fast);
        }
        else
        {
            Run<LayerNormGammaBeta>(x, rows, size, gamma, beta, y, epsilon, precision == NormPrecision.Fast);
        }

        return true;
    }

    /// <inheritdoc cref="LayerNorm"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool RmsNorm(
        ReadOnlySpan<float> x, int rows, int size, ReadOnlySpan<float> gamma, bool unitOffset, Span<float> y, double epsilon, NormPrecision precision)
    {
        if (!IsFor(rows, precision))
        {
            return false;
        }

        if (gamma.IsEmpty)
        {
            Run<RmsNormPlain>(x, rows, size, gamma, default, y, epsilon, precision == NormPrecision.Fast);
        }
        else if (unitOffset)
        {
            Run<RmsNormUnitOffset>(x, rows, size, gamma, default, y, epsilon, precision == NormPrecision.Fast);
        }
        else
        {
            Run<RmsNormGamma>(x, rows, size, gamma, default, y, epsilon, precision == NormPrecision.Fast);
        }

        return true;
    }

    /// <summary>
    /// The most frequent call: one strict row with all parameters. False, without a result, for other calls and for arguments that are wrong. All
    /// checks together are few instructions, so that the processor works on two such calls at once.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool OneRow<TMode>(
        ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, double epsilon,
        NormPrecision precision)
        where TMode : struct, IAffineMode
    {
        ref float source = ref MemoryMarshal.GetReference(x), target = ref MemoryMarshal.GetReference(y);
        ref float g = ref MemoryMarshal.GetReference(gamma), b = ref MemoryMarshal.GetReference(beta);
        nuint bytes = (nuint)(uint)size * sizeof(float);
        if (!SoftwareFma.IsHardware || !ProcessorGuard.IsSupported || precision != NormPrecision.Strict || x.Length != size || y.Length < size
            || size == 0 || gamma.Length != size || beta.Length != (TMode.Beta ? size : 0) || !(epsilon >= 0 && epsilon <= double.MaxValue)
            || (Overlaps(ref source, ref target, bytes) && !Unsafe.AreSame(ref source, ref target)) || Overlaps(ref g, ref target, bytes)
            || (TMode.Beta && Overlaps(ref b, ref target, bytes)))
        {
            return false;
        }

        if (!Row<TMode>(ref source, size, ref g, ref b, ref target, epsilon, fast: false))
        {
            Fallback<TMode>(ref source, size, ref g, ref b, ref target, epsilon, fast: false);
        }

        return true;
    }

    // Memory of the same length: by how far the addresses are apart, in either direction.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Overlaps(ref float a, ref float b, nuint bytes) => (nuint)Unsafe.ByteOffset(ref a, ref b) + (bytes - 1) <= 2 * bytes - 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsFor(int rows, NormPrecision precision) =>
        (uint)(rows - 1) < Most && SoftwareFma.IsHardware && (precision is NormPrecision.Strict or NormPrecision.Fast);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void OneParameter(
        ReadOnlySpan<float> x, int rows, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, double epsilon,
        NormPrecision precision)
    {
        if (gamma.IsEmpty)
        {
            Run<LayerNormBeta>(x, rows, size, gamma, beta, y, epsilon, precision == NormPrecision.Fast);
        }
        else
        {
            Run<LayerNormGamma>(x, rows, size, gamma, beta, y, epsilon, precision == NormPrecision.Fast);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<TMode>(
        ReadOnlySpan<float> x, int rows, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, double epsilon, bool fast)
        where TMode : struct, IAffineMode
    {
        ref float source = ref MemoryMarshal.GetReference(x), g = ref MemoryMarshal.GetReference(gamma);
        ref float b = ref MemoryMarshal.GetReference(beta), target = ref MemoryMarshal.GetReference(y);
        do
        {
            if (!Row<TMode>(ref source, size, ref g, ref b, ref target, epsilon, fast))
            {
                Fallback<TMode>(ref source, size, ref g, ref b, ref target, epsilon, fast);
            }

            source = ref Unsafe.Add(ref source, size);
            target = ref Unsafe.Add(ref target, size);
        }
        while (--rows > 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Row<TMode>(ref float x, nint size, ref float gamma, ref float beta, ref float y, double epsilon, bool fast)
        where TMode : struct, IAffineMode
    {
        if (size <= 8 && Vector256.IsHardwareAccelerated)
        {
            return fast
                ? FewEights<TMode>.NormalizeFast(ref x, size, ref gamma, ref beta, ref y, epsilon)
                : FewEights<TMode>.Normalize(ref x, size, ref gamma, ref beta, ref y, epsilon);
        }

        if (Vector512.IsHardwareAccelerated)
        {
            return Row<SimdFloat16Of512, SimdDouble8Of512, TMode>(ref x, size, ref gamma, ref beta, ref y, epsilon, fast);
        }

        return Vector256.IsHardwareAccelerated
            ? Row<SimdFloat16Of256, SimdDouble8Of256, TMode>(ref x, size, ref gamma, ref beta, ref y, epsilon, fast)
            : Row<SimdFloat16Of128, SimdDouble8Of128, TMode>(ref x, size, ref gamma, ref beta, ref y, epsilon, fast);
    }

    // Fast rows of 9 to 128 elements are strict ones. Shorter ones come here only without vectors of 256 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Row<F, D, TMode>(ref float x, nint size, ref float gamma, ref float beta, ref float y, double epsilon, bool fast)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        if (!fast || size is > FloatTiny<F, D, TMode>.Longest and <= RowKernels.LongestStrictRow)
        {
            return FewFloats<F, D, TMode>.Normalize(ref x, size, ref gamma, ref beta, ref y, epsilon);
        }

        return size > RowKernels.LongestStrictRow && FewFast<F, D, TMode>.Normalize(ref x, size, ref gamma, ref beta, ref y, epsilon);
    }

    /// <summary>A row that needs the fallback.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fallback<TMode>(ref float x, nint size, ref float gamma, ref float beta, ref float y, double epsilon, bool fast)
        where TMode : struct, IAffineMode
    {
        int length = (int)size;
        ReadOnlySpan<float> g = TMode.Gamma ? MemoryMarshal.CreateReadOnlySpan(ref gamma, length) : default;
        ReadOnlySpan<float> b = TMode.Beta ? MemoryMarshal.CreateReadOnlySpan(ref beta, length) : default;
        RowKernels.Normalize(
            MemoryMarshal.CreateReadOnlySpan(ref x, length), 1, length, TMode.SubtractsMean, g, TMode.UnitOffset, b,
            MemoryMarshal.CreateSpan(ref y, length), default, default, epsilon, fast ? NormPrecision.Fast : NormPrecision.Strict);
    }
}
