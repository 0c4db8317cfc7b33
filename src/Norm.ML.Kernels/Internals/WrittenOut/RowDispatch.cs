using Norm.ML.Lanes;

namespace Norm.ML.Internals.WrittenOut;

/// <summary>Sends calls with a size known at run time to the library's own generated kernels. They give the same bits, sooner.</summary>
internal static class RowDispatch
{
    /// <summary>The longest row that is not left to the kernel for any size, if it is done fast; strict ones are shorter. Measured: 1.04 at 300, 0.97 at 512.</summary>
    public const int Longest = 448;

    /// <inheritdoc cref="RowPlan.FewRows"/>
    public const int FewRows = RowPlan.FewRows;

    private const int LongestStrict = 128, LongestColumns = 8;

    /// <summary>Normalizes rows if they are short and many; the arguments were checked.</summary>
    public static bool LayerNorm(
        ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, double epsilon, NormPrecision precision)
    {
        bool fast = precision == NormPrecision.Fast;
        if (!Pays(x, size, y, fast)) return false;
        if (gamma.IsEmpty == beta.IsEmpty)
        {
            bool done = (fast && size <= LongestColumns, gamma.IsEmpty) switch
            {
                (true, true) => FastPlainLayer(x, size, gamma, beta, y, epsilon),
                (true, false) => FastLayer(x, size, gamma, beta, y, epsilon),
                (false, true) => PlainLayer(x, size, gamma, beta, y, epsilon),
                _ => Layer(x, size, gamma, beta, y, epsilon),
            };
            if (done) return true;
        }
        ShortKernels.Normalize(x, size, centres: true, gamma, unitOffset: false, beta, y, epsilon, fast);
        return true;
    }

    /// <inheritdoc cref="LayerNorm"/>
    public static bool RmsNorm(
        ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, bool unitOffset, Span<float> y, double epsilon, NormPrecision precision)
    {
        bool fast = precision == NormPrecision.Fast;
        if (!Pays(x, size, y, fast)) return false;
        if (!gamma.IsEmpty && !unitOffset)
        {
            bool done = fast && size <= LongestColumns ? FastRms(x, size, gamma, default, y, epsilon) : Rms(x, size, gamma, default, y, epsilon);
            if (done) return true;
        }
        ShortKernels.Normalize(x, size, centres: false, gamma, unitOffset, default, y, epsilon, fast);
        return true;
    }

    // Large results of longer rows should go past the caches.
    private static bool Pays(ReadOnlySpan<float> x, int size, ReadOnlySpan<float> y, bool fast) =>
        (fast || size <= LongestStrict) && (size <= LongestColumns || !StreamWindow.Pays(x, y));

    private static bool Layer(ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, double epsilon)
    {
        switch (size)
        {
            case 2: RowPlan.StrictInColumns<Layer2>(x, gamma, beta, y, epsilon); return true;
            case 3: RowPlan.StrictInColumns<Layer3>(x, gamma, beta, y, epsilon); return true;
            case 4: RowPlan.StrictInColumns<Layer4>(x, gamma, beta, y, epsilon); return true;
            case 5: RowPlan.StrictInColumns<Layer5>(x, gamma, beta, y, epsilon); return true;
            case 6: RowPlan.StrictInColumns<Layer6>(x, gamma, beta, y, epsilon); return true;
            case 7: RowPlan.StrictInColumns<Layer7>(x, gamma, beta, y, epsilon); return true;
            case 8: RowPlan.StrictInColumns<Layer8>(x, gamma, beta, y, epsilon); return true;
            case 16: RowPlan.Strict<Layer16>(x, gamma, beta, y, epsilon); return true;
            case 32: RowPlan.Strict<Layer32>(x, gamma, beta, y, epsilon); return true;
            case 64: RowPlan.Strict<Layer64>(x, gamma, beta, y, epsilon); return true;
            case 128: RowPlan.Strict<Layer128>(x, gamma, beta, y, epsilon); return true;
            default: return false;
        }
    }

    private static bool PlainLayer(ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, double epsilon)
    {
        switch (size)
        {
            case 2: RowPlan.StrictInColumns<PlainLayer2>(x, gamma, beta, y, epsilon); return true;
            case 3: RowPlan.StrictInColumns<PlainLayer3>(x, gamma, beta, y, epsilon); return true;
            case 4: RowPlan.StrictInColumns<PlainLayer4>(x, gamma, beta, y, epsilon); return true;
            case 5: RowPlan.StrictInColumns<PlainLayer5>(x, gamma, beta, y, epsilon); return true;
            case 6: RowPlan.StrictInColumns<PlainLayer6>(x, gamma, beta, y, epsilon); return true;
            case 7: RowPlan.StrictInColumns<PlainLayer7>(x, gamma, beta, y, epsilon); return true;
            case 8: RowPlan.StrictInColumns<PlainLayer8>(x, gamma, beta, y, epsilon); return true;
            case 16: RowPlan.Strict<PlainLayer16>(x, gamma, beta, y, epsilon); return true;
            case 32: RowPlan.Strict<PlainLayer32>(x, gamma, beta, y, epsilon); return true;
            case 64: RowPlan.Strict<PlainLayer64>(x, gamma, beta, y, epsilon); return true;
            case 128: RowPlan.Strict<PlainLayer128>(x, gamma, beta, y, epsilon); return true;
            default: return false;
        }
    }

