using System.ComponentModel;

namespace Norm.ML.Simd;

/// <summary>What a generated kernel for rows of doubles writes out: the mean, then deviations and their squares, then the result.</summary>
/// <remarks>Kernels call it with arguments that were checked. All members give the same bits for every lane type.</remarks>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public interface IDoubleUnrolledKernel : IUnrolledKernel
{
    /// <summary>Adds up one row to eight partial sums; or, in columns, eight rows to a sum each. Not called if the norm does not centre.</summary>
    /// <param name="x">The first element of the row; or of eight rows as columns.</param>
    /// <param name="sums">Receives eight sums.</param>
    static abstract void Sum<D>(ref double x, ref double sums) where D : struct, ISimdDouble8<D>;

    /// <summary>Adds up the deviations from the mean and their squares in the same way; if the norm does not centre, the squares of the elements.</summary>
    /// <param name="x">The first element of the row; or of eight rows as columns.</param>
    /// <param name="mean">The mean, rounded: the same in all lanes, or one for each row.</param>
    /// <param name="sums">Receives eight sums of deviations: what rounding took from the mean.</param>
    /// <param name="squares">Receives eight sums of squares.</param>
    static abstract void Squares<D>(ref double x, D mean, ref double sums, ref double squares) where D : struct, ISimdDouble8<D>;

    /// <summary>Writes one row; or, in columns, eight. The inverse deviation comes as two doubles that add up to the exact value.</summary>
    /// <param name="x">The first element of the row; or of eight rows as columns.</param>
    /// <param name="gamma">The first element of gamma.</param>
    /// <param name="beta">The first element of beta.</param>
    /// <param name="y">The first element of the result.</param>
    /// <param name="mean">The mean, rounded: the same in all lanes, or one for each row.</param>
    /// <param name="inverse">The inverse deviation.</param>
    /// <param name="low">What rounding took from it.</param>
    /// <param name="rest">What rounding took from the mean, times the inverse deviation, negative.</param>
    static abstract void Write<D>(ref double x, ref double gamma, ref double beta, ref double y, D mean, D inverse, D low, D rest)
        where D : struct, ISimdDouble8<D>;
}
