using System.Runtime.CompilerServices;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Doubles;

/// <summary>From sums to the coefficients of the output step of double rows, for eight rows at once.</summary>
internal static class DoubleRowCoefficients
{
    /// <summary>The value of needsFallback for a row whose sum of squares is 0: it is constant, or its squares underflow.</summary>
    public const double Vanished = 2;

    /// <summary>Limits of the inverse deviation within which its square is a normal double.</summary>
    public const double Smallest = 1e-145, Largest = 1e140;

    /// <summary>The mean, rounded. The mean of a constant row is exactly that constant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D Mean<D>(D sum, nint size) where D : struct, ISimdDouble8<D>
    {
        D reciprocal = D.Broadcast(1.0 / size), mean = sum * reciprocal;
        return D.Fma(D.Fma(-mean, D.Broadcast(size), sum), reciprocal, mean);
    }

    /// <summary>
    /// From the sums of deviations from that mean (if the norm subtracts it) and of squares: the mean of the deviations, which corrects the mean, and
    /// the inverse deviation as high and low part. <paramref name="needsFallback"/> is 0 for an ordinary row, 1 if a value is out of range, or <see
    /// cref="Vanished"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of<D>(
        bool subtractMean, D sum, D squares, nint size, double epsilon, out D rest, out D inverse, out D low, out D needsFallback)
        where D : struct, ISimdDouble8<D>
    {
        D one = D.Broadcast(1), n = D.Broadcast(size);
        rest = subtractMean ? sum / n : D.Zero;
        squares /= n;
        D variance = D.Fma(-rest, rest, squares), square = variance + D.Broadcast(epsilon);
        inverse = one / D.Sqrt(square);
        D outOfRange = D.SelectIfLess(inverse, D.Broadcast(Largest), D.Zero, one); // NaN needs the fallback, too
        outOfRange = D.SelectIfLess(D.Broadcast(Smallest), inverse, outOfRange, one);
        if (subtractMean)
        {
            outOfRange = D.SelectIfLess(rest * rest, variance, outOfRange, D.SelectIfLess(D.Zero, squares, one, outOfRange));
        }

        needsFallback = D.SelectIfLess(D.Zero, outOfRange, one, D.SelectIfLess(D.Zero, squares, D.Zero, D.Broadcast(Vanished)));
        // One Newton step gives the inverse deviation as high and low part.
        D root = square * inverse, error = D.Fma(-root, inverse, one) - D.Fma(square, inverse, -root) * inverse;
        D step = D.Broadcast(0.5) * inverse * error, near = inverse;
        inverse += step;
        low = (near - inverse) + step;
    }

    /// <summary>
    /// The inverse of epsilon, as high and low part, where the length of a row is less than epsilon: the square of epsilon has one rounding too many.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Limit<D>(D squares, double epsilon, ref D inverse, ref D low) where D : struct, ISimdDouble8<D>
    {
        double largest = 1 / epsilon;
        D least = D.Broadcast(epsilon * epsilon);
        inverse = D.SelectIfLess(squares, least, D.Broadcast(largest), inverse);
        low = D.SelectIfLess(squares, least, D.Broadcast(Math.FusedMultiplyAdd(-epsilon, largest, 1) / epsilon), low);
    }
}
