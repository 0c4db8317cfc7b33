using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Rows.Doubles;
using Norm.ML.Internals.Rows.Floats;
using Norm.ML.Internals.Unrolled;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows;

internal static partial class RowKernels
{
    /// <summary>
    /// Rows whose scale and shift change every few rows: batches of rows are measured together, and each row is written with its own. Gamma is
    /// 1 + scale; of LayerNorm, rounded to the element type. At least one of scale and shift is there; RMSNorm has a scale.
    /// </summary>
    public static void NormalizeEach<T>(
        ReadOnlySpan<T> x, int size, int rowsPerExample, bool subtractMean, ReadOnlySpan<T> scale, ReadOnlySpan<T> shift, int stride, Span<T> y,
        double epsilon, NormPrecision precision) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float) && subtractMean && rowsPerExample == 1 && FloatDispatch.LayerEach(
            ElementTypes.As<T, float>(x), size, ElementTypes.As<T, float>(scale), ElementTypes.As<T, float>(shift), stride,
            ElementTypes.As<T, float>(y), epsilon))
        {
            return;
        }

        var call = new RowCall<T>(x, x.Length / size, size, scale, shift, y, default, default, epsilon, precision == NormPrecision.Fast);
        var each = new EachRow(rowsPerExample, scale.IsEmpty ? 0 : stride, shift.IsEmpty ? 0 : stride, rowsPerExample);
        if (!subtractMean)
        {
            EachByWidth<T, RmsNormUnitOffset>(in call, each);
        }
        else if (scale.IsEmpty)
        {
            EachByWidth<T, LayerNormBeta>(in call, each);
        }
        else if (shift.IsEmpty)
        {
            EachByWidth<T, LayerNormScale>(in call, each);
        }
        else
        {
            EachByWidth<T, LayerNormScaleShift>(in call, each);
        }
    }

    private static void EachByWidth<T, TMode>(in RowCall<T> call, EachRow each) where T : unmanaged where TMode : struct, IAffineMode
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

    private static void EachTyped<T, F, D, TMode>(in RowCall<T> call, EachRow each)
        where T : unmanaged where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        if (typeof(T) == typeof(double))
        {
            Each<double, DoubleStrict<D, TMode>, TMode>(in RowCall<T>.As<double>(in call), each);
        }
        else if (call.Fast && call.Size > LongestStrictRow)
        {
            Each<float, FloatFast<F, D, TMode>, TMode>(in RowCall<T>.As<float>(in call), each);
        }
        else if (call.Fast && call.Size <= FloatTiny<F, D, TMode>.Longest)
        {
            Each<float, FloatTiny<F, D, TMode>, TMode>(in RowCall<T>.As<float>(in call), each);
        }
        else
        {
            Each<float, FloatStrict<F, D, TMode>, TMode>(in RowCall<T>.As<float>(in call), each);
        }
    }

    [SkipLocalsInit]
    private static unsafe void Each<T, TKernel, TMode>(in RowCall<T> call, EachRow each)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TKernel : struct, IRowKernel<T> where TMode : struct, IAffineMode
    {
        using var scratch = new Scratch<T>(TMode.Scale ? call.Size : 0);
        fixed (T* pinnedX = call.X, pinnedGamma = call.Gamma, pinnedBeta = call.Beta, pinnedY = call.Y, pinnedOne = scratch.Span) // masked loads
        {
            Unsafe.SkipInit(out RowBatch memory);
            ref double batch = ref RowBatch.Start(ref memory);
            ref T x = ref MemoryMarshal.GetReference(call.X), y = ref MemoryMarshal.GetReference(call.Y);
            ref T gamma = ref MemoryMarshal.GetReference(call.Gamma), beta = ref MemoryMarshal.GetReference(call.Beta);
            nint size = call.Size, step = TKernel.Rows(size, nonTemporal: false);
            for (nint first = 0; first < call.Rows; first += step)
            {
                nint count = nint.Min(step, call.Rows - first), example = first / each.Rows;
                ref T source = ref Unsafe.Add(ref x, first * size), target = ref Unsafe.Add(ref y, first * size);
                ref T g = ref Unsafe.Add(ref gamma, example * each.Gamma), b = ref Unsafe.Add(ref beta, example * each.Beta);
                EachRow here = each with { Left = (example + 1) * each.Rows - first };
                TKernel.Measure(ref source, count, size, call.Epsilon, ref batch);
                if (!TKernel.WriteEach(ref source, ref g, ref b, ref target, count, size, here, ref batch))
                {
                    WriteOneByOne<T, TKernel, TMode>(ref source, ref g, ref b, ref target, count, size, here, ref batch, scratch.Span);
                }
            }
        }
    }

    private static void WriteOneByOne<T, TKernel, TMode>(
        ref T x, ref T gamma, ref T beta, ref T y, nint rows, nint size, EachRow each, ref double batch, Span<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TKernel : struct, IRowKernel<T> where TMode : struct, IAffineMode
    {
        nint left = each.Left;
        for (nint row = 0; row < rows; row++)
        {
            if (TMode.Scale && (row == 0 || left == each.Rows))
            {
                TensorPrimitives.Add(MemoryMarshal.CreateReadOnlySpan(ref gamma, (int)size), T.One, scratch);
            }

            ref T ofRow = ref TMode.Scale ? ref MemoryMarshal.GetReference(scratch) : ref gamma;
            TKernel.Write<CachedStore>(
                ref Unsafe.Add(ref x, row * size), ref ofRow, ref beta, ref Unsafe.Add(ref y, row * size), row, 1, size, ref batch);
            if (--left == 0)
            {
                left = each.Rows;
                gamma = ref Unsafe.Add(ref gamma, each.Gamma);
                beta = ref Unsafe.Add(ref beta, each.Beta);
            }
        }
    }
}

/// <summary>After how many rows gamma and beta change, by how many elements, and how many rows are left until then.</summary>
internal readonly record struct EachRow(nint Rows, nint Gamma, nint Beta, nint Left);
