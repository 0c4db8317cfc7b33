using System.Runtime.Intrinsics;
using Norm.ML.Internals.Memory;
using Norm.ML.Internals.Rows;
using Norm.ML.Internals.Rows.Batched;
using Norm.ML.Internals.Simd;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Unrolled;

/// <summary>
/// Sends calls with a size known at run time to the library's own unrolled kernels. They give the same bits as the general kernel, in less time.
/// </summary>
internal static class FloatDispatch
{
    /// <summary>
    /// The longest row that <see cref="BatchedKernels"/> computes if fast. Measured, time of the kernel for any size divided by its time: 1.04 at
    /// 300, 0.97 at 512.
    /// </summary>
    public const int Longest = 448;

    /// <inheritdoc cref="UnrolledRows.MostFewRows"/>
    public const int FewRows = UnrolledRows.MostFewRows;

    private const int LongestStrict = 128, LongestTransposed = 8, FewestRows = 16;

    /// <summary>Normalizes rows if that is profitable here; returns false otherwise. The arguments were checked.</summary>
    public static bool LayerNorm(
        ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, double epsilon, NormPrecision precision)
    {
        bool fast = precision == NormPrecision.Fast;
        if (!IsProfitable(x, size, y, fast))
        {
            return false;
        }

        if (gamma.IsEmpty == beta.IsEmpty)
        {
            bool done = (fast && size <= LongestTransposed, gamma.IsEmpty) switch
            {
                (true, true) => FastPlainLayer(x, size, gamma, beta, y, epsilon),
                (true, false) => FastLayer(x, size, gamma, beta, y, epsilon),
                (false, true) => PlainLayer(x, size, gamma, beta, y, epsilon),
                _ => Layer(x, size, gamma, beta, y, epsilon),
            };
            if (done)
            {
                return true;
            }
        }
        BatchedKernels.Normalize(x, size, subtractMean: true, gamma, unitOffset: false, beta, y, epsilon, fast);
        return true;
    }

    /// <inheritdoc cref="LayerNorm"/>
    public static bool RmsNorm(
        ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, bool unitOffset, Span<float> y, double epsilon, NormPrecision precision)
    {
        bool fast = precision == NormPrecision.Fast;
        if (!IsProfitable(x, size, y, fast))
        {
            return false;
        }

        if (!gamma.IsEmpty && !unitOffset)
        {
            bool done = fast && size <= LongestTransposed ? FastRms(x, size, gamma, default, y, epsilon) : Rms(x, size, gamma, default, y, epsilon);
            if (done)
            {
                return true;
            }
        }
        BatchedKernels.Normalize(x, size, subtractMean: false, gamma, unitOffset, default, y, epsilon, fast);
        return true;
    }

    /// <inheritdoc cref="LayerNorm"/>
    public static bool UnitNorm(ReadOnlySpan<float> x, int size, Span<float> y, double epsilon, NormPrecision precision)
    {
        bool fast = precision == NormPrecision.Fast;
        if (!IsProfitable(x, size, y, fast))
        {
            return false;
        }

        switch (size)
        {
            case 16: UnrolledRows.Strict<Unit16>(x, default, default, y, epsilon); return true;
            case 32: UnrolledRows.Strict<Unit32>(x, default, default, y, epsilon); return true;
            case 64: UnrolledRows.Strict<Unit64>(x, default, default, y, epsilon); return true;
            case 128: UnrolledRows.Strict<Unit128>(x, default, default, y, epsilon); return true;
            default: BatchedKernels.NormalizeLength(x, size, y, epsilon, fast); return true;
        }
    }

    /// <summary>Normalizes rows with a scale and a shift of their own if they have an unrolled kernel; returns false otherwise.</summary>
    public static bool LayerEach(
        ReadOnlySpan<float> x, int size, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, int stride, Span<float> y, double epsilon)
    {
        if (!Vector512.IsHardwareAccelerated || scale.IsEmpty || shift.IsEmpty || x.Length < FewestRows * size)
        {
            return false;
        }

        switch (size)
        {
            case 16: UnrolledRows.StrictEach<Layer16>(x, scale, shift, stride, y, epsilon); return true;
            case 32: UnrolledRows.StrictEach<Layer32>(x, scale, shift, stride, y, epsilon); return true;
            case 64: UnrolledRows.StrictEach<Layer64>(x, scale, shift, stride, y, epsilon); return true;
            case 128: UnrolledRows.StrictEach<Layer128>(x, scale, shift, stride, y, epsilon); return true;
            default: return false;
        }
    }

