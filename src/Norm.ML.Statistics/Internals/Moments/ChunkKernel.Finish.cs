using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Norm.ML.Internals.Moments.MomentArrays;

namespace Norm.ML.Internals.Moments;

/// <summary>The last step of a chunk.</summary>
internal static unsafe partial class ChunkKernel
{
    /// <summary>
    /// The least share of the sum of squares that may be left when the mean has been taken out of it. More where few rows leave few roundings to
    /// cancel out, and little time is lost.
    /// </summary>
    public static double Kept(int rows) => rows < Rows ? 0.7 : 0.5;

    /// <summary>
    /// Mean and squared deviations of eight channels from their sums S and Q and their weight W: <c>e = S / W</c>, <c>mean = pivot + e</c> as a
    /// pair, <c>squares = Q - S e</c> as another. Returns the channels for which that is not good enough, as bits: a value was not finite, a square
    /// left the range, or the pivot lay so far from the mean (<c>S e > Q / 2</c>) that the difference would lose more than one bit.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Finish<T>(
        double* pivots, double* sums, int stride, T* least, T* greatest, double weight, long count, double kept, double* v, long* n)
            where T : unmanaged
    {
        Vector512<double> k = Vector512.Load(pivots), s = Vector512.Load(sums), q = Vector512.Load(sums + stride);
        Vector512<double> min = Load(least), max = Load(greatest);
        Vector512<double> w = Vector512.Create(weight);
        Vector512<double> e = s / w;
        Vector512<double> rest = Vector512.FusedMultiplyAdd(-e, w, s) / w; // of the quotient
        Vector512<double> high = k + e, low = MomentMerge.Lost(k, e, high) + rest, mean = high + low;
        Vector512<double> near = Vector512.FusedMultiplyAdd(-s, e, q), beyond = Vector512.FusedMultiplyAdd(-s, e, q - near) - s * rest;
        Vector512<double> squares = near + beyond;
        Vector512<double> good = Vector512.GreaterThanOrEqual(squares, q * Vector512.Create(kept))
            & Vector512.LessThanOrEqual(q, Vector512.Create(ChannelScale.Most))
            & (Vector512.GreaterThanOrEqual(q, Vector512.Create(ChannelScale.Least)) | Vector512.Equals(min, max));

        Vector512.Store(w, v);
        Vector512.Store(mean, v + MeanHigh * stride);
        Vector512.Store(low - (mean - high), v + MeanLow * stride);
        Vector512.Store(squares, v + SquaresHigh * stride);
        Vector512.Store(beyond - (squares - near), v + SquaresLow * stride);
        Vector512.Store(min + Vector512<double>.Zero, v + Min * stride); // + 0 makes a zero positive
        Vector512.Store(max + Vector512<double>.Zero, v + Max * stride);
        Vector512.Store(Vector512.Create(count), n);
        Vector512.Store(Vector512<long>.Zero, n + Missing * stride);
        Vector512.Store(Vector512<long>.Zero, n + Infinite * stride);
        Vector512.Store(Vector512<long>.Zero, n + Scale * stride);
        return ~Vector512.ExtractMostSignificantBits(good) & 0xFF;
    }
}
