using System.Numerics;
using System.Runtime.Intrinsics;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

internal static partial class RowKernels
{
    /// <summary>With kept statistics the inverse deviation is used and the mean computed again: as a double it would cost doubles their last bits.</summary>
    public static void Backward<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int rows, int size, bool centres, ReadOnlySpan<T> gamma, bool unitOffset,
        ReadOnlySpan<double> mean, ReadOnlySpan<double> inverse, Span<T> dx, Span<T> dgamma, Span<T> dbeta, double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        _ = mean;
        if (rows == 0) return;
        bool parameters = !dgamma.IsEmpty || !dbeta.IsEmpty;
        using var scratch = new Scratch<double>(parameters ? GradientSums.Width * size : 0);
        Span<double> sums = scratch.Span;
        sums.Clear();
        if (!centres)
        {
            if (gamma.IsEmpty) Wide<T, Raw>(dy, x, size, gamma, inverse, dx, sums, epsilon);
            else if (unitOffset) Wide<T, RawUnitOffset>(dy, x, size, gamma, inverse, dx, sums, epsilon);
            else Wide<T, RawGamma>(dy, x, size, gamma, inverse, dx, sums, epsilon);
        }
        else if (gamma.IsEmpty) Wide<T, Centred>(dy, x, size, gamma, inverse, dx, sums, epsilon);
        else Wide<T, CentredGamma>(dy, x, size, gamma, inverse, dx, sums, epsilon);
        new GradientSums(sums, size).AddTo(dgamma, dbeta);
    }

    private static unsafe void Wide<T, TForm>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<double> inverse, Span<T> dx, Span<double> sums, double epsilon)
        where T : unmanaged where TForm : struct, IRowForm
    {
        fixed (T* pinnedSlopes = dy, pinnedX = x, pinnedGamma = gamma, pinnedTarget = dx) // lanes load and store parts of vectors through pointers
        fixed (double* pinnedSums = sums)
            Pinned<T, TForm>(dy, x, size, gamma, inverse, dx, sums, epsilon);
    }

    private static void Pinned<T, TForm>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<double> inverse, Span<T> dx, Span<double> sums, double epsilon)
        where T : unmanaged where TForm : struct, IRowForm
    {
        if (Vector512.IsHardwareAccelerated) Typed<T, FloatLanes512, DoubleLanes512, TForm>(dy, x, size, gamma, inverse, dx, sums, epsilon);
        else if (Vector256.IsHardwareAccelerated) Typed<T, FloatLanes256, DoubleLanes256, TForm>(dy, x, size, gamma, inverse, dx, sums, epsilon);
        else Typed<T, FloatLanes128, DoubleLanes128, TForm>(dy, x, size, gamma, inverse, dx, sums, epsilon);
    }

    private static void Typed<T, F, D, TForm>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> x, int size, ReadOnlySpan<T> gamma, ReadOnlySpan<double> inverse, Span<T> dx, Span<double> sums, double epsilon)
        where T : unmanaged where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D> where TForm : struct, IRowForm
    {
        if (typeof(T) == typeof(float))
            RowGradients<float, F, D, FloatAffine<D>, TForm>.Run(
                Element.As<T, float>(dy), Element.As<T, float>(x), size, Element.As<T, float>(gamma), inverse, Element.As<T, float>(dx), sums, epsilon);
        else
            RowGradients<double, F, D, DoubleAffine<D>, TForm>.Run(
                Element.As<T, double>(dy), Element.As<T, double>(x), size, Element.As<T, double>(gamma), inverse, Element.As<T, double>(dx), sums, epsilon);
    }
}
