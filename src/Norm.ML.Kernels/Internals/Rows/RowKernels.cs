using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Exact;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Rows.Doubles;
using Norm.ML.Internals.Rows.Few;
using Norm.ML.Internals.Rows.Floats;
using Norm.ML.Internals.Simd;
using Norm.ML.Internals.Unrolled;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows;

/// <summary>Chooses the kernel for LayerNorm and RMSNorm. The arguments were checked.</summary>
internal static partial class RowKernels
{
    /// <summary>
    /// For rows of 9 to 128 floats, Fast runs the Strict code: float arithmetic would be no faster there, or less exact than PyTorch. Shorter rows
    /// use <see cref="FloatTiny{F, D, TMode}"/>.
    /// </summary>
    public const int LongestStrictRow = 128;

    public static void Normalize<T>(
        ReadOnlySpan<T> x, int rows, int size, bool subtractMean, ReadOnlySpan<T> gamma, bool unitOffset, ReadOnlySpan<T> beta, Span<T> y,
        Span<double> mean, Span<double> inverse, double epsilon, NormPrecision precision) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (rows == 0)
        {
            return;
        }

        var formula = new ExactFormula(subtractMean, epsilon);
        if (precision == NormPrecision.Exact && typeof(T) == typeof(float))
        {
            ExactRows.Normalize(
                ElementTypes.As<T, float>(x), rows, size, formula, ElementTypes.As<T, float>(gamma), unitOffset, ElementTypes.As<T, float>(beta),
                ElementTypes.As<T, float>(y), mean, inverse);
            return;
        }

        if (precision == NormPrecision.Exact && typeof(T) == typeof(Half))
        {
            ExactRows.Normalize(
                ElementTypes.As<T, Half>(x), rows, size, formula, ElementTypes.As<T, Half>(gamma), unitOffset, ElementTypes.As<T, Half>(beta),
                ElementTypes.As<T, Half>(y), mean, inverse);
            return;
        }

        if (typeof(T) == typeof(Half))
        {
            NormalizeHalf(
                ElementTypes.As<T, Half>(x), rows, size, subtractMean, ElementTypes.As<T, Half>(gamma), unitOffset, ElementTypes.As<T, Half>(beta),
                ElementTypes.As<T, Half>(y),
                mean, inverse, epsilon, precision);
            return;
        }
        var call = new RowCall<T>(x, rows, size, gamma, beta, y, mean, inverse, epsilon, precision == NormPrecision.Fast);
        if (!subtractMean)
        {
            if (gamma.IsEmpty)
            {
                ByWidth<T, RmsNormPlain>(in call);
            }
            else if (unitOffset)
            {
                ByWidth<T, RmsNormUnitOffset>(in call);
            }
            else
            {
                ByWidth<T, RmsNormGamma>(in call);
            }
        }
        else if (beta.IsEmpty)
        {
            if (gamma.IsEmpty)
            {
                ByWidth<T, LayerNormPlain>(in call);
            }
            else
            {
                ByWidth<T, LayerNormGamma>(in call);
            }
        }
        else if (gamma.IsEmpty)
        {
            ByWidth<T, LayerNormBeta>(in call);
        }
        else
        {
            ByWidth<T, LayerNormGammaBeta>(in call);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ByWidth<T, TMode>(in RowCall<T> call) where T : unmanaged where TMode : struct, IAffineMode
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Typed<T, SimdFloat16Of512, SimdDouble8Of512, TMode>(in call);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Typed<T, SimdFloat16Of256, SimdDouble8Of256, TMode>(in call);
        }
        else
        {
            Typed<T, SimdFloat16Of128, SimdDouble8Of128, TMode>(in call);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Typed<T, F, D, TMode>(in RowCall<T> call)
        where T : unmanaged where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        if (typeof(T) == typeof(float) && call.Fast && call.Size > LongestStrictRow)
        {
            Run<float, FloatFast<F, D, TMode>>(in RowCall<T>.As<float>(in call));
        }
        else if (typeof(T) == typeof(float) && call.Fast && call.Size <= FloatTiny<F, D, TMode>.Longest)
        {
            Run<float, FloatTiny<F, D, TMode>>(in RowCall<T>.As<float>(in call));
        }
        else if (typeof(T) == typeof(float))
        {
            Run<float, FloatStrict<F, D, TMode>>(in RowCall<T>.As<float>(in call));
        }
        else
        {
            Run<double, DoubleStrict<D, TMode>>(in RowCall<T>.As<double>(in call));
        }
    }

    private static unsafe void Run<T, TKernel>(in RowCall<T> call) where T : unmanaged where TKernel : struct, IRowKernel<T>
    {
        // Masked loads and stores take pointers, so no array may move.
        fixed (T* pinnedX = call.X, pinnedGamma = call.Gamma, pinnedBeta = call.Beta, pinnedY = call.Y)
        {
            RunPinned<T, TKernel>(in call);
        }
    }