    /// <summary>
    /// Normalizes strict rows with a stride, in place, if they have an unrolled kernel and there are groups for a batch; returns false otherwise.
    /// </summary>
    public static bool Strided<TMode>(
        Span<float> buffer, in StridedRows rows, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, double epsilon)
        where TMode : struct, IAffineMode
    {
        if (!Vector512.IsHardwareAccelerated || Math.Max(rows.Groups, rows.Heads) < FewestRows || TMode.UnitOffset)
        {
            return false;
        }

        if (TMode.IsLength)
        {
            switch (rows.Size)
            {
                case 16: UnrolledRows.StrictStrided<Unit16>(buffer, rows, gamma, beta, epsilon); return true;
                case 32: UnrolledRows.StrictStrided<Unit32>(buffer, rows, gamma, beta, epsilon); return true;
                case 64: UnrolledRows.StrictStrided<Unit64>(buffer, rows, gamma, beta, epsilon); return true;
                case 128: UnrolledRows.StrictStrided<Unit128>(buffer, rows, gamma, beta, epsilon); return true;
                default: return false;
            }
        }

        switch ((TMode.SubtractsMean, TMode.Gamma, TMode.Beta, rows.Size))
        {
            case (true, true, true, 16): UnrolledRows.StrictStrided<Layer16>(buffer, rows, gamma, beta, epsilon); return true;
            case (true, true, true, 32): UnrolledRows.StrictStrided<Layer32>(buffer, rows, gamma, beta, epsilon); return true;
            case (true, true, true, 64): UnrolledRows.StrictStrided<Layer64>(buffer, rows, gamma, beta, epsilon); return true;
            case (true, true, true, 128): UnrolledRows.StrictStrided<Layer128>(buffer, rows, gamma, beta, epsilon); return true;
            case (true, false, false, 16): UnrolledRows.StrictStrided<PlainLayer16>(buffer, rows, gamma, beta, epsilon); return true;
            case (true, false, false, 32): UnrolledRows.StrictStrided<PlainLayer32>(buffer, rows, gamma, beta, epsilon); return true;
            case (true, false, false, 64): UnrolledRows.StrictStrided<PlainLayer64>(buffer, rows, gamma, beta, epsilon); return true;
            case (true, false, false, 128): UnrolledRows.StrictStrided<PlainLayer128>(buffer, rows, gamma, beta, epsilon); return true;
            case (false, true, false, 16): UnrolledRows.StrictStrided<Rms16>(buffer, rows, gamma, beta, epsilon); return true;
            case (false, true, false, 32): UnrolledRows.StrictStrided<Rms32>(buffer, rows, gamma, beta, epsilon); return true;
            case (false, true, false, 64): UnrolledRows.StrictStrided<Rms64>(buffer, rows, gamma, beta, epsilon); return true;
            case (false, true, false, 128): UnrolledRows.StrictStrided<Rms128>(buffer, rows, gamma, beta, epsilon); return true;
            default: return false;
        }
    }

    // Decline the call if the result is large and rows are long: the general kernel writes such results with non-temporal stores. Without a fused
    // multiply-add, too, strict rows of over 8 elements take less time there.
    private static bool IsProfitable(ReadOnlySpan<float> x, int size, ReadOnlySpan<float> y, bool fast) =>
        (fast || size <= LongestStrict) && (size <= LongestTransposed || (SoftwareFma.IsHardware && !NonTemporalBuffer.ShouldStreamRows(x, size, y)));

    private static bool Layer(ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, double epsilon)
    {
        switch (size)
        {
            case 2: UnrolledRows.StrictTransposed<Layer2>(x, gamma, beta, y, epsilon); return true;
            case 3: UnrolledRows.StrictTransposed<Layer3>(x, gamma, beta, y, epsilon); return true;
            case 4: UnrolledRows.StrictTransposed<Layer4>(x, gamma, beta, y, epsilon); return true;
            case 5: UnrolledRows.StrictTransposed<Layer5>(x, gamma, beta, y, epsilon); return true;
            case 6: UnrolledRows.StrictTransposed<Layer6>(x, gamma, beta, y, epsilon); return true;
            case 7: UnrolledRows.StrictTransposed<Layer7>(x, gamma, beta, y, epsilon); return true;
            case 8: UnrolledRows.StrictTransposed<Layer8>(x, gamma, beta, y, epsilon); return true;
            case 16: UnrolledRows.Strict<Layer16>(x, gamma, beta, y, epsilon); return true;
            case 32: UnrolledRows.Strict<Layer32>(x, gamma, beta, y, epsilon); return true;
            case 64: UnrolledRows.Strict<Layer64>(x, gamma, beta, y, epsilon); return true;
            case 128: UnrolledRows.Strict<Layer128>(x, gamma, beta, y, epsilon); return true;
            default: return false;
        }
    }

