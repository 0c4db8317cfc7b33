using System.Runtime.CompilerServices;
using Norm.ML.Internals.Reference;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Doubles;

/// <summary>
/// Rows in which one element outweighs all others. What its own additions round away moves the mean, and all others with it; where gamma hides
/// the outlier, that is all there is to see. Such a row is added up again with what each addition rounds away.
/// </summary>
internal static class DoubleOutliers
{
    /// <summary>The longest row that does not need it: few of its additions round.</summary>
    public const nint LongestPlain = 32;

    // Of the sum's square: one lane has about nine tenths of all squares.
    private const double Dominated = 0.8;

    /// <summary>Replaces the sums of deviations and of their squares of such rows. Each row decides for itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Mend<D>(ref double x, nint rows, nint size, ref D sum, ref D squares, ref double batch) where D : struct, ISimdDouble8<D>
    {
        D mark = Mark(squares, ref Unsafe.Add(ref batch, RowBatch.Squares));
        if (D.Sum(mark) == 0) return;
        D.Store(mark, ref batch, RowBatch.NeedsFallback);
        D.Store(sum, ref batch, RowBatch.Shift);
        D.Store(squares, ref batch, RowBatch.Variance);
        for (nint row = 0; row < rows; row++)
        {
            if (Unsafe.Add(ref batch, RowBatch.NeedsFallback + row) != 0) Measure<D>(ref Unsafe.Add(ref x, row * size), size, ref Unsafe.Add(ref batch, row));
        }
        sum = D.Load(ref batch, RowBatch.Shift);
        squares = D.Load(ref batch, RowBatch.Variance);
    }

    /// <summary>1 for each of eight rows that is such a row, by its sum of squares and the eight partial sums behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D Mark<D>(D squares, ref double partial) where D : struct, ISimdDouble8<D>
    {
        D a0 = D.Load(ref partial, 0), a1 = D.Load(ref partial, 8), a2 = D.Load(ref partial, 16), a3 = D.Load(ref partial, 24);
        D a4 = D.Load(ref partial, 32), a5 = D.Load(ref partial, 40), a6 = D.Load(ref partial, 48), a7 = D.Load(ref partial, 56);
        D ofPartial = D.Sums(a0 * a0, a1 * a1, a2 * a2, a3 * a3, a4 * a4, a5 * a5, a6 * a6, a7 * a7);
        return D.SelectIfLess(squares * squares * D.Broadcast(Dominated), ofPartial, D.Broadcast(1), D.Zero);
    }

    // Deviations from the mean, each with what its subtraction rounds away; their squares, too.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Measure<D>(ref double x, nint size, ref double ruler) where D : struct, ISimdDouble8<D>
    {
        D mean = D.Broadcast(Unsafe.Add(ref ruler, RowBatch.Mean)), sum = D.Zero, lost = sum, squares = sum, lostSquares = sum;
        nint i = 0;
        for (; i <= size - 8; i += 8) Add(D.Load(ref x, i), mean, ref sum, ref lost, ref squares, ref lostSquares);
        if (i < size) Add(D.MaskedLoad(ref x, i, size - i), D.First(mean, size - i), ref sum, ref lost, ref squares, ref lostSquares);
        Unsafe.Add(ref ruler, RowBatch.Shift) = Total(sum, lost);
        Unsafe.Add(ref ruler, RowBatch.Variance) = Total(squares, lostSquares);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<D>(D x, D mean, ref D sum, ref D lost, ref D squares, ref D lostSquares) where D : struct, ISimdDouble8<D>
    {
        D deviation = x - mean, part = deviation - x, low = (x - (deviation - part)) - (mean + part), square = deviation * deviation;
        lost += low;
        lostSquares += D.Fma(deviation + deviation, low, D.Fma(deviation, deviation, -square));
        TwoSum(ref sum, deviation, ref lost);
        TwoSum(ref squares, square, ref lostSquares);
    }

    // Knuth's.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TwoSum<D>(ref D a, D b, ref D lost) where D : struct, ISimdDouble8<D>
    {
        D sum = a + b, part = sum - a;
        lost += (a - (sum - part)) + (b - part);
        a = sum;
    }

    // The upper half of the bits of each lane adds up without rounding (Veltkamp's splitting).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Total<D>(D sum, D lost) where D : struct, ISimdDouble8<D>
    {
        D many = sum * D.Broadcast((1 << 27) + 1), high = many - (many - sum);
        return D.Sum(high) + D.Sum((sum - high) + lost);
    }

    /// <summary>The same for a group of channels that lie side by side, element by element.</summary>
    /// <param name="x">Rows of <paramref name="channels"/> values.</param>
    /// <param name="channels">The number of all channels.</param>
    /// <param name="first">The group's first channel.</param>
    /// <param name="each">The number of its channels.</param>
    /// <param name="mean">About the mean; then the mean in two parts.</param>
    public static double Variance(ReadOnlySpan<double> x, int channels, int first, int each, ref DoubleDouble mean)
    {
        DoubleDouble sum = default, squares = default;
        for (int row = first; row < x.Length; row += channels)
        {
            foreach (double value in x.Slice(row, each))
            {
                DoubleDouble deviation = DoubleDouble.TwoSum(value, -mean.High), square = DoubleDouble.Product(deviation.High, deviation.High);
                sum = Plus(sum, deviation);
                squares = Plus(squares, new(square.High, Math.FusedMultiplyAdd(2 * deviation.High, deviation.Low, square.Low)));
            }
        }
        double n = (double)(x.Length / channels) * each, rest = sum.Value / n;
        mean = DoubleDouble.TwoSum(mean.High, rest);
        return Math.FusedMultiplyAdd(-rest, rest, squares.Value / n);

        static DoubleDouble Plus(DoubleDouble a, DoubleDouble b)
        {
            DoubleDouble high = DoubleDouble.TwoSum(a.High, b.High);
            return new(high.High, a.Low + (high.Low + b.Low));
        }
    }
}