    private static unsafe void RunPinned<T, TKernel>(in RowCall<T> call) where T : unmanaged where TKernel : struct, IRowKernel<T>
    {
        ref T x = ref MemoryMarshal.GetReference(call.X), y = ref MemoryMarshal.GetReference(call.Y);
        ref T gamma = ref MemoryMarshal.GetReference(call.Gamma), beta = ref MemoryMarshal.GetReference(call.Beta);
        ref double mean = ref Wanted(call.Mean), inverse = ref Wanted(call.Inverse);
        if (!NonTemporalBuffer.ShouldStream(call.X, call.Y))
        {
            RowLoop.Normalize<T, TKernel, CachedStore>(ref x, ref gamma, ref beta, ref y, call.Rows, call.Size, call.Epsilon, ref mean, ref inverse);
            return;
        }
        fixed (T* pinned = &y) // pinned, or its alignment could change during the call
        {
            if ((call.Size * sizeof(T) | (nint)pinned) % NonTemporalBuffer.Line != 0)
            {
                RowLoop.Stream<T, TKernel>(ref x, ref gamma, ref beta, pinned, call.Rows, call.Size, call.Epsilon, ref mean, ref inverse);
                return;
            }
            RowLoop.Normalize<T, TKernel, NonTemporalStore>(
                ref x, ref gamma, ref beta, ref y, call.Rows, call.Size, call.Epsilon, ref mean, ref inverse);
            NonTemporalBuffer.Fence();
        }
    }

    /// <summary>A reference to the first element; a null reference if the span is empty, that is, not wanted.</summary>
    public static ref double Wanted(Span<double> span)
    {
        if (span.IsEmpty)
        {
            return ref Unsafe.NullRef<double>();
        }

        return ref MemoryMarshal.GetReference(span);
    }

    /// <summary>The length of a block of halves. With its source, its result, gamma and beta it fits the L1 cache.</summary>
    private const int HalfBlock = 2048;

    /// <summary>Half storage: a block of rows is converted to floats, normalized, and rounded to Half once.</summary>
    private static void NormalizeHalf(
        ReadOnlySpan<Half> x, int rows, int size, bool subtractMean, ReadOnlySpan<Half> gamma, bool unitOffset, ReadOnlySpan<Half> beta, Span<Half> y,
        Span<double> mean, Span<double> inverse, double epsilon, NormPrecision precision)
    {
        int step = Math.Max(1, HalfBlock / size);
        using var scratch = new Scratch<float>(step * size + gamma.Length + beta.Length);
        Span<float> block = scratch.Span[..(step * size)], g = scratch.Span.Slice(block.Length, gamma.Length),
            b = scratch.Span[(block.Length + gamma.Length)..];
        HalfConversions.Widen(gamma, g);
        HalfConversions.Widen(beta, b);
        for (int row = 0; row < rows; row += step)
        {
            int count = Math.Min(step, rows - row), from = row * size, length = count * size;
            Span<float> part = block[..length];
            HalfConversions.Widen(x.Slice(from, length), part);
            if (mean.IsEmpty && inverse.IsEmpty)
            {
                NormalizeFloats(part, count, size, subtractMean, g, unitOffset, b, part, epsilon, precision);
            }
            else
            {
                Normalize<float>(
                    part, count, size, subtractMean, g, unitOffset, b, part, mean.IsEmpty ? mean : mean.Slice(row, count),
                    inverse.IsEmpty ? inverse : inverse.Slice(row, count), epsilon, precision);
            }

            HalfConversions.Narrow(part, y.Slice(from, length));
        }
    }

    /// <summary>Rows of floats without statistics for the caller: by the kernels for few rows, or for their size, or for any.</summary>
    private static void NormalizeFloats(
        ReadOnlySpan<float> x, int rows, int size, bool subtractMean, ReadOnlySpan<float> gamma, bool unitOffset, ReadOnlySpan<float> beta,
        Span<float> y, double epsilon, NormPrecision precision)
    {
        bool many = size <= FloatDispatch.Longest && rows > FloatDispatch.FewRows;
        bool done = subtractMean
            ? FewRows.LayerNorm(x, rows, size, gamma, beta, y, epsilon, precision)
                || (many && FloatDispatch.LayerNorm(x, size, gamma, beta, y, epsilon, precision))
            : FewRows.RmsNorm(x, rows, size, gamma, unitOffset, y, epsilon, precision)
                || (many && FloatDispatch.RmsNorm(x, size, gamma, unitOffset, y, epsilon, precision));
        if (!done)
        {
            Normalize(x, rows, size, subtractMean, gamma, unitOffset, beta, y, default, default, epsilon, precision);
        }
    }

    /// <summary>The length of a block that is added and then normalized while it is in the L1 cache.</summary>
    private const int CacheBlock = 4096;

    public static void NormalizeResidual<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> residual, int rows, int size, bool subtractMean, ReadOnlySpan<T> gamma, bool unitOffset,
        ReadOnlySpan<T> beta, Span<T> sum, Span<T> y, double epsilon, NormPrecision precision) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int step = Math.Max(1, CacheBlock / size);
        for (int row = 0; row < rows; row += step)
        {
            int count = Math.Min(step, rows - row), from = row * size, length = count * size;
            Span<T> target = sum.Slice(from, length);
            TensorPrimitives.Add(x.Slice(from, length), residual.Slice(from, length), target);
            Normalize(target, count, size, subtractMean, gamma, unitOffset, beta, y.Slice(from, length), default, default, epsilon, precision);
        }
    }
}