    private static bool PlainLayer(
        ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, double epsilon)
    {
        switch (size)
        {
            case 2: UnrolledRows.StrictTransposed<PlainLayer2>(x, gamma, beta, y, epsilon); return true;
            case 3: UnrolledRows.StrictTransposed<PlainLayer3>(x, gamma, beta, y, epsilon); return true;
            case 4: UnrolledRows.StrictTransposed<PlainLayer4>(x, gamma, beta, y, epsilon); return true;
            case 5: UnrolledRows.StrictTransposed<PlainLayer5>(x, gamma, beta, y, epsilon); return true;
            case 6: UnrolledRows.StrictTransposed<PlainLayer6>(x, gamma, beta, y, epsilon); return true;
            case 7: UnrolledRows.StrictTransposed<PlainLayer7>(x, gamma, beta, y, epsilon); return true;
            case 8: UnrolledRows.StrictTransposed<PlainLayer8>(x, gamma, beta, y, epsilon); return true;
            case 16: UnrolledRows.Strict<PlainLayer16>(x, gamma, beta, y, epsilon); return true;
            case 32: UnrolledRows.Strict<PlainLayer32>(x, gamma, beta, y, epsilon); return true;
            case 64: UnrolledRows.Strict<PlainLayer64>(x, gamma, beta, y, epsilon); return true;
            case 128: UnrolledRows.Strict<PlainLayer128>(x, gamma, beta, y, epsilon); return true;
            default: return false;
        }
    }

    private static bool Rms(ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, double epsilon)
    {
        switch (size)
        {
            case 2: UnrolledRows.StrictTransposed<Rms2>(x, gamma, beta, y, epsilon); return true;
            case 3: UnrolledRows.StrictTransposed<Rms3>(x, gamma, beta, y, epsilon); return true;
            case 4: UnrolledRows.StrictTransposed<Rms4>(x, gamma, beta, y, epsilon); return true;
            case 5: UnrolledRows.StrictTransposed<Rms5>(x, gamma, beta, y, epsilon); return true;
            case 6: UnrolledRows.StrictTransposed<Rms6>(x, gamma, beta, y, epsilon); return true;
            case 7: UnrolledRows.StrictTransposed<Rms7>(x, gamma, beta, y, epsilon); return true;
            case 8: UnrolledRows.StrictTransposed<Rms8>(x, gamma, beta, y, epsilon); return true;
            case 16: UnrolledRows.Strict<Rms16>(x, gamma, beta, y, epsilon); return true;
            case 32: UnrolledRows.Strict<Rms32>(x, gamma, beta, y, epsilon); return true;
            case 64: UnrolledRows.Strict<Rms64>(x, gamma, beta, y, epsilon); return true;
            case 128: UnrolledRows.Strict<Rms128>(x, gamma, beta, y, epsilon); return true;
            default: return false;
        }
    }

    private static bool FastLayer(ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, double epsilon)
    {
        switch (size)
        {
            case 2: UnrolledRows.FastTransposed<FastLayer2>(x, gamma, beta, y, epsilon); return true;
            case 3: UnrolledRows.FastTransposed<FastLayer3>(x, gamma, beta, y, epsilon); return true;
            case 4: UnrolledRows.FastTransposed<FastLayer4>(x, gamma, beta, y, epsilon); return true;
            case 5: UnrolledRows.FastTransposed<FastLayer5>(x, gamma, beta, y, epsilon); return true;
            case 6: UnrolledRows.FastTransposed<FastLayer6>(x, gamma, beta, y, epsilon); return true;
            case 7: UnrolledRows.FastTransposed<FastLayer7>(x, gamma, beta, y, epsilon); return true;
            case 8: UnrolledRows.FastTransposed<FastLayer8>(x, gamma, beta, y, epsilon); return true;
            default: return false;
        }
    }

    private static bool FastPlainLayer(
        ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, double epsilon)
    {
        switch (size)
        {
            case 2: UnrolledRows.FastTransposed<FastPlainLayer2>(x, gamma, beta, y, epsilon); return true;
            case 3: UnrolledRows.FastTransposed<FastPlainLayer3>(x, gamma, beta, y, epsilon); return true;
            case 4: UnrolledRows.FastTransposed<FastPlainLayer4>(x, gamma, beta, y, epsilon); return true;
            case 5: UnrolledRows.FastTransposed<FastPlainLayer5>(x, gamma, beta, y, epsilon); return true;
            case 6: UnrolledRows.FastTransposed<FastPlainLayer6>(x, gamma, beta, y, epsilon); return true;
            case 7: UnrolledRows.FastTransposed<FastPlainLayer7>(x, gamma, beta, y, epsilon); return true;
            case 8: UnrolledRows.FastTransposed<FastPlainLayer8>(x, gamma, beta, y, epsilon); return true;
            default: return false;
        }
    }

    private static bool FastRms(ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, double epsilon)
    {
        switch (size)
        {
            case 2: UnrolledRows.FastTransposed<FastRms2>(x, gamma, beta, y, epsilon); return true;
            case 3: UnrolledRows.FastTransposed<FastRms3>(x, gamma, beta, y, epsilon); return true;
            case 4: UnrolledRows.FastTransposed<FastRms4>(x, gamma, beta, y, epsilon); return true;
            case 5: UnrolledRows.FastTransposed<FastRms5>(x, gamma, beta, y, epsilon); return true;
            case 6: UnrolledRows.FastTransposed<FastRms6>(x, gamma, beta, y, epsilon); return true;
            case 7: UnrolledRows.FastTransposed<FastRms7>(x, gamma, beta, y, epsilon); return true;
            case 8: UnrolledRows.FastTransposed<FastRms8>(x, gamma, beta, y, epsilon); return true;
            default: return false;
        }
    }
}
