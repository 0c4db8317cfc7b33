using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>Chooses the loop for float rows of at most 128 elements, fast ones of at most 448, over checked arguments.</summary>
internal static class ShortKernels
{
    public static void Normalize(
        ReadOnlySpan<float> x, int size, bool centres, ReadOnlySpan<float> gamma, bool unitOffset, ReadOnlySpan<float> beta, Span<float> y, double epsilon, bool fast)
    {
        if (!centres)
        {
            if (gamma.IsEmpty) Wide<Raw>(x, size, gamma, beta, y, epsilon, fast);
            else if (unitOffset) Wide<RawUnitOffset>(x, size, gamma, beta, y, epsilon, fast);
            else Wide<RawGamma>(x, size, gamma, beta, y, epsilon, fast);
        }
        else if (beta.IsEmpty)
        {
            if (gamma.IsEmpty) Wide<Centred>(x, size, gamma, beta, y, epsilon, fast);
            else Wide<CentredGamma>(x, size, gamma, beta, y, epsilon, fast);
        }
        else if (gamma.IsEmpty) Wide<CentredBeta>(x, size, gamma, beta, y, epsilon, fast);
        else Wide<CentredGammaBeta>(x, size, gamma, beta, y, epsilon, fast);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Wide<TForm>(ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, double epsilon, bool fast)
        where TForm : struct, IRowForm
    {
        if (Vector512.IsHardwareAccelerated) Run<FloatLanes512, DoubleLanes512, TForm>(x, size, gamma, beta, y, epsilon, fast);
        else if (Vector256.IsHardwareAccelerated) Run<FloatLanes256, DoubleLanes256, TForm>(x, size, gamma, beta, y, epsilon, fast);
        else Run<FloatLanes128, DoubleLanes128, TForm>(x, size, gamma, beta, y, epsilon, fast);
    }

    private static void Run<F, D, TForm>(ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, double epsilon, bool fast)
        where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D> where TForm : struct, IRowForm
    {
        if (fast && size <= FloatTiny<F, D, TForm>.Longest) ShortRows<ShortTiny<F, D, TForm>, FloatTiny<F, D, TForm>>.Normalize(x, size, gamma, beta, y, epsilon);
        else if (fast && size > RowKernels.ShortRow) ShortRows<ShortFast<F, D, TForm>, FloatFast<F, D, TForm>>.Normalize(x, size, gamma, beta, y, epsilon);
        else ShortRows<ShortStrict<F, D, TForm>, FloatStrict<F, D, TForm>>.Normalize(x, size, gamma, beta, y, epsilon);
    }
}
