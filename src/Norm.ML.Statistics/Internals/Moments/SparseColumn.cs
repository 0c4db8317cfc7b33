namespace Norm.ML.Internals.Moments;

/// <summary>
/// One channel of a chunk from the values that are given, the others being 0: the bits of <see cref="ColumnKernel"/> for the column in full, at a
/// cost that follows the values.
/// </summary>
/// <remarks>
/// The pivot is the first row's value. Where that is 0, a zero adds <c>+0</c> to both sums. A sum begins as <c>+0</c> and is never <c>-0</c>, so
/// adding <c>+0</c> leaves its bits alone: groups and blocks without a value need no addition. What is left is added in the order that
/// <see cref="ChunkKernel"/> names.
/// A column of another kind is left to <see cref="ColumnKernel"/>: one whose first row has a value, or that holds a value that is not finite, needs
/// another pivot or leaves the range of squares. The first of these is as rare as values are.
/// </remarks>
internal readonly unsafe struct SparseColumn
{
    private readonly ChannelMoments _zeros;
    private readonly double* _weights;
    private readonly int _first; // the first row that counts

    /// <param name="zeros">The moments of a channel without values.</param>
    /// <param name="weights">One per row; null counts each row once.</param>
    /// <param name="rows">The rows of the chunk.</param>
    public SparseColumn(in ChannelMoments zeros, double* weights, int rows)
    {
        _zeros = zeros;
        _weights = weights;
        while (_first < rows && weights != null && weights[_first] == 0)
        {
            _first++;
        }
    }

    /// <param name="entries">The values, by ascending row.</param>
    /// <param name="moments">Receives the result, if there is one: mean, squares and extremes; the rest is that of a
    /// channel without values.</param>
    /// <returns>False for a column that has to be summed in full.</returns>
    public bool TryRun(ReadOnlySpan<(int Row, double Value)> entries, out ChannelMoments moments)
    {
        moments = _zeros;
        double sum = 0, squares = 0, blockSum = 0, blockSquares = 0;
        int block = 0, counted = 0;
        double* deviations = stackalloc double[ChunkKernel.Group], weighted = stackalloc double[ChunkKernel.Group];
        for (int i = 0; i < entries.Length;)
        {
            int group = entries[i].Row / ChunkKernel.Group;
            if (group / (ChunkKernel.Block / ChunkKernel.Group) != block)
            {
                sum += blockSum;
                squares += blockSquares;
                blockSum = blockSquares = 0;
                block = group / (ChunkKernel.Block / ChunkKernel.Group);
            }

            new Span<double>(deviations, ChunkKernel.Group).Clear();
            new Span<double>(weighted, ChunkKernel.Group).Clear();
            for (; i < entries.Length && entries[i].Row / ChunkKernel.Group == group; i++)
            {
                (int row, double value) = entries[i];
                if (row <= _first || !double.IsFinite(value))
                {
                    return false;
                }

                double weight = _weights == null ? 1 : _weights[row];
                if (weight == 0)
                {
                    continue;
                }

                counted++;
                if (value < moments.Min)
                {
                    moments.Min = value;
                }

                if (value > moments.Max)
                {
                    moments.Max = value;
                }

                deviations[row % ChunkKernel.Group] = value;
                weighted[row % ChunkKernel.Group] = value * weight;
            }

            blockSum += Tree(weighted);
            for (int k = 0; k < ChunkKernel.Group; k++)
            {
                weighted[k] *= deviations[k];
            }

            blockSquares += Tree(weighted);
        }

        sum += blockSum;
        squares += blockSquares;
        if (counted == 0)
        {
            return true;
        }

        if (!ChannelScale.Fits(squares, moments.Min == moments.Max))
        {
            return false;
        }

        double e = sum / moments.Weight, within = squares - sum * e;
        if (!(within >= squares * 0.0625))
        {
            return false;
        }

        moments.MeanHigh = 0.0 + e;
        moments.MeanLow = 0;
        moments.SquaresHigh = within;
        return true;
    }

    private static double Tree(double* v) => ((v[0] + v[1]) + (v[2] + v[3])) + ((v[4] + v[5]) + (v[6] + v[7]));
}
