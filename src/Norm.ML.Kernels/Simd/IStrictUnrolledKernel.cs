using System.ComponentModel;

namespace Norm.ML.Simd;

/// <summary>What a generated kernel of strict precision writes out: sums in double, results in float with coefficients in two parts.</summary>
/// <remarks>Kernels call it with arguments that were checked. All members give the same bits for every lane type.</remarks>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public interface IStrictUnrolledKernel : IUnrolledKernel
{
    /// <summary>Adds up one row to eight partial sums; or, in columns, eight rows to a sum each.</summary>
    /// <param name="x">The first element of the row; or of sixteen rows as columns.</param>
    /// <param name="sums">Receives eight sums; only if the norm subtractMean.</param>
    /// <param name="squares">Receives eight sums of squares.</param>
    static abstract void Sums<F, D>(ref float x, ref double sums, ref double squares)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D>;

    /// <summary>
    /// Writes one row; or, in columns, sixteen. The inverse deviation, and the shift of a norm that subtractMean, come as two floats that add up to the
    /// exact value: the same in all lanes, or one for each row.
    /// </summary>
    /// <param name="x">The first element of the row; or of sixteen rows as columns.</param>
    /// <param name="gamma">The first element of gamma.</param>
    /// <param name="beta">The first element of beta.</param>
    /// <param name="y">The first element of the result.</param>
    /// <param name="high">The inverse deviation.</param>
    /// <param name="low">What rounding took from it.</param>
    /// <param name="shiftHigh">The shift, <c>-mean * inverse deviation</c>.</param>
    /// <param name="shiftLow">What rounding took from it.</param>
    static abstract void Write<F, D>(ref float x, ref float gamma, ref float beta, ref float y, F high, F low, F shiftHigh, F shiftLow)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D>;
}
