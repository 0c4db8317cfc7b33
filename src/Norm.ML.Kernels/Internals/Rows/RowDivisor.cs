using System.Runtime.CompilerServices;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows;

/// <summary>
/// What a row is divided by. LayerNorm and RMSNorm: the root of the mean of squares plus epsilon. UnitNorm: the root of the sum of squares, which is
/// at least epsilon. The coefficients of both are made by the same code: a sum over one element, raised to the square of epsilon, is its own mean.
/// </summary>
internal static class RowDivisor
{
    /// <summary>What the sum of squares is divided by.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Count<TMode>(nint size) where TMode : struct, IAffineMode => TMode.IsLength ? 1 : size;

    /// <summary>What is added to the mean of squares.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Added<TMode>(double epsilon) where TMode : struct, IAffineMode => TMode.IsLength ? 0 : epsilon;

    /// <summary>The sum of squares; of UnitNorm, the square of epsilon if that is more. NaN stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static D Squares<D, TMode>(D squares, double epsilon) where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        if (!TMode.IsLength)
        {
            return squares;
        }

        D least = D.Broadcast(epsilon * epsilon);
        return D.SelectIfLess(squares, least, least, squares);
    }

    /// <inheritdoc cref="Squares{D, TMode}(D, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Squares<F, D, TMode>(F squares, double epsilon)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        if (!TMode.IsLength)
        {
            return squares;
        }

        F least = F.Broadcast((float)(epsilon * epsilon));
        return F.SelectIfLess(squares, least, least, squares);
    }

    /// <inheritdoc cref="Squares{D, TMode}(D, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Squares<TMode>(double squares, double epsilon) where TMode : struct, IAffineMode =>
        TMode.IsLength && squares < epsilon * epsilon ? epsilon * epsilon : squares;

    /// <summary>
    /// The inverse of epsilon, as the rows that are shorter than epsilon have it: for floats the same operations as for other rows, for doubles the
    /// nearest double.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Largest<T>(double epsilon) => typeof(T) == typeof(double) ? 1 / epsilon : 1 / Math.Sqrt(epsilon * epsilon);
}
