using System.ComponentModel;

namespace Norm.ML.Lanes;

/// <summary>What a generated kernel writes out for rows of its size; <see cref="RowPlan"/> does the rest, eight rows at a time.</summary>
/// <remarks>Kernels call it with arguments that were checked. All members give the same bits for every lane type.</remarks>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public interface IRowPlan : INormKernelShape
{
    /// <summary>Adds up one row: eight partial sums, and eight partial sums of squares.</summary>
    /// <param name="x">The first element of the row.</param>
    /// <param name="sums">Receives eight sums; only if the norm centres.</param>
    /// <param name="squares">Receives eight sums of squares.</param>
    static abstract void Sums<F, D>(ref float x, ref double sums, ref double squares)
        where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D>;

    /// <summary>Writes one row. The inverse deviation, and the shift of a norm that centres, come as two floats that add up to the exact value.</summary>
    /// <param name="x">The first element of the row.</param>
    /// <param name="gamma">The first element of gamma.</param>
    /// <param name="beta">The first element of beta.</param>
    /// <param name="y">The first element of the result.</param>
    /// <param name="high">The inverse deviation.</param>
    /// <param name="low">What rounding took from it.</param>
    /// <param name="shiftHigh">The shift, <c>-mean * inverse deviation</c>.</param>
    /// <param name="shiftLow">What rounding took from it.</param>
    static abstract void Write<F, D>(ref float x, ref float gamma, ref float beta, ref float y, F high, F low, F shiftHigh, F shiftLow)
        where F : struct, IFloatLanes<F, D> where D : struct, IDoubleLanes<D>;

    /// <summary>Normalizes any rows with the library's kernel: those that need care, and calls that are out of the ordinary.</summary>
    /// <param name="x">Rows.</param>
    /// <param name="gamma">Scale; empty means 1.</param>
    /// <param name="beta">Shift; empty means 0.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has.</param>
    static abstract void General(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> destination);
}
