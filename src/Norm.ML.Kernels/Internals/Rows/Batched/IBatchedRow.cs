namespace Norm.ML.Internals.Rows.Batched;

/// <summary>What is done with a batch of short float rows, whose number of vectors the JIT knows; <see cref="BatchedRows{TRow, TGeneral}"/> does the rest.</summary>
internal interface IBatchedRow
{
    /// <summary>How many rows are on their way at a time: their reductions, square roots and divisions overlap.</summary>
    static abstract int Rows { get; }

    /// <summary>Adds up a row.</summary>
    /// <param name="x">The first element of the row.</param>
    /// <param name="size">The elements of the row.</param>
    /// <param name="scratch">The scratch memory of the batch.</param>
    /// <param name="row">The row's number in the batch.</param>
    static abstract void Measure<N>(ref float x, nint size, ref float scratch, nint row) where N : struct, IVectorCount;

    /// <summary>Turns the sums of a batch into what the output needs. False if some row needs care.</summary>
    static abstract bool Coefficients(nint size, double epsilon, nint rows, ref float scratch);

    /// <summary>Writes a row.</summary>
    static abstract void Write<N>(ref float x, nint size, ref float gamma, ref float beta, ref float y, ref float scratch, nint row) where N : struct, IVectorCount;
}
