using System.Numerics;
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
    public static bool LayerNorm<T>(
        ReadOnlySpan<T> x, int rows, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> y, double epsilon, NormPrecision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
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
            Run<T, LayerNormPlain>(x, rows, size, gamma, beta, y, epsilon, precision == NormPrecision.Fast);
        }
        else
        {
            Run<T, LayerNormGammaBeta>(x, rows, size, gamma, beta, y, epsilon, precision == NormPrecision.Fast);
        }

        return true;
    }

    /// <inheritdoc cref="LayerNorm"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool RmsNorm<T>(
        ReadOnlySpan<T> x, int rows, int size, ReadOnlySpan<T> gamma, bool unitOffset, Span<T> y, double epsilon, NormPrecision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!IsFor(rows, precision))
        {
            return false;
        }

        if (gamma.IsEmpty)
        {
            Run<T, RmsNormPlain>(x, rows, size, gamma, default, y, epsilon, precision == NormPrecision.Fast);
        }
        else if (unitOffset)
        {
            Run<T, RmsNormUnitOffset>(x, rows, size, gamma, default, y, epsilon, precision == NormPrecision.Fast);
        }
        else
        {
            Run<T, RmsNormGamma>(x, rows, size, gamma, default, y, epsilon, precision == NormPrecision.Fast);
        }

        return true;
    }

    /// <summary>
    /// The most frequent call: one row with all parameters. False, without a result, for other calls and for arguments that are wrong. All
    /// checks together are few instructions, so that the processor works on two such calls at once.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool OneRow<T, TMode>(
        ReadOnlySpan<T> x, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> y, double epsilon, NormPrecision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TMode : struct, IAffineMode
    {
        ref T source = ref MemoryMarshal.GetReference(x), target = ref MemoryMarshal.GetReference(y);
        ref T g = ref MemoryMarshal.GetReference(gamma), b = ref MemoryMarshal.GetReference(beta);
        nuint bytes = (nuint)(uint)size * (nuint)Unsafe.SizeOf<T>();
        if (!SoftwareFma.IsHardware || !ProcessorGuard.IsSupported || (uint)precision > (uint)NormPrecision.Fast || x.Length != size
            || y.Length < size || size == 0 || gamma.Length != size || beta.Length != (TMode.Beta ? size : 0)
            || !(epsilon >= 0 && epsilon <= double.MaxValue)
            || (Overlaps(ref source, ref target, bytes) && !Unsafe.AreSame(ref source, ref target)) || Overlaps(ref g, ref target, bytes)
            || (TMode.Beta && Overlaps(ref b, ref target, bytes)))
        {
            return false;
        }

        if (!Row<T, TMode>(ref source, size, ref g, ref b, ref target, epsilon, precision == NormPrecision.Fast))
        {
            Fallback<T, TMode>(ref source, size, ref g, ref b, ref target, epsilon, precision == NormPrecision.Fast);
        }

        return true;
    }

    // Memory of the same length: by how far the addresses are apart, in either direction.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Overlaps<T>(ref T a, ref T b, nuint bytes) => (nuint)Unsafe.ByteOffset(ref a, ref b) + (bytes - 1) <= 2 * bytes - 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsFor(int rows, NormPrecision precision) =>
        (uint)(rows - 1) < Most && SoftwareFma.IsHardware && (precision is NormPrecision.Strict or NormPrecision.Fast);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void OneParameter<T>(
        ReadOnlySpan<T> x, int rows, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> y, double epsilon, NormPrecision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (gamma.IsEmpty)
        {
            Run<T, LayerNormBeta>(x, rows, size, gamma, beta, y, epsilon, precision == NormPrecision.Fast);
        }
        else
        {
            Run<T, LayerNormGamma>(x, rows, size, gamma, beta, y, epsilon, precision == NormPrecision.Fast);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<T, TMode>(
        ReadOnlySpan<T> x, int rows, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> y, double epsilon, bool fast)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TMode : struct, IAffineMode
    {
        ref T source = ref MemoryMarshal.GetReference(x), g = ref MemoryMarshal.GetReference(gamma);
        ref T b = ref MemoryMarshal.GetReference(beta), target = ref MemoryMarshal.GetReference(y);
        do
        {
            if (!Row<T, TMode>(ref source, size, ref g, ref b, ref target, epsilon, fast))
            {
                Fallback<T, TMode>(ref source, size, ref g, ref b, ref target, epsilon, fast);
            }

            source = ref Unsafe.Add(ref source, size);
            target = ref Unsafe.Add(ref target, size);
        }
        while (--rows > 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Row<T, TMode>(ref T x, nint size, ref T gamma, ref T beta, ref T y, double epsilon, bool fast)
        where T : unmanaged where TMode : struct, IAffineMode
    {
        if (typeof(T) == typeof(float))
        {
            return Row<TMode>(
                ref Unsafe.As<T, float>(ref x), size, ref Unsafe.As<T, float>(ref gamma), ref Unsafe.As<T, float>(ref beta),
                ref Unsafe.As<T, float>(ref y), epsilon, fast);
        }

        ref double source = ref Unsafe.As<T, double>(ref x), g = ref Unsafe.As<T, double>(ref gamma);
        ref double b = ref Unsafe.As<T, double>(ref beta), target = ref Unsafe.As<T, double>(ref y);
        if (Vector512.IsHardwareAccelerated)
        {
            return FewDoubles<SimdDouble8Of512, TMode>.Normalize(ref source, size, ref g, ref b, ref target, epsilon);
        }

        return Vector256.IsHardwareAccelerated
            ? FewDoubles<SimdDouble8Of256, TMode>.Normalize(ref source, size, ref g, ref b, ref target, epsilon)
            : FewDoubles<SimdDouble8Of128, TMode>.Normalize(ref source, size, ref g, ref b, ref target, epsilon);
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
    private static void Fallback<T, TMode>(ref T x, nint size, ref T gamma, ref T beta, ref T y, double epsilon, bool fast)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TMode : struct, IAffineMode
    {
        int length = (int)size;
        ReadOnlySpan<T> g = TMode.Gamma ? MemoryMarshal.CreateReadOnlySpan(ref gamma, length) : default;
        ReadOnlySpan<T> b = TMode.Beta ? MemoryMarshal.CreateReadOnlySpan(ref beta, length) : default;
        RowKernels.Normalize(
            MemoryMarshal.CreateReadOnlySpan(ref x, length), 1, length, TMode.SubtractsMean, g, TMode.UnitOffset, b,
            MemoryMarshal.CreateSpan(ref y, length), default, default, epsilon, fast ? NormPrecision.Fast : NormPrecision.Strict);
    }
}
