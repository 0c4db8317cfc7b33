namespace Norm.ML.Internals.Moments;

/// <summary>
/// One channel of one chunk, with care: values that are not finite are counted and skipped, rows of weight zero are absent, a bad pivot is
/// replaced by the mean, and data whose squares leave the range of a double is scaled. Channels without such trouble get the bits of the
/// fast path.
/// </summary>
internal static unsafe class ColumnKernel
{
    /// <param name="first">The channel's value in the first row.</param>
    /// <param name="distance">From one row's value to the next.</param>
    /// <param name="weights">One per row; null counts each row once.</param>
    /// <param name="count">Rows, at most <see cref="ChunkKernel.Rows"/>.</param>
    /// <param name="propagate">A value that is not finite makes the channel NaN.</param>
    /// <param name="scratch">Memory to work in.</param>
    public static ChannelMoments Run<T>(T* first, nint distance, double* weights, int count, bool propagate, ChunkScratch scratch)
        where T : unmanaged
    {
        Span<double> column = scratch.Column.AsSpan(0, (count + ChunkKernel.Block - 1) / ChunkKernel.Block * ChunkKernel.Block);
        Span<bool> skipped = scratch.Skipped.AsSpan(0, column.Length);
        ChannelMoments moments = Gather(first, distance, weights, column, skipped, count);
        if (moments.Count > 0)
        {
            moments.Weight = weights == null ? moments.Count : Total(new ReadOnlySpan<double>(weights, count), skipped);
            Sum(column, skipped, weights, count, ref moments);
        }
        if (propagate && moments.Missing + moments.Infinite > 0)
        {
            moments.MeanHigh = moments.SquaresHigh = double.NaN;
            moments.MeanLow = moments.SquaresLow = 0;
            moments.Scale = ChannelScale.Normal;
        }
        return moments;
    }

    /// <summary>The weights of the rows that count, one after the other.</summary>
    public static double Total(ReadOnlySpan<double> weights, ReadOnlySpan<bool> skipped)
    {
        double total = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (skipped.IsEmpty || !skipped[i])
            {
                total += weights[i];
            }
        }

        return total;
    }

    private static ChannelMoments Gather<T>(T* first, nint distance, double* weights, Span<double> column, Span<bool> skipped, int count)
        where T : unmanaged
    {
        ChannelMoments moments = ChannelMoments.Empty;
        for (int i = 0; i < column.Length; i++)
        {
            double value = i < count ? ChunkKernel.Widen(first[i * distance]) : double.NaN;
            bool absent = i >= count || (weights != null && weights[i] == 0);
            bool finite = double.IsFinite(value);
            column[i] = value;
            skipped[i] = absent || !finite;
            if (absent)
            {
                continue;
            }

            if (!finite)
            {
                if (double.IsNaN(value))
                {
                    moments.Missing++;
                }
                else
                {
                    moments.Infinite++;
                }

                continue;
            }
            moments.Count++;
            if (value < moments.Min)
            {
                moments.Min = value + 0.0; // + 0 makes a zero positive
            }

            if (value > moments.Max)
            {
                moments.Max = value + 0.0;
            }
        }
        return moments;
    }

    private static void Sum(Span<double> column, Span<bool> skipped, double* weights, int rows, ref ChannelMoments moments)
    {
        double pivot = Pivot(column, skipped);
        bool constant = moments.Min == moments.Max;
        Around(column, skipped, weights, pivot, out double s, out double q);
        if (!ChannelScale.Fits(q, constant))
        {
            moments.Scale = q < ChannelScale.Least ? ChannelScale.Tiny : ChannelScale.Huge;
            int shift = ChannelScale.Exponent(moments.Scale);
            pivot = Math.ScaleB(pivot, shift);
            for (int i = 0; i < column.Length; i++)
            {
                column[i] = Math.ScaleB(column[i], shift);
            }

            Around(column, skipped, weights, pivot, out s, out q);
        }

        double e = Finish(pivot, s, q, ref moments);
        if (!(moments.SquaresHigh >= q * ChunkKernel.Kept(rows)))
        {
            pivot += e;
            Around(column, skipped, weights, pivot, out s, out q);
            Finish(pivot, s, q, ref moments);
            if (moments.SquaresHigh < 0)
            {
                moments.SquaresHigh = moments.SquaresLow = 0;
            }
        }
    }

    private static double Finish(double pivot, double s, double q, ref ChannelMoments moments)
    {
        double e = s / moments.Weight, rest = Math.FusedMultiplyAdd(-e, moments.Weight, s) / moments.Weight; // of the quotient
        double high = pivot + e, low = MomentMerge.Lost(pivot, e, high) + rest;
        moments.MeanHigh = high + low;
        moments.MeanLow = low - (moments.MeanHigh - high);
        (moments.SquaresHigh, moments.SquaresLow) = MomentMerge.Within(q, s, e, rest);
        return e;
    }

    private static double Pivot(ReadOnlySpan<double> column, ReadOnlySpan<bool> skipped)
    {
        double* samples = stackalloc double[ChunkKernel.Samples];
        int count = skipped.Count(false);
        for (int i = 0, row = -1, seen = 0; i < ChunkKernel.Samples; i++)
        {
            for (; seen <= ChunkKernel.Sample(i, count); seen++)
            {
                row += skipped[(row + 1)..].IndexOf(false) + 1;
            }

            samples[i] = column[row];
        }

        return ChunkKernel.Pivot(samples);
    }

    /// <summary>The sums around a pivot; rows that are skipped are overwritten by it and so contribute zero.</summary>
    private static void Around(Span<double> column, ReadOnlySpan<bool> skipped, double* weights, double pivot, out double sum, out double squares)
    {
        for (int i = 0; i < column.Length; i++)
        {
            if (skipped[i])
            {
                column[i] = pivot;
            }
        }

        fixed (double* x = column)
        {
            if (weights == null)
            {
                ChunkKernel.Single(x, column.Length, pivot, out sum, out squares);
            }
            else
            {
                ChunkKernel.SingleWeighted(x, weights, column.Length, pivot, out sum, out squares);
            }
        }
    }
}
