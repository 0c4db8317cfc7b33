namespace Norm.ML.Internals.Rows.Batched;

/// <summary>
/// The steps for a batch of float rows, with a number of vectors that the JIT knows. <see cref="BatchedRows{TRow, TGeneral}"/> is the loop.
/// </summary>
internal interface IBatchedRow
{
    /// <summary>The number of rows in a batch. Their reductions, square roots and divisions overlap.</summary>
    static abstract int Rows { get; }

    /// <summary>Adds up a row.</summary>
    /// <param name="x">The first element of the row.</param>
    /// <param name="size">The elements of the row.</param>
    /// <param name="scratch">The scratch memory of the batch.</param>
    /// <param name="row">The row's number in the batch.</param>
    static abstract void Measure<N>(ref float x, nint size, ref float scratch, nint row) where N : struct, IVectorCount;

    /// <summary>Turns the sums of a batch into the coefficients of the output step. False if a row needs the fallback.</summary>
    static abstract bool Coefficients(nint size, double epsilon, nint rows, ref float scratch);

    /// <summary>Writes a row.</summary>
    static abstract void Write<N>(ref float x, nint size, ref float gamma, ref float beta, ref float y, ref float scratch, nint row)
        where N : struct, IVectorCount;
}

/// <summary>
/// The number of vectors of sixteen floats in a row, an incomplete last one included. The JIT sees a constant. 0 means more than eight: the body is a
/// loop.
/// </summary>
internal interface IVectorCount
{
    static abstract int Count { get; }
}

internal readonly struct Vectors1 : IVectorCount { public static int Count => 1; }

internal readonly struct Vectors2 : IVectorCount { public static int Count => 2; }

internal readonly struct Vectors3 : IVectorCount { public static int Count => 3; }

internal readonly struct Vectors4 : IVectorCount { public static int Count => 4; }

internal readonly struct Vectors5 : IVectorCount { public static int Count => 5; }

internal readonly struct Vectors6 : IVectorCount { public static int Count => 6; }

internal readonly struct Vectors7 : IVectorCount { public static int Count => 7; }

internal readonly struct Vectors8 : IVectorCount { public static int Count => 8; }

internal readonly struct VectorsMore : IVectorCount { public static int Count => 0; }
