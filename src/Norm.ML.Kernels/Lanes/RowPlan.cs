using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Norm.ML.Internals;

namespace Norm.ML.Lanes;

/// <summary>Runs a generated row kernel: eight rows share the reduction, the square root and the division.</summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public static class RowPlan
{
    private const int Rows = 8;

    private const double IllConditioned = 1.0 / (1 << 20); // variance below this part of the mean square: sums of squares have cancelled
    private const double Smallest = 1e-25, Largest = 1e25; // inverse deviations with which float arithmetic neither overflows nor underflows
    private const double FarMean = 4294967296.0; // 2^32: mean beyond 65536 deviations, where a pivot has to be subtracted first

    /// <summary>Normalizes rows. What is out of the ordinary goes to the library's kernel, which gives the same bits, or refuses it.</summary>
    /// <typeparam name="TKernel">The generated kernel.</typeparam>
    /// <param name="x">Any number of rows.</param>
    /// <param name="gamma">Scale; empty means 1.</param>
    /// <param name="beta">Shift; empty means 0.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has; may be the same memory.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    public static void Normalize<TKernel>(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination)
        where TKernel : struct, IRowPlan
    {
        if (!IsOrdinary<TKernel>(x, gamma, beta, destination)) TKernel.General(x, gamma, beta, destination);
        else if (Vector512.IsHardwareAccelerated) Run<TKernel, FloatLanes512, DoubleLanes512>(x, gamma, beta, destination);
        else if (Vector256.IsHardwareAccelerated) Run<TKernel, FloatLanes256, DoubleLanes256>(x, gamma, beta, destination);
        else Run<TKernel, FloatLanes128, DoubleLanes128>(x, gamma, beta, destination);
    }

    // Whole rows, all parameters, in place or apart, and not so large that results should go past the caches.
    private static bool IsOrdinary<TKernel>(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, ReadOnlySpan<float> destination)
        where TKernel : struct, IRowPlan =>
        x.Length % TKernel.ExampleLength == 0 && gamma.Length == TKernel.GammaLength && beta.Length == TKernel.BetaLength
        && destination.Length >= x.Length && (!x.Overlaps(destination, out int offset) || offset == 0)
        && !gamma.Overlaps(destination) && !beta.Overlaps(destination) && !StreamWindow.Pays(x, destination);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Run<TKernel, F, D>(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination)
        where TKernel : struct, IRowPlan where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D>
    {
        Unsafe.SkipInit(out Scratch memory);
        ref double sums = ref Unsafe.As<Scratch, double>(ref memory);
        ref float rulers = ref Unsafe.As<double, float>(ref Unsafe.Add(ref sums, 2 * Rows * 8));
        ref float source = ref MemoryMarshal.GetReference(x), g = ref MemoryMarshal.GetReference(gamma);
        ref float b = ref MemoryMarshal.GetReference(beta), target = ref MemoryMarshal.GetReference(destination);
        nint size = TKernel.ExampleLength, total = x.Length;
        for (nint first = 0; first < total; first += Rows * size)
        {
            nint count = nint.Min(Rows, (total - first) / size);
            for (nint row = 0; row < count; row++)
                TKernel.Sums<F, D>(ref Unsafe.Add(ref source, first + row * size), ref Unsafe.Add(ref sums, row * 8), ref Unsafe.Add(ref sums, (Rows + row) * 8));
            for (nint row = count; row < Rows; row++)
                Repeat<D>(ref sums, row);

            if (!Measure<TKernel, D>(ref sums, ref rulers))
            {
                TKernel.General(x.Slice((int)first, (int)(count * size)), gamma, beta, destination[(int)first..]);
                continue;
            }

            for (nint row = 0; row < count; row++)
            {
                nint at = first + row * size;
                ref float ruler = ref Unsafe.Add(ref rulers, row);
                F high = F.All(ruler), low = F.All(Unsafe.Add(ref ruler, 8)), shiftHigh = default, shiftLow = default;
                if (Centres<TKernel>())
                {
                    shiftHigh = F.All(Unsafe.Add(ref ruler, 16));
                    shiftLow = F.All(Unsafe.Add(ref ruler, 24));
                }
                TKernel.Write<F, D>(ref Unsafe.Add(ref source, at), ref g, ref b, ref Unsafe.Add(ref target, at), high, low, shiftHigh, shiftLow);
            }
        }
    }

    // The rulers of eight rows, as FloatRulers makes them; false where a row needs more care.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Measure<TKernel, D>(ref double sums, ref float rulers) where TKernel : struct, IRowPlan where D : struct, IDoubleLanes<D>
    {
        D reciprocal = D.All(1.0 / TKernel.ExampleLength), one = D.All(1), doubtful = D.Zero;
        D variance = Total<D>(ref sums, Rows * 8) * reciprocal, mean = D.Zero;
        if (Centres<TKernel>())
        {
            D sum = Total<D>(ref sums, 0), meanSquare = variance;
            mean = sum * reciprocal;
            mean = D.Fma(D.Fma(-mean, D.All(TKernel.ExampleLength), sum), reciprocal, mean);
            variance = D.Fma(-mean, mean, meanSquare);
            doubtful = D.WhereLess(meanSquare * D.All(IllConditioned), variance, doubtful, one); // NaN is doubtful, too
            doubtful = D.WhereLess(mean * mean, variance * D.All(FarMean), doubtful, one);
        }
        D inverse = one / D.Sqrt(variance + D.All(TKernel.Epsilon));
        doubtful = D.WhereLess(inverse, D.All(Largest), doubtful, one);
        doubtful = D.WhereLess(D.All(Smallest), inverse, doubtful, one);
        doubtful = D.WhereLess(D.All(FloatRulers.SmallestSquare), variance * (inverse * inverse), doubtful, one);
        if (D.Sum(doubtful) != 0) return false;

        D.Store(inverse, ref rulers, 0);
        D.Store(inverse - D.RoundToFloat(inverse), ref rulers, 8);
        if (Centres<TKernel>())
        {
            D shift = (D.Zero - mean) * inverse;
            D.Store(shift, ref rulers, 16);
            D.Store(shift - D.RoundToFloat(shift), ref rulers, 24);
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D Total<D>(ref double sums, nint at) where D : struct, IDoubleLanes<D> => D.Sums(
        D.Load(ref sums, at), D.Load(ref sums, at + 8), D.Load(ref sums, at + 16), D.Load(ref sums, at + 24),
        D.Load(ref sums, at + 32), D.Load(ref sums, at + 40), D.Load(ref sums, at + 48), D.Load(ref sums, at + 56));

    // Rows that a last, smaller batch lacks count as its first one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Repeat<D>(ref double sums, nint row) where D : struct, IDoubleLanes<D>
    {
        D.Store(D.Load(ref sums, 0), ref sums, row * 8);
        D.Store(D.Load(ref sums, Rows * 8), ref sums, (Rows + row) * 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Centres<TKernel>() where TKernel : struct, IRowPlan => TKernel.Kind == NormKind.LayerNorm;

    [InlineArray(2 * Rows * 8 + 16)]
    private struct Scratch
    {
        private double _first;
    }
}
