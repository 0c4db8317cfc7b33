using System.Runtime.CompilerServices;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Doubles;

/// <summary>From sums to what the output of double rows needs, eight rows at once.</summary>
internal static class DoubleRowCoefficients
{
    /// <summary>Marks a row whose squares are zero: a constant, or numbers so small that their squares underflow.</summary>
    public const double Vanished = 2;

    private const double Smallest = 1e-145, Largest = 1e140; // inverse deviations whose squares are ordinary doubles

    /// <summary>The mean, rounded; that of a constant row is that constant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D Mean<D>(D sum, nint size) where D : struct, ISimdDouble8<D>
    {
        D reciprocal = D.Broadcast(1.0 / size), mean = sum * reciprocal;
        return D.Fma(D.Fma(-mean, D.Broadcast(size), sum), reciprocal, mean);
    }

    /// <summary>
    /// From the sums of the deviations from that mean (if it subtractMean) and of their squares: the mean of the deviations, which corrects the mean, and the
    /// inverse deviation in two parts. <paramref name="marks"/> is 0 where a row is ordinary, <see cref="Vanished"/>, or 1 where it is out of range.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of<D>(bool subtractMean, D sum, D squares, nint size, double epsilon, out D rest, out D inverse, out D low, out D marks) where D : struct, ISimdDouble8<D>
    {
        D one = D.Broadcast(1), n = D.Broadcast(size);
        rest = subtractMean ? sum / n : D.Zero;
        squares /= n;
        D variance = D.Fma(-rest, rest, squares), square = variance + D.Broadcast(epsilon);
        inverse = one / D.Sqrt(square);
        D needsFallback = D.SelectIfLess(inverse, D.Broadcast(Largest), D.Zero, one); // NaN is needsFallback, too
        needsFallback = D.SelectIfLess(D.Broadcast(Smallest), inverse, needsFallback, one);
        if (subtractMean) needsFallback = D.SelectIfLess(rest * rest, variance, needsFallback, D.SelectIfLess(D.Zero, squares, one, needsFallback));
        marks = D.SelectIfLess(D.Zero, needsFallback, one, D.SelectIfLess(D.Zero, squares, D.Zero, D.Broadcast(Vanished)));
        // One step of Newton's: the inverse deviation in two parts.
        D root = square * inverse, error = D.Fma(-root, inverse, one) - D.Fma(square, inverse, -root) * inverse;
        D step = D.Broadcast(0.5) * inverse * error, near = inverse;
        inverse += step;
        low = (near - inverse) + step;
    }
}
