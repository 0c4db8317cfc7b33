using System.Runtime.CompilerServices;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Rows.Doubles;

/// <summary>
/// The sums of <see cref="DoubleSums"/> for rows of one or two vectors, without a loop over the row. The order of additions is the same.
/// </summary>
internal static class DoubleTwoVectorSums
{
    /// <summary>The longest row.</summary>
    public const nint Longest = 16;

    private const nint Vector = 8;

    /// <inheritdoc cref="DoubleSums.Values"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Values<D>(ref double x, nint rows, nint size, ref double sums) where D : struct, ISimdDouble8<D>
    {
        // Zero is added first: a sum of zeros is then never -0.
        if (size == Vector)
        {
            for (nint row = 0; row < rows; row++)
            {
                D.Store(D.Zero + D.Load(ref x, row * Vector), ref sums, row * 8);
            }
        }
        else if (size < Vector)
        {
            for (nint row = 0; row < rows; row++)
            {
                D.Store(D.Zero + D.MaskedLoad(ref x, row * size, size), ref sums, row * 8);
            }
        }
        else if (size == Longest)
        {
            for (nint row = 0; row < rows; row++)
            {
                D.Store(D.Zero + D.Load(ref x, row * Longest) + D.Load(ref x, row * Longest + Vector), ref sums, row * 8);
            }
        }
        else
        {
            for (nint row = 0; row < rows; row++)
            {
                D.Store(D.Zero + D.Load(ref x, row * size) + D.MaskedLoad(ref x, row * size + Vector, size - Vector), ref sums, row * 8);
            }
        }
    }

    /// <inheritdoc cref="DoubleSums.Squares"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Squares<D, TMode>(ref double x, nint rows, nint size, ref double batch)
        where D : struct, ISimdDouble8<D> where TMode : struct, IAffineMode
    {
        if (size == Vector)
        {
            for (nint row = 0; row < rows; row++)
            {
                D a = D.Load(ref x, row * Vector);
                if (TMode.SubtractsMean)
                {
                    a -= D.Broadcast(Unsafe.Add(ref batch, RowBatch.Mean + row));
                    D.Store(D.Zero + a, ref batch, RowBatch.Sums + row * 8);
                }
                D.Store(a * a, ref batch, RowBatch.Squares + row * 8);
            }
        }
        else if (size < Vector)
        {
            for (nint row = 0; row < rows; row++)
            {
                D a = D.MaskedLoad(ref x, row * size, size);
                if (TMode.SubtractsMean)
                {
                    a -= D.First(D.Broadcast(Unsafe.Add(ref batch, RowBatch.Mean + row)), size);
                    D.Store(D.Zero + a, ref batch, RowBatch.Sums + row * 8);
                }
                D.Store(a * a, ref batch, RowBatch.Squares + row * 8);
            }
        }
        else if (size == Longest)
        {
            for (nint row = 0; row < rows; row++)
            {
                D a = D.Load(ref x, row * Longest), b = D.Load(ref x, row * Longest + Vector);
                if (TMode.SubtractsMean)
                {
                    D mean = D.Broadcast(Unsafe.Add(ref batch, RowBatch.Mean + row));
                    a -= mean;
                    b -= mean;
                    D.Store(D.Zero + a + b, ref batch, RowBatch.Sums + row * 8);
                }
                D.Store(D.Fma(b, b, a * a), ref batch, RowBatch.Squares + row * 8);
            }
        }
        else
        {
            for (nint row = 0; row < rows; row++)
            {
                D a = D.Load(ref x, row * size), b = D.MaskedLoad(ref x, row * size + Vector, size - Vector);
                if (TMode.SubtractsMean)
                {
                    D mean = D.Broadcast(Unsafe.Add(ref batch, RowBatch.Mean + row));
                    a -= mean;
                    b -= D.First(mean, size - Vector);
                    D.Store(D.Zero + a + b, ref batch, RowBatch.Sums + row * 8);
                }
                D.Store(a * a + b * b, ref batch, RowBatch.Squares + row * 8);
            }
        }
    }
}