    private static bool Rms(ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, double epsilon)
    {
        switch (size)
        {
            case 2: RowPlan.StrictInColumns<Rms2>(x, gamma, beta, y, epsilon); return true;
            case 3: RowPlan.StrictInColumns<Rms3>(x, gamma, beta, y, epsilon); return true;
            case 4: RowPlan.StrictInColumns<Rms4>(x, gamma, beta, y, epsilon); return true;
            case 5: RowPlan.StrictInColumns<Rms5>(x, gamma, beta, y, epsilon); return true;
            case 6: RowPlan.StrictInColumns<Rms6>(x, gamma, beta, y, epsilon); return true;
            case 7: RowPlan.StrictInColumns<Rms7>(x, gamma, beta, y, epsilon); return true;
            case 8: RowPlan.StrictInColumns<Rms8>(x, gamma, beta, y, epsilon); return true;
            case 16: RowPlan.Strict<Rms16>(x, gamma, beta, y, epsilon); return true;
            case 32: RowPlan.Strict<Rms32>(x, gamma, beta, y, epsilon); return true;
            case 64: RowPlan.Strict<Rms64>(x, gamma, beta, y, epsilon); return true;
            case 128: RowPlan.Strict<Rms128>(x, gamma, beta, y, epsilon); return true;
            default: return false;
        }
    }

    private static bool FastLayer(ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, double epsilon)
    {
        switch (size)
        {
            case 2: RowPlan.FastInColumns<FastLayer2>(x, gamma, beta, y, epsilon); return true;
            case 3: RowPlan.FastInColumns<FastLayer3>(x, gamma, beta, y, epsilon); return true;
            case 4: RowPlan.FastInColumns<FastLayer4>(x, gamma, beta, y, epsilon); return true;
            case 5: RowPlan.FastInColumns<FastLayer5>(x, gamma, beta, y, epsilon); return true;
            case 6: RowPlan.FastInColumns<FastLayer6>(x, gamma, beta, y, epsilon); return true;
            case 7: RowPlan.FastInColumns<FastLayer7>(x, gamma, beta, y, epsilon); return true;
            case 8: RowPlan.FastInColumns<FastLayer8>(x, gamma, beta, y, epsilon); return true;
            default: return false;
        }
    }

    private static bool FastPlainLayer(ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, double epsilon)
    {
        switch (size)
        {
            case 2: RowPlan.FastInColumns<FastPlainLayer2>(x, gamma, beta, y, epsilon); return true;
            case 3: RowPlan.FastInColumns<FastPlainLayer3>(x, gamma, beta, y, epsilon); return true;
            case 4: RowPlan.FastInColumns<FastPlainLayer4>(x, gamma, beta, y, epsilon); return true;
            case 5: RowPlan.FastInColumns<FastPlainLayer5>(x, gamma, beta, y, epsilon); return true;
            case 6: RowPlan.FastInColumns<FastPlainLayer6>(x, gamma, beta, y, epsilon); return true;
            case 7: RowPlan.FastInColumns<FastPlainLayer7>(x, gamma, beta, y, epsilon); return true;
            case 8: RowPlan.FastInColumns<FastPlainLayer8>(x, gamma, beta, y, epsilon); return true;
            default: return false;
        }
    }

    private static bool FastRms(ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, double epsilon)
    {
        switch (size)
        {
            case 2: RowPlan.FastInColumns<FastRms2>(x, gamma, beta, y, epsilon); return true;
            case 3: RowPlan.FastInColumns<FastRms3>(x, gamma, beta, y, epsilon); return true;
            case 4: RowPlan.FastInColumns<FastRms4>(x, gamma, beta, y, epsilon); return true;
            case 5: RowPlan.FastInColumns<FastRms5>(x, gamma, beta, y, epsilon); return true;
            case 6: RowPlan.FastInColumns<FastRms6>(x, gamma, beta, y, epsilon); return true;
            case 7: RowPlan.FastInColumns<FastRms7>(x, gamma, beta, y, epsilon); return true;
            case 8: RowPlan.FastInColumns<FastRms8>(x, gamma, beta, y, epsilon); return true;
            default: return false;
        }
    }
}
