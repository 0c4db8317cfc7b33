using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Rows.Doubles;
using Norm.ML.Internals.Rows.Floats;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows;

internal static partial class RowKernels
{
    /// <summary>
    /// Rows whose gamma and beta change every few rows: batches of rows are measured together and written one by one. Gamma and beta lie one after
    /// the other with a stride. With few rows, a call for each of them would take up to three times as long.
    /// </summary>
    public static void NormalizeEach<T>(
        ReadOnlySpan<T> x, int size, bool subtractMean, EachParameter<T> gamma, bool unitOffset, EachParameter<T> beta, Span<T> y, double epsilon,
        NormPrecision precision) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var call = new RowCall<T>(
            x, x.Length / size, size, gamma.Values, beta.Values, y, default, default, epsilon, precision == NormPrecision.Fast);
        var each = new EachStride(gamma.Rows, gamma.Values.IsEmpty ? 0 : gamma.Stride, beta.Values.IsEmpty ? 0 : beta.Stride);
        if (!subtractMean)
        {
            if (unitOffset && !gamma.Values.IsEmpty)
            {
                EachByWidth<T, RmsNormUnitOffset>(in call, each);
            }
            else
            {
                EachByWidth<T, RmsNormPlain>(in call, each);
            }
        }
        else if (beta.Values.IsEmpty)
        {
            EachByWidth<T, LayerNormGamma>(in call, each);
        }
        else if (gamma.Values.IsEmpty)
        {
            EachByWidth<T, LayerNormBeta>(in call, each);
        }
        else
        {
            EachByWidth<T, LayerNormGammaBeta>(in call, each);
        }
    }

    private static void EachByWidth<T, TMode>(in RowCall<T> call, EachStride each) where T : unmanaged where TMode : struct, IAffineMode
    {
        if (Vector512.IsHardwareAccelerated)
        {
            EachTyped<T, SimdFloat16Of512, SimdDouble8Of512, TMode>(in call, each);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            EachTyped<T, SimdFloat16Of256, SimdDouble8Of256, TMode>(in call, each);
        }
        else
        {
            EachTyped<T, SimdFloat16Of128, SimdDouble8Of128, TMode>(in call, each);
        }
    }

    private static void EachTyped<T, F, D, TMode>(in RowCall<T> call, EachStride each)
        where T : unmanaged where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        if (typeof(T) == typeof(double))
        {
            Each<double, DoubleStrict<D, TMode>>(in RowCall<T>.As<double>(in call), each);
        }
        else if (call.Fast && call.Size > LongestStrictRow)
        {
            Each<float, FloatFast<F, D, TMode>>(in RowCall<T>.As<float>(in call), each);
        }
        else if (call.Fast && call.Size <= FloatTiny<F, D, TMode>.Longest)
        {
            Each<float, FloatTiny<F, D, TMode>>(in RowCall<T>.As<float>(in call), each);
        }
        else
        {
            Each<float, FloatStrict<F, D, TMode>>(in RowCall<T>.As<float>(in call), each);
        }
    }

    [SkipLocalsInit]
    private static unsafe void Each<T, TKernel>(in RowCall<T> call, EachStride each) where T : unmanaged where TKernel : struct, IRowKernel<T>
    {
        fixed (T* pinnedX = call.X, pinnedGamma = call.Gamma, pinnedBeta = call.Beta, pinnedY = call.Y) // masked loads and stores take pointers
        {
            Unsafe.SkipInit(out RowBatch memory);
            ref double batch = ref RowBatch.Start(ref memory);
            ref T x = ref MemoryMarshal.GetReference(call.X), y = ref MemoryMarshal.GetReference(call.Y);
            ref T gamma = ref MemoryMarshal.GetReference(call.Gamma), beta = ref MemoryMarshal.GetReference(call.Beta);
            nint size = call.Size, step = TKernel.Rows(size, nonTemporal: false);
            for (nint first = 0; first < call.Rows; first += step)
            {
                nint count = nint.Min(step, call.Rows - first);
                TKernel.Measure(ref Unsafe.Add(ref x, first * size), count, size, call.Epsilon, ref batch);
                for (nint i = 0; i < count; i++)
                {
                    nint row = first + i, example = row / each.Rows;
                    TKernel.Write<CachedStore>(
                        ref Unsafe.Add(ref x, row * size), ref Unsafe.Add(ref gamma, example * each.Gamma),
                        ref Unsafe.Add(ref beta, example * each.Beta), ref Unsafe.Add(ref y, row * size), i, 1, size, ref batch);
                }
            }
        }
    }
}

/// <summary>A parameter that changes every few rows.</summary>
internal readonly ref struct EachParameter<T>(ReadOnlySpan<T> values, int rows, int stride) where T : unmanaged
{
    public readonly ReadOnlySpan<T> Values = values;
    public readonly int Rows = rows, Stride = stride;
}

/// <summary>After how many rows gamma and beta change, and by how many elements.</summary>
internal readonly record struct EachStride(int Rows, int Gamma, int Beta);
