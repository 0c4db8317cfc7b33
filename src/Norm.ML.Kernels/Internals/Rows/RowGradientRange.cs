using System.Runtime.CompilerServices;
using Norm.ML.Internals.Reference;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows;

/// <summary>
/// Whether sums of <c>g = dy * gamma</c> and of <c>g * (x - mean)</c> leave the range of doubles although dx does not, so that <see
/// cref="SegmentReference"/> has to compute dx. It happens where dy, gamma and the inverse deviation are of very different scales. Sums are small
/// also where dy is 0 or where terms cancel, so g is looked at before such a row is called out of range.
/// </summary>
internal static class RowGradientRange<D> where D : struct, ISimdDouble8<D>
{
    // 2^-950, 2^1000, 2^-1000, 2^-1022. A deviation is at most sqrt(n) / inverse, so a sum of n products of at least the first says that some |g| is
    // at least the third, whatever n is.
    private const double Enough = 1.0507614211323843e-286, Most = 1.0715086071862673e301, Least = 9.332636185032189e-302,
        Normal = 2.2250738585072014e-308;

    private const double MayUnderflow = 1, Overflows = 2;

    /// <summary>Keeps a number for each of eight rows that is not 0 for one that may be out of range.</summary>
    /// <param name="sum">The sum of g.</param>
    /// <param name="product">The sum of <c>g * (x - mean)</c>.</param>
    /// <param name="whole">That times the inverse deviation.</param>
    /// <param name="inverse">The inverse deviation.</param>
    /// <param name="batch">Receives the eight numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Keep(D sum, D product, D whole, D inverse, ref double batch)
    {
        D one = D.Broadcast(1), most = D.Broadcast(Most), overflows = D.Broadcast(Overflows);
        sum = Size(sum);
        whole = Size(whole);
        D largest = D.SelectIfLess(sum, whole, whole, sum), enough = D.SelectIfLess(inverse, one, one, inverse) * D.Broadcast(Enough);
        D state = D.SelectIfLess(enough, largest, D.Zero, D.Broadcast(MayUnderflow));
        state = D.SelectIfLess(sum, most, state, overflows); // NaN, too
        state = D.SelectIfLess(whole, most, state, overflows);
        D.Store(D.SelectIfLess(Size(product), most, state, overflows), ref batch, RowBatch.Variance);
    }

    /// <summary>Whether one of eight rows may be out of range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayBeLeft(ref double batch) => D.Sum(D.Load(ref batch, RowBatch.Variance)) != 0;

    /// <summary>Whether a row is out of range. A row with a NaN or an infinity is not: neither way makes numbers of it.</summary>
    public static bool IsLeft(ReadOnlySpan<double> dy, ReadOnlySpan<double> gamma, bool unitOffset, int row, ref double batch)
    {
        if (Unsafe.Add(ref batch, RowBatch.Variance + row) == 0)
        {
            return false;
        }

        double largest = 0, largestDy = 0, largestGamma = 0;
        for (int i = 0; i < dy.Length; i++)
        {
            double scale = Math.Abs(SegmentReference.Gamma(gamma, i, unitOffset).High), size = Math.Abs(dy[i]);
            largestDy = Math.Max(largestDy, size); // NaN stays
            largestGamma = Math.Max(largestGamma, scale);
            largest = Math.Max(largest, size * scale);
        }

        double inverse = Unsafe.Add(ref batch, RowBatch.Inverse + row);
        if (inverse == 0 || largestDy == 0 || largestGamma == 0 || !double.IsFinite(inverse + largestDy + largestGamma))
        {
            return false;
        }

        return Unsafe.Add(ref batch, RowBatch.Variance + row) == Overflows
            || largest < Math.Max(gamma.IsEmpty ? 0 : Normal, inverse * Least);
    }

    private static D Size(D a) => D.SelectIfLess(a, D.Zero, -a, a);
}
