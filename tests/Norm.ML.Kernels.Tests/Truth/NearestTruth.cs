using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Truth;

/// <summary>Whether a number is the nearest of its type to the formula, with 700 bits; ties have to be even.</summary>
internal sealed class NearestTruth
{
    private const int Bits = 700;

    private readonly Dyadic _n, _sum, _inverse;
    private readonly bool _subtractMean;

    private NearestTruth(Dyadic inverse)
    {
        (_n, _sum, _inverse) = (1, 0, inverse);
    }

    /// <summary>Elements are divided by a deviation or a root mean square.</summary>
    public static NearestTruth OfMeans(double[] x, bool subtractMean, double epsilon) => new(x, subtractMean, epsilon);

    /// <summary>Elements are divided by their length, which is at least epsilon.</summary>
    public static NearestTruth OfLength(double[] x, double epsilon)
    {
        Dyadic square = Dyadic.From(epsilon) * Dyadic.From(epsilon), squares = 0;
        foreach (double value in x)
        {
            squares += Dyadic.From(value) * Dyadic.From(value);
        }

        square = (squares - square).Mantissa.Sign < 0 ? square : squares;
        return new(square.IsZero ? 0 : Dyadic.Divide(1, Dyadic.Sqrt(square, Bits), Bits));
    }

    private NearestTruth(double[] x, bool subtractMean, double epsilon)
    {
        Dyadic sum = 0, squares = 0;
        foreach (double value in x)
        {
            Dyadic d = Dyadic.From(value);
            sum += d;
            squares += d * d;
        }

        _n = x.Length;
        _sum = sum;
        _subtractMean = subtractMean;
        // d / sqrt(n Q - S^2 + n^2 epsilon), or x sqrt(n) / sqrt(Q + n epsilon)
        Dyadic square = subtractMean ? _n * squares - sum * sum + _n * _n * Dyadic.From(epsilon) : squares + _n * Dyadic.From(epsilon);
        Dyadic root = Dyadic.Sqrt(square, Bits);
        _inverse = square.IsZero ? 0 : Dyadic.Divide(subtractMean ? 1 : Dyadic.Sqrt(_n, Bits), root, Bits);
    }

    public Dyadic Of(double x, TwoPart gamma, double beta)
    {
        Dyadic d = _subtractMean ? _n * Dyadic.From(x) - _sum : Dyadic.From(x);
        return d * _inverse * (Dyadic.From(gamma.High) + Dyadic.From(gamma.Low)) + Dyadic.From(beta);
    }

    public bool IsNearest<T>(T y, double x, TwoPart gamma, double beta) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dyadic truth = Of(x, gamma, beta);
        T above = T.BitIncrement(y), below = T.BitDecrement(y);
        int up = T.IsPositiveInfinity(y) ? -1 : Side(truth, y, above), down = T.IsNegativeInfinity(y) ? 1 : Side(truth, below, y);
        bool odd = !T.IsInfinity(y) && IsOdd(y);
        return (up < 0 || (up == 0 && !odd)) && (down > 0 || (down == 0 && !odd))
            && !(T.IsZero(y) && !truth.IsZero && T.IsNegative(y) != truth.Mantissa.Sign < 0);
    }

    // The sign of truth minus the number halfway between two neighbours; less than 2^-600 of it is a tie.
    private static int Side<T>(Dyadic truth, T below, T above) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dyadic middle = (Wide(below) + Wide(above)).Scale(-1), difference = truth - middle;
        return difference.IsZero || (!middle.IsZero && difference.Magnitude < middle.Magnitude - 600) ? 0 : difference.Mantissa.Sign;
    }

    private static Dyadic Wide<T>(T value) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!T.IsInfinity(value))
        {
            return Dyadic.From(Element<T>.ToDouble(value));
        }

        double largest = Element<T>.Largest; // what would follow it
        return Dyadic.From(T.IsNegative(value) ? -2 : 2) * Dyadic.From(Math.ScaleB(1, Math.ILogB(largest)));
    }

    private static bool IsOdd<T>(T value) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<byte> bytes = stackalloc byte[16];
        value.WriteSignificandLittleEndian(bytes);
        return (bytes[0] & 1) != 0;
    }
}
