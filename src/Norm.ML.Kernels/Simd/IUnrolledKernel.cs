using System.ComponentModel;

namespace Norm.ML.Simd;

/// <summary>An unrolled kernel: generated code for the rows of one size. <see cref="UnrolledRows"/> is the loop over rows that calls it.</summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public interface IUnrolledKernel : INormKernelShape
{
    /// <summary>Whether the scale is <c>1 + gamma</c>.</summary>
    static virtual bool UnitOffset => false;
}

/// <summary>
/// The steps of an unrolled kernel of strict precision: sums in double, results in float with coefficients of a high and a low part.
/// </summary>
/// <remarks>The arguments were checked. All implementations give the same bits for every vector width.</remarks>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public interface IStrictUnrolledKernel : IUnrolledKernel
{
    /// <summary>Adds one row to eight partial sums; or, transposed, eight rows to one sum each.</summary>
    /// <param name="x">The first element of the row; or of sixteen transposed rows.</param>
    /// <param name="sums">Receives eight sums; only if the norm subtracts the mean.</param>
    /// <param name="squares">Receives eight sums of squares.</param>
    static abstract void Sums<F, D>(ref float x, ref double sums, ref double squares)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D>;

    /// <summary>
    /// Writes one row; or, transposed, sixteen. The inverse deviation and the shift come as a high and a low part that add up to the exact value: the
    /// same in all lanes, or one for each row. The shift is not used if the norm does not subtract the mean.
    /// </summary>
    /// <param name="x">The first element of the row; or of sixteen transposed rows.</param>
    /// <param name="gamma">The first element of gamma.</param>
    /// <param name="beta">The first element of beta.</param>
    /// <param name="y">The first element of the result.</param>
    /// <param name="high">The inverse deviation.</param>
    /// <param name="low">Its low part.</param>
    /// <param name="shiftHigh">The shift, <c>-mean * inverse deviation</c>.</param>
    /// <param name="shiftLow">Its low part.</param>
    static abstract void Write<F, D>(ref float x, ref float gamma, ref float beta, ref float y, F high, F low, F shiftHigh, F shiftLow)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D>;
}

/// <summary>The steps of an unrolled kernel of fast precision: two passes in float over a row, which stays in the L1 cache.</summary>
/// <remarks>The arguments were checked. All implementations give the same bits for every vector width.</remarks>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public interface IFastUnrolledKernel : IUnrolledKernel
{
    /// <summary>
    /// Adds one row to sixteen partial sums; or, transposed, sixteen rows to one sum each. Not called if the norm does not subtract the mean.
    /// </summary>
    /// <param name="x">The first element of the row; or of sixteen transposed rows.</param>
    /// <param name="sums">Receives sixteen sums.</param>
    static abstract void Sum<F, D>(ref float x, ref float sums)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D>;

    /// <summary>
    /// Adds the deviations from the mean and their squares in the same way. If the norm does not subtract the mean, only the squares of the elements.
    /// </summary>
    /// <param name="x">The first element of the row; or of sixteen transposed rows.</param>
    /// <param name="mean">The mean, rounded.</param>
    /// <param name="sums">Receives sixteen sums of deviations: the error of the rounded mean.</param>
    /// <param name="squares">Receives sixteen sums of squares.</param>
    static abstract void Squares<F, D>(ref float x, F mean, ref float sums, ref float squares)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D>;

    /// <summary>Writes one row; or, transposed, sixteen.</summary>
    /// <param name="x">The first element of the row; or of sixteen transposed rows.</param>
    /// <param name="gamma">The first element of gamma.</param>
    /// <param name="beta">The first element of beta.</param>
    /// <param name="y">The first element of the result.</param>
    /// <param name="mean">The mean, rounded: the same in all lanes, or one for each row.</param>
    /// <param name="inverse">The inverse deviation.</param>
    /// <param name="rest">The error of the rounded mean, times the inverse deviation.</param>
    static abstract void Write<F, D>(ref float x, ref float gamma, ref float beta, ref float y, F mean, F inverse, F rest)
        where F : struct, ISimdFloat16<F, D> where D : struct, ISimdDouble8<D>;
}

/// <summary>The steps of an unrolled kernel for rows of doubles: the mean, then deviations and their squares, then the result.</summary>
/// <remarks>The arguments were checked. All implementations give the same bits for every vector width.</remarks>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public interface IDoubleUnrolledKernel : IUnrolledKernel
{
    /// <summary>
    /// Adds one row to eight partial sums; or, transposed, eight rows to one sum each. Not called if the norm does not subtract the mean.
    /// </summary>
    /// <param name="x">The first element of the row; or of eight transposed rows.</param>
    /// <param name="sums">Receives eight sums.</param>
    static abstract void Sum<D>(ref double x, ref double sums) where D : struct, ISimdDouble8<D>;

    /// <summary>
    /// Adds the deviations from the mean and their squares in the same way. If the norm does not subtract the mean, only the squares of the elements.
    /// </summary>
    /// <param name="x">The first element of the row; or of eight transposed rows.</param>
    /// <param name="mean">The mean, rounded: the same in all lanes, or one for each row.</param>
    /// <param name="sums">Receives eight sums of deviations: the error of the rounded mean.</param>
    /// <param name="squares">Receives eight sums of squares.</param>
    static abstract void Squares<D>(ref double x, D mean, ref double sums, ref double squares) where D : struct, ISimdDouble8<D>;

    /// <summary>Writes one row; or, transposed, eight. The inverse deviation comes as a high and a low part that add up to the exact value.</summary>
    /// <param name="x">The first element of the row; or of eight transposed rows.</param>
    /// <param name="gamma">The first element of gamma.</param>
    /// <param name="beta">The first element of beta.</param>
    /// <param name="y">The first element of the result.</param>
    /// <param name="mean">The mean, rounded: the same in all lanes, or one for each row.</param>
    /// <param name="inverse">The inverse deviation.</param>
    /// <param name="low">Its low part.</param>
    /// <param name="rest">The error of the rounded mean, times the inverse deviation, negated.</param>
    static abstract void Write<D>(ref double x, ref double gamma, ref double beta, ref double y, D mean, D inverse, D low, D rest)
        where D : struct, ISimdDouble8<D>;
}
