using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Rows.Floats;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Batched;

/// <summary>Chooses the loop for float rows of up to 128 elements, or up to 448 if fast. The arguments were checked.</summary>
internal static class BatchedKernels
{
    public static void Normalize(
        ReadOnlySpan<float> x, int size, bool subtractMean, ReadOnlySpan<float> gamma, bool unitOffset, ReadOnlySpan<float> beta, Span<float> y,
        double epsilon, bool fast)
    {
        if (!subtractMean)
        {
            if (gamma.IsEmpty)
            {
                ByWidth<RmsNormPlain>(x, size, gamma, beta, y, epsilon, fast);
            }
            else if (unitOffset)
            {
                ByWidth<RmsNormUnitOffset>(x, size, gamma, beta, y, epsilon, fast);
            }
            else
            {
                ByWidth<RmsNormGamma>(x, size, gamma, beta, y, epsilon, fast);
            }
        }
        else if (beta.IsEmpty)
        {
            if (gamma.IsEmpty)
            {
                ByWidth<LayerNormPlain>(x, size, gamma, beta, y, epsilon, fast);
            }
            else
            {
                ByWidth<LayerNormGamma>(x, size, gamma, beta, y, epsilon, fast);
            }
        }
        else if (gamma.IsEmpty)
        {
            ByWidth<LayerNormBeta>(x, size, gamma, beta, y, epsilon, fast);
        }
        else
        {
            ByWidth<LayerNormGammaBeta>(x, size, gamma, beta, y, epsilon, fast);
        }
    }

    /// <summary>UnitNorm.</summary>
    public static void NormalizeLength(ReadOnlySpan<float> x, int size, Span<float> y, double epsilon, bool fast) =>
        ByWidth<UnitNormPlain>(x, size, default, default, y, epsilon, fast);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ByWidth<TMode>(
        ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, double epsilon, bool fast)
        where TMode : struct, IAffineMode
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Run<SimdFloat16Of512, SimdDouble8Of512, TMode>(x, size, gamma, beta, y, epsilon, fast);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Run<SimdFloat16Of256, SimdDouble8Of256, TMode>(x, size, gamma, beta, y, epsilon, fast);
        }
        else
        {
            Run<SimdFloat16Of128, SimdDouble8Of128, TMode>(x, size, gamma, beta, y, epsilon, fast);
        }
    }

    private static void Run<F, D, TMode>(
        ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, double epsilon, bool fast)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        if (fast && size <= FloatTiny<F, D, TMode>.Longest)
        {
            BatchedRows<BatchedTiny<F, D, TMode>, FloatTiny<F, D, TMode>>.Normalize(x, size, gamma, beta, y, epsilon);
        }
        else if (fast && size > RowKernels.LongestStrictRow)
        {
            BatchedRows<BatchedFast<F, D, TMode>, FloatFast<F, D, TMode>>.Normalize(x, size, gamma, beta, y, epsilon);
        }
        else
        {
            BatchedRows<BatchedStrict<F, D, TMode>, FloatStrict<F, D, TMode>>.Normalize(x, size, gamma, beta, y, epsilon);
        }
    }
}
