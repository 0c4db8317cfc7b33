using System.Numerics;
using System.Runtime.Intrinsics;
using Norm.ML.Internals.Channels;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Reference;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows;

internal static partial class RowKernels
{
    /// <summary>not used: a mean rounded to one double is not exact enough for double rows, so it is computed again</summary>
    public static void Backward<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int rows, int size, bool subtractMean, ReadOnlySpan<T> gamma, bool unitOffset,
        ReadOnlySpan<double> mean, ReadOnlySpan<double> inverse, Span<T> dx, Span<T> dgamma, Span<T> dbeta, double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        _ = mean;
        if (rows == 0)
        {
            return;
        }

        if (typeof(T) == typeof(Half))
        {
            using var floats = new HalfGradients(
                ElementTypes.As<T, Half>(dy), ElementTypes.As<T, Half>(x), ElementTypes.As<T, Half>(gamma), ElementTypes.As<T, Half>(dx),
                ElementTypes.As<T, Half>(dgamma), ElementTypes.As<T, Half>(dbeta));
            Backward<float>(
                floats.Dy, floats.X, rows, size, subtractMean, floats.Gamma, unitOffset, mean, inverse, floats.Dx, floats.Dgamma, floats.Dbeta,
                epsilon);
            floats.CopyTo(ElementTypes.As<T, Half>(dx), ElementTypes.As<T, Half>(dgamma), ElementTypes.As<T, Half>(dbeta));
            return;
        }

        bool parameters = !dgamma.IsEmpty || !dbeta.IsEmpty;
        using var scratch = new Scratch<double>(parameters ? GradientSums.Width * size : 0);
        Span<double> sums = scratch.Span;
        sums.Clear();
        Accumulate(dy, x, size, subtractMean, gamma, unitOffset, inverse, dx, sums, epsilon);
        new GradientSums(sums, size).AddTo(dgamma, dbeta);
    }

    /// <summary>The gradients of x, and those of gamma and beta added to <paramref name="sums"/>, which may be empty.</summary>
    private static void Accumulate<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int size, bool subtractMean, ReadOnlySpan<T> gamma, bool unitOffset, ReadOnlySpan<double> inverse,
        Span<T> dx, Span<double> sums, double epsilon) where T : unmanaged
    {
        if (!subtractMean)
        {
            if (gamma.IsEmpty)
            {
                ByWidth<T, RmsNormPlain>(dy, x, size, gamma, inverse, dx, sums, epsilon);
            }
            else if (unitOffset)
            {
                ByWidth<T, RmsNormUnitOffset>(dy, x, size, gamma, inverse, dx, sums, epsilon);
            }
            else
            {
                ByWidth<T, RmsNormGamma>(dy, x, size, gamma, inverse, dx, sums, epsilon);
            }
        }
        else if (gamma.IsEmpty)
        {
            ByWidth<T, LayerNormPlain>(dy, x, size, gamma, inverse, dx, sums, epsilon);
        }
        else
        {
            ByWidth<T, LayerNormGamma>(dy, x, size, gamma, inverse, dx, sums, epsilon);
        }
    }

    private static unsafe void ByWidth<T, TMode>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<double> inverse, Span<T> dx, Span<double> sums,
        double epsilon)
        where T : unmanaged where TMode : struct, IAffineMode
    {
        fixed (T* pinnedDy = dy, pinnedX = x, pinnedGamma = gamma, pinnedTarget = dx) // masked loads and stores take pointers
        fixed (double* pinnedSums = sums)
        {
            Pinned<T, TMode>(dy, x, size, gamma, inverse, dx, sums, epsilon);
        }
    }

    private static void Pinned<T, TMode>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<double> inverse, Span<T> dx, Span<double> sums,
        double epsilon)
        where T : unmanaged where TMode : struct, IAffineMode
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Typed<T, SimdFloat16Of512, SimdDouble8Of512, TMode>(dy, x, size, gamma, inverse, dx, sums, epsilon);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Typed<T, SimdFloat16Of256, SimdDouble8Of256, TMode>(dy, x, size, gamma, inverse, dx, sums, epsilon);
        }
        else
        {
            Typed<T, SimdFloat16Of128, SimdDouble8Of128, TMode>(dy, x, size, gamma, inverse, dx, sums, epsilon);
        }
    }

    private static void Typed<T, F, D, TMode>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<double> inverse, Span<T> dx, Span<double> sums,
        double epsilon)
        where T : unmanaged where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        if (typeof(T) == typeof(float))
        {
            RowGradients<float, F, D, FloatAffine<D>, TMode>.Run(
                ElementTypes.As<T, float>(dy), ElementTypes.As<T, float>(x), size, ElementTypes.As<T, float>(gamma), inverse,
                ElementTypes.As<T, float>(dx), sums, epsilon);
        }
        else
        {
            RowGradients<double, F, D, DoubleAffine<D>, TMode>.Run(
                ElementTypes.As<T, double>(dy), ElementTypes.As<T, double>(x), size, ElementTypes.As<T, double>(gamma), inverse,
                ElementTypes.As<T, double>(dx), sums, epsilon);
        }
    }
}
