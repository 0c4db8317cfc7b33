using System.Runtime.CompilerServices;
using Norm.ML.Lanes;

namespace Norm.ML.Internals;

/// <summary>From sums to what the output of double rows needs, eight rows at once.</summary>
internal static class DoubleRulers
{
    /// <summary>Marks a row whose squares are zero: a constant, or numbers so small that their squares underflow.</summary>
    public const double Vanished = 2;

    private const double Smallest = 1e-145, Largest = 1e140; // inverse deviations whose squares are ordinary doubles

    /// <summary>The mean, rounded; that of a constant row is that constant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D Mean<D>(D sum, nint size) where D : struct, IDoubleLanes<D>
    {
        D reciprocal = D.All(1.0 / size), mean = sum * reciprocal;
        return D.Fma(D.Fma(-mean, D.All(size), sum), reciprocal, mean);
    }

    /// <summary>
    /// From the sums of the deviations from that mean (if it centres) and of their squares: the mean of the deviations, which corrects the mean, and the
    /// inverse deviation in two parts. <paramref name="marks"/> is 0 where a row is ordinary, <see cref="Vanished"/>, or 1 where it is out of range.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of<D>(bool centres, D sum, D squares, nint size, double epsilon, out D rest, out D inverse, out D low, out D marks) where D : struct, IDoubleLanes<D>
    {
        D one = D.All(1), n = D.All(size);
        rest = centres ? sum / n : D.Zero;
        squares /= n;
        D variance = D.Fma(-rest, rest, squares), square = variance + D.All(epsilon);
        inverse = one / D.Sqrt(square);
        D doubtful = D.WhereLess(inverse, D.All(Largest), D.Zero, one); // NaN is doubtful, too
        doubtful = D.WhereLess(D.All(Smallest), inverse, doubtful, one);
        if (centres) doubtful = D.WhereLess(rest * rest, variance, doubtful, D.WhereLess(D.Zero, squares, one, doubtful));
        marks = D.WhereLess(D.Zero, doubtful, one, D.WhereLess(D.Zero, squares, D.Zero, D.All(Vanished)));
        // One step of Newton's: the inverse deviation in two parts.
        D root = square * inverse, error = D.Fma(-root, inverse, one) - D.Fma(square, inverse, -root) * inverse;
        D step = D.All(0.5) * inverse * error, near = inverse;
        inverse += step;
        low = (near - inverse) + step;
    }
}
