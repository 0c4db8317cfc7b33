using System.ComponentModel;

namespace Norm.ML.Simd;

/// <summary>What a generated kernel of fast precision writes out: two passes in float over a row that stays in the first cache.</summary>
/// <remarks>Kernels call it with arguments that were checked. All members give the same bits for every lane type.</remarks>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public interface IFastUnrolledKernel : IUnrolledKernel
{
    /// <summary>Adds up one row to sixteen partial sums; or, in columns, sixteen rows to a sum each. Not called if the norm does not centre.</summary>
    /// <param name="x">The first element of the row; or of sixteen rows as columns.</param>
    /// <param name="sums">Receives sixteen sums.</param>
    static abstract void Sum<F, D>(ref float x, ref float sums)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D>;

    /// <summary>Adds up the deviations from the mean and their squares in the same way; if the norm does not centre, the squares of the elements.</summary>
    /// <param name="x">The first element of the row; or of sixteen rows as columns.</param>
    /// <param name="mean">The mean, rounded.</param>
    /// <param name="sums">Receives sixteen sums of deviations: what rounding took from the mean.</param>
    /// <param name="squares">Receives sixteen sums of squares.</param>
    static abstract void Squares<F, D>(ref float x, F mean, ref float sums, ref float squares)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D>;

    /// <summary>Writes one row; or, in columns, sixteen.</summary>
    /// <param name="x">The first element of the row; or of sixteen rows as columns.</param>
    /// <param name="gamma">The first element of gamma.</param>
    /// <param name="beta">The first element of beta.</param>
    /// <param name="y">The first element of the result.</param>
    /// <param name="mean">The mean, rounded: the same in all lanes, or one for each row.</param>
    /// <param name="inverse">The inverse deviation.</param>
    /// <param name="rest">What rounding took from the mean, times the inverse deviation.</param>
    static abstract void Write<F, D>(ref float x, ref float gamma, ref float beta, ref float y, F mean, F inverse, F rest)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D>;
}
