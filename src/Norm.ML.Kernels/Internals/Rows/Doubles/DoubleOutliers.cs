using System.Runtime.CompilerServices;
using Norm.ML.Internals.Reference;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Doubles;

/// <summary>
/// Rows in which one element has most of the sum of squares. The rounding errors of adding it shift the mean, and so every other result; if the gamma
/// of the outlier is 0, only these errors are visible. The sums of such a row are computed again with the rounding error of each addition.
/// </summary>
internal static class DoubleOutliers
{
    /// <summary>The longest row that is not checked: few of its additions round.</summary>
    public const nint LongestPlain = 32;

    /// <summary>Ratio of the sum of squared partial sums to the squared sum: one lane has about nine tenths of all squares.</summary>
    public const double Share = 0.8;

    /// <summary>Replaces the sums of deviations and of squares of such rows. Each row is checked alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Correct<D>(ref double x, nint rows, nint size, ref D sum, ref D squares, ref double batch) where D : struct, ISimdDouble8<D>
    {
        D dominated = Dominated(squares, ref Unsafe.Add(ref batch, RowBatch.Squares));
        if (D.Sum(dominated) == 0)
        {
            return;
        }

        D.Store(dominated, ref batch, RowBatch.NeedsFallback);
        D.Store(sum, ref batch, RowBatch.Shift);
        D.Store(squares, ref batch, RowBatch.Variance);
        for (nint row = 0; row < rows; row++)
        {
            if (Unsafe.Add(ref batch, RowBatch.NeedsFallback + row) != 0)
            {
                Measure<D>(ref Unsafe.Add(ref x, row * size), size, ref Unsafe.Add(ref batch, row));
            }
        }
        sum = D.Load(ref batch, RowBatch.Shift);
        squares = D.Load(ref batch, RowBatch.Variance);
    }

    /// <summary>1 for each of eight rows that is dominated by one element, from its sum of squares and the eight partial sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D Dominated<D>(D squares, ref double partial) where D : struct, ISimdDouble8<D>
    {
        D a0 = D.Load(ref partial, 0), a1 = D.Load(ref partial, 8), a2 = D.Load(ref partial, 16), a3 = D.Load(ref partial, 24);
        D a4 = D.Load(ref partial, 32), a5 = D.Load(ref partial, 40), a6 = D.Load(ref partial, 48), a7 = D.Load(ref partial, 56);
        D ofPartial = D.Sums(a0 * a0, a1 * a1, a2 * a2, a3 * a3, a4 * a4, a5 * a5, a6 * a6, a7 * a7);
        return D.SelectIfLess(squares * squares * D.Broadcast(Share), ofPartial, D.Broadcast(1), D.Zero);
    }

    // Sums of deviations from the mean and of their squares, with the rounding error of every operation.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Measure<D>(ref double x, nint size, ref double ofRow) where D : struct, ISimdDouble8<D>
    {
        D mean = D.Broadcast(Unsafe.Add(ref ofRow, RowBatch.Mean)), sum = D.Zero, lost = sum, squares = sum, lostSquares = sum;
        nint i = 0;
        for (; i <= size - 8; i += 8)
        {
            Add(D.Load(ref x, i), mean, ref sum, ref lost, ref squares, ref lostSquares);
        }

        if (i < size)
        {
            Add(D.MaskedLoad(ref x, i, size - i), D.First(mean, size - i), ref sum, ref lost, ref squares, ref lostSquares);
        }

        Unsafe.Add(ref ofRow, RowBatch.Shift) = Total(sum, lost);
        Unsafe.Add(ref ofRow, RowBatch.Variance) = Total(squares, lostSquares);
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

    // Two-sum (Knuth).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TwoSum<D>(ref D a, D b, ref D lost) where D : struct, ISimdDouble8<D>
    {
        D sum = a + b, part = sum - a;
        lost += (a - (sum - part)) + (b - part);
        a = sum;
    }

    // The upper half of the bits of each lane is added without rounding (Veltkamp splitting).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Total<D>(D sum, D lost) where D : struct, ISimdDouble8<D>
    {
        D many = sum * D.Broadcast((1 << 27) + 1), high = many - (many - sum);
        return D.Sum(high) + D.Sum((sum - high) + lost);
    }

    /// <summary>The same for a group of adjacent channels, channels last.</summary>
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
