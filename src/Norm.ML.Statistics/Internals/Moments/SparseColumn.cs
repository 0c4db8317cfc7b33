namespace Norm.ML.Internals.Moments;

/// <summary>
/// One channel of a chunk from the values that are given, the others being 0: the bits of <see cref="ColumnKernel"/> for the column in full, at a
/// cost that follows the values.
/// </summary>
/// <remarks>
/// Where the pivot is 0, a zero adds <c>+0</c> to both sums. A sum begins as <c>+0</c> and is never <c>-0</c>, so
/// adding <c>+0</c> leaves its bits alone: groups and blocks without a value need no addition. What is left is added in the order that
/// <see cref="ChunkKernel"/> names.
/// A column of another kind is left to <see cref="ColumnKernel"/>: one that holds a value that is not finite, needs another pivot or leaves the range
/// of squares. Another pivot takes several samples that are not 0, which is rarer than values are.
/// </remarks>
internal readonly unsafe struct SparseColumn
{
    private readonly ChannelMoments _zeros;
    private readonly double* _weights;
    private readonly double _kept;
    private readonly int[] _samples; // the rows that the pivot is chosen from, of those that count

    /// <param name="zeros">The moments of a channel without values.</param>
    /// <param name="weights">One per row; null counts each row once.</param>
    /// <param name="rows">The rows of the chunk.</param>
    public SparseColumn(in ChannelMoments zeros, double* weights, int rows)
    {
        _zeros = zeros;
        _weights = weights;
        _kept = ChunkKernel.Kept(rows);
        List<int> counted = [];
        for (int row = 0; row < rows; row++)
        {
            if (weights == null || weights[row] != 0)
            {
                counted.Add(row);
            }
        }

        _samples = new int[counted.Count == 0 ? 0 : ChunkKernel.Samples];
        for (int i = 0; i < _samples.Length; i++)
        {
            _samples[i] = counted[ChunkKernel.Sample(i, counted.Count)];
        }
    }

    /// <param name="entries">The values, by ascending row.</param>
    /// <param name="moments">Receives the result, if there is one: mean, squares and extremes; the rest is that of a
    /// channel without values.</param>
    /// <returns>False for a column that has to be summed in full.</returns>
    public bool TryRun(ReadOnlySpan<(int Row, double Value)> entries, out ChannelMoments moments)
    {
        moments = _zeros;
        if (HasPivot(entries))
        {
            return false;
        }

        double sum = 0, squares = 0, lostSum = 0, lostSquares = 0;
        double* blockSums = stackalloc double[ChunkKernel.Turns], blockSquares = stackalloc double[ChunkKernel.Turns];
        Clear(blockSums);
        Clear(blockSquares);
        int block = 0, counted = 0;
        double* deviations = stackalloc double[ChunkKernel.Group], weighted = stackalloc double[ChunkKernel.Group];
        for (int i = 0; i < entries.Length;)
        {
            int group = entries[i].Row / ChunkKernel.Group;
            if (group / (ChunkKernel.Block / ChunkKernel.Group) != block)
            {
                MomentMerge.Add(OfTurns(blockSums), ref sum, ref lostSum);
                MomentMerge.Add(OfTurns(blockSquares), ref squares, ref lostSquares);
                Clear(blockSums);
                Clear(blockSquares);
                block = group / (ChunkKernel.Block / ChunkKernel.Group);
            }

            new Span<double>(deviations, ChunkKernel.Group).Clear();
            new Span<double>(weighted, ChunkKernel.Group).Clear();
            for (; i < entries.Length && entries[i].Row / ChunkKernel.Group == group; i++)
            {
                (int row, double value) = entries[i];
                if (!double.IsFinite(value))
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

            blockSums[group % ChunkKernel.Turns] += Tree(weighted);
            for (int k = 0; k < ChunkKernel.Group; k++)
            {
                weighted[k] *= deviations[k];
            }

            blockSquares[group % ChunkKernel.Turns] += Tree(weighted);
        }

        MomentMerge.Add(OfTurns(blockSums), ref sum, ref lostSum);
        MomentMerge.Add(OfTurns(blockSquares), ref squares, ref lostSquares);
        sum += lostSum;
        squares += lostSquares;
        if (counted == 0)
        {
            return true;
        }

        if (!ChannelScale.Fits(squares, moments.Min == moments.Max))
        {
            return false;
        }

        double e = sum / moments.Weight, rest = Math.FusedMultiplyAdd(-e, moments.Weight, sum) / moments.Weight; // of the quotient
        moments.MeanHigh = e + rest;
        moments.MeanLow = rest - (moments.MeanHigh - e);
        (moments.SquaresHigh, moments.SquaresLow) = MomentMerge.Within(squares, sum, e, rest);
        return moments.SquaresHigh >= squares * _kept;
    }

    /// <summary>Whether the pivot is another value than 0.</summary>
    private bool HasPivot(ReadOnlySpan<(int Row, double Value)> entries)
    {
        double* samples = stackalloc double[ChunkKernel.Samples];
        bool any = false;
        for (int i = 0, at = 0; i < _samples.Length; i++)
        {
            for (; at < entries.Length && entries[at].Row < _samples[i]; at++)
            {
            }

            samples[i] = at < entries.Length && entries[at].Row == _samples[i] ? entries[at].Value : 0;
            any |= samples[i] != 0;
        }

        return any && ChunkKernel.Pivot(samples) != 0;
    }

    private static void Clear(double* turns) => new Span<double>(turns, ChunkKernel.Turns).Clear();

    private static double OfTurns(double* turns) => turns[0] + turns[1];

    private static double Tree(double* v) => ((v[0] + v[1]) + (v[2] + v[3])) + ((v[4] + v[5]) + (v[6] + v[7]));
}
