using Norm.ML.Lanes;

namespace Norm.ML.Internals.WrittenOut;

/// <summary>Sends calls with rows of doubles to the library's own generated kernels, as <see cref="RowDispatch"/> does for floats.</summary>
internal static class DoubleDispatch
{
    /// <summary>The longest such row.</summary>
    public const int Longest = 128;

    private const int LongestColumns = 7, FewColumns = 16;

    /// <summary>Normalizes rows if there is a kernel for them; the arguments were checked.</summary>
    public static bool LayerNorm(ReadOnlySpan<double> x, int rows, int size, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta, Span<double> y, double epsilon)
    {
        if (gamma.IsEmpty != beta.IsEmpty || !Pays(x, rows, size, y)) return false;
        return gamma.IsEmpty ? PlainLayer(x, size, gamma, beta, y, epsilon) : Layer(x, size, gamma, beta, y, epsilon);
    }

    /// <inheritdoc cref="LayerNorm"/>
    public static bool RmsNorm(ReadOnlySpan<double> x, int rows, int size, ReadOnlySpan<double> gamma, Span<double> y, double epsilon) =>
        !gamma.IsEmpty && Pays(x, rows, size, y) && Rms(x, size, gamma, default, y, epsilon);

    // Fewer rows are as soon done without columns; large results of longer rows should go past the caches.
    private static bool Pays(ReadOnlySpan<double> x, int rows, int size, ReadOnlySpan<double> y) =>
        size <= LongestColumns ? rows >= FewColumns : !StreamWindow.Pays(x, y);

    private static bool Layer(ReadOnlySpan<double> x, int size, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta, Span<double> y, double epsilon)
    {
        switch (size)
        {
            case 2: RowPlan.StrictInColumns<DoubleLayer2>(x, gamma, beta, y, epsilon); return true;
            case 3: RowPlan.StrictInColumns<DoubleLayer3>(x, gamma, beta, y, epsilon); return true;
            case 4: RowPlan.StrictInColumns<DoubleLayer4>(x, gamma, beta, y, epsilon); return true;
            case 5: RowPlan.StrictInColumns<DoubleLayer5>(x, gamma, beta, y, epsilon); return true;
            case 6: RowPlan.StrictInColumns<DoubleLayer6>(x, gamma, beta, y, epsilon); return true;
            case 7: RowPlan.StrictInColumns<DoubleLayer7>(x, gamma, beta, y, epsilon); return true;
            case 8: RowPlan.Strict<DoubleLayer8>(x, gamma, beta, y, epsilon); return true;
            case 16: RowPlan.Strict<DoubleLayer16>(x, gamma, beta, y, epsilon); return true;
            case 32: RowPlan.Strict<DoubleLayer32>(x, gamma, beta, y, epsilon); return true;
            case 64: RowPlan.Strict<DoubleLayer64>(x, gamma, beta, y, epsilon); return true;
            case 128: RowPlan.Strict<DoubleLayer128>(x, gamma, beta, y, epsilon); return true;
            default: return false;
        }
    }

    private static bool PlainLayer(ReadOnlySpan<double> x, int size, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta, Span<double> y, double epsilon)
    {
        switch (size)
        {
            case 2: RowPlan.StrictInColumns<DoublePlainLayer2>(x, gamma, beta, y, epsilon); return true;
            case 3: RowPlan.StrictInColumns<DoublePlainLayer3>(x, gamma, beta, y, epsilon); return true;
            case 4: RowPlan.StrictInColumns<DoublePlainLayer4>(x, gamma, beta, y, epsilon); return true;
            case 5: RowPlan.StrictInColumns<DoublePlainLayer5>(x, gamma, beta, y, epsilon); return true;
            case 6: RowPlan.StrictInColumns<DoublePlainLayer6>(x, gamma, beta, y, epsilon); return true;
            case 7: RowPlan.StrictInColumns<DoublePlainLayer7>(x, gamma, beta, y, epsilon); return true;
            case 8: RowPlan.Strict<DoublePlainLayer8>(x, gamma, beta, y, epsilon); return true;
            case 16: RowPlan.Strict<DoublePlainLayer16>(x, gamma, beta, y, epsilon); return true;
            case 32: RowPlan.Strict<DoublePlainLayer32>(x, gamma, beta, y, epsilon); return true;
            case 64: RowPlan.Strict<DoublePlainLayer64>(x, gamma, beta, y, epsilon); return true;
            case 128: RowPlan.Strict<DoublePlainLayer128>(x, gamma, beta, y, epsilon); return true;
            default: return false;
        }
    }

    private static bool Rms(ReadOnlySpan<double> x, int size, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta, Span<double> y, double epsilon)
    {
        switch (size)
        {
            case 2: RowPlan.StrictInColumns<DoubleRms2>(x, gamma, beta, y, epsilon); return true;
            case 3: RowPlan.StrictInColumns<DoubleRms3>(x, gamma, beta, y, epsilon); return true;
            case 4: RowPlan.StrictInColumns<DoubleRms4>(x, gamma, beta, y, epsilon); return true;
            case 5: RowPlan.StrictInColumns<DoubleRms5>(x, gamma, beta, y, epsilon); return true;
            case 6: RowPlan.StrictInColumns<DoubleRms6>(x, gamma, beta, y, epsilon); return true;
            case 7: RowPlan.StrictInColumns<DoubleRms7>(x, gamma, beta, y, epsilon); return true;
            case 8: RowPlan.Strict<DoubleRms8>(x, gamma, beta, y, epsilon); return true;
            case 16: RowPlan.Strict<DoubleRms16>(x, gamma, beta, y, epsilon); return true;
            case 32: RowPlan.Strict<DoubleRms32>(x, gamma, beta, y, epsilon); return true;
            case 64: RowPlan.Strict<DoubleRms64>(x, gamma, beta, y, epsilon); return true;
            case 128: RowPlan.Strict<DoubleRms128>(x, gamma, beta, y, epsilon); return true;
            default: return false;
        }
    }
}
