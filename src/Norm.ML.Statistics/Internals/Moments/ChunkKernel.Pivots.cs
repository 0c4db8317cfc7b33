using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Norm.ML.Internals.Moments.MomentArrays;

namespace Norm.ML.Internals.Moments;

/// <summary>
/// The value that deviations of a channel are taken from: of <see cref="Samples"/> values, as far from each other as the chunk allows, the one that
/// is nearest to their mean, and the first of several.
/// </summary>
/// <remarks>
/// A value of the data, not the mean itself: a constant channel is 0 around it, differences of numbers on one grid are exact, a channel of few values
/// that are not 0 keeps the pivot 0 (<see cref="SparseColumn"/>), and floats can be padded with it. Near the mean, so that little of the sum of
/// squares cancels: for normal values a tenth, not half of it as around the first row, and nothing for an outlier in the first row or a column that
/// is sorted.
/// </remarks>
internal static unsafe partial class ChunkKernel
{
    /// <summary>How many values are looked at.</summary>
    public const int Samples = 16;

    private const double Share = 1.0 / Samples; // products by it come first: the sum cannot overflow

    /// <summary>The row, of those that count, that a sample comes from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Sample(int i, int count) => i * count / Samples;

    /// <summary>The pivot of the samples.</summary>
    public static double Pivot(double* x)
    {
        double mean = ((Four(x) + Four(x + 4)) + (Four(x + 8) + Four(x + 12))), best = x[0], least = Math.Abs(best - mean);
        for (int i = 1; i < Samples; i++)
        {
            double distance = Math.Abs(x[i] - mean);
            (best, least) = distance < least ? (x[i], distance) : (best, least);
        }

        return best;
    }

    private static double Four(double* x) => (x[0] * Share + x[1] * Share) + (x[2] * Share + x[3] * Share);

    /// <summary>The pivot of values that lie <paramref name="distance"/> from each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Pivot<T>(T* first, nint distance, int count) where T : unmanaged
    {
        double* samples = stackalloc double[Samples];
        for (int i = 0; i < Samples; i++)
        {
            samples[i] = Widen(first[Sample(i, count) * distance]);
        }

        return Pivot(samples);
    }

    /// <summary>The pivots of channels whose rows lie one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void StartPivots<T>(T* rows, int channels, int count, double* pivots) where T : unmanaged
    {
        int c = 0;
        for (; c <= channels - LaneCount; c += LaneCount)
        {
            Vector512.Store(Pivots(rows + c, channels, count), pivots + c);
        }

        for (; c < channels; c++)
        {
            pivots[c] = Pivot(rows + c, channels, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Pivots<T>(T* x, nint channels, int count) where T : unmanaged
    {
        Vector512<double> mean = (Four(x, 0, channels, count) + Four(x, 4, channels, count))
            + (Four(x, 8, channels, count) + Four(x, 12, channels, count));
        Vector512<double> best = Load(x), least = Vector512.Abs(best - mean);
        for (int i = 1; i < Samples; i++)
        {
            Vector512<double> value = Load(x + Sample(i, count) * channels), distance = Vector512.Abs(value - mean);
            Vector512<double> nearer = Vector512.LessThan(distance, least);
            best = Vector512.ConditionalSelect(nearer, value, best);
            least = Vector512.ConditionalSelect(nearer, distance, least);
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Four<T>(T* x, int i, nint channels, int count) where T : unmanaged
    {
        Vector512<double> share = Vector512.Create(Share);
        return (Load(x + Sample(i, count) * channels) * share + Load(x + Sample(i + 1, count) * channels) * share)
            + (Load(x + Sample(i + 2, count) * channels) * share + Load(x + Sample(i + 3, count) * channels) * share);
    }

    /// <summary>Rows of pivots, which contribute nothing, up to a whole number of blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pad<T>(T* rows, int channels, int count, int padded, double* pivots) where T : unmanaged
    {
        T* first = rows + (nint)count * channels;
        for (int c = 0; c < channels && count < padded; c++)
        {
            first[c] = typeof(T) == typeof(float) ? (T)(object)(float)pivots[c] : (T)(object)pivots[c];
        }

        for (nint row = 1; row < padded - count; row++)
        {
            Unsafe.CopyBlockUnaligned(first + row * channels, first, (uint)(channels * sizeof(T)));
        }
    }
}
