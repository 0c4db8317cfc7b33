using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Norm.ML.Internals.Reference;
using Norm.ML.Simd;

namespace Norm.ML.Internals.Channels;

/// <summary>
/// Mean and variance of channels, in one pass. A pivot, the mean of the first 32 values of a channel, is subtracted from every value; sums have a
/// high and a low part. Memory is six doubles per channel: pivot, sum (high, low), sum of squares (high, low), and a flag.
/// </summary>
internal readonly ref struct ChannelSums(Span<double> memory, int channels)
{
    public const int Width = 6;

    private const int Head = 32;
    private const double Smallest = 1e-280, Largest = 1e280; // within these, squares of deviations neither overflow nor underflow
    private const double Lost = 1e-12; // below this ratio of variance to squared distance from the pivot, the sums have cancelled

    private readonly Span<double> _pivots = memory[..channels], _sums = memory.Slice(channels, 4 * channels);
    private readonly int _channels = channels;

    /// <summary>
    /// For the caller: not 0 for channels (or groups) that <see cref="SegmentReference"/> has to compute. Used as a flag by the second pass before.
    /// </summary>
    public readonly Span<double> NeedsFallback = memory.Slice(5 * channels, channels);

    public unsafe void Measure<T, D, TStep>(ReadOnlySpan<T> x, int examples, int spatial, NormLayout layout)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        fixed (T* pinnedX = x) // masked loads and stores take pointers
        fixed (double* pinnedPivots = _pivots, pinnedSums = _sums)
        {
            Pinned<T, D, TStep>(x, examples, spatial, layout);
        }
    }

    private void Pinned<T, D, TStep>(ReadOnlySpan<T> x, int examples, int spatial, NormLayout layout)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        bool rows = spatial == 1 || layout == NormLayout.ChannelsLast;
        int total = rows ? examples * spatial : spatial, head = Math.Min(Head, total);
        ref T source = ref MemoryMarshal.GetReference(x);
        ref double pivots = ref MemoryMarshal.GetReference(_pivots), sums = ref MemoryMarshal.GetReference(_sums);
        _pivots.Clear();
        _sums.Clear();
        if (rows)
        {
            ChannelsLastSums.Add<T, D, TStep>(ref source, head, _channels, _channels, ref pivots, ref sums);
        }
        else
        {
            Span<double> first = stackalloc double[4];
            for (int c = 0; c < _channels; c++)
            {
                first.Clear();
                ChannelsFirstSums.Add<T, D, TStep>(
                    ref MemoryMarshal.GetReference(x[(c * spatial)..]), 1, 1, head, ref pivots, ref MemoryMarshal.GetReference(first));
                _sums[c] = first[0];
            }
        }
        for (int c = 0; c < _channels; c++)
        {
            _pivots[c] = double.IsFinite(_sums[c]) ? _sums[c] / head : 0;
        }

        _sums.Clear();
        if (rows)
        {
            ChannelsLastSums.Add<T, D, TStep>(ref source, total, _channels, _channels, ref pivots, ref sums);
        }
        else
        {
            ChannelsFirstSums.Add<T, D, TStep>(ref source, examples, _channels, spatial, ref pivots, ref sums);
        }

        Refine<T, D, TStep>(ref source, examples, spatial, rows, (double)examples * spatial);
    }

    /// <summary>
    /// Repeats the pass around the mean for channels whose pivot was far from it. This happens if one of the first values is an outlier. The limit is
    /// lower for doubles, whose sums of squares have no spare bits.
    /// </summary>
    private void Refine<T, D, TStep>(ref T x, int examples, int spatial, bool rows, double count)
        where T : unmanaged where D : struct, ISimdDouble8<D> where TStep : struct, IAffineStep<T, D>
    {
        double far = typeof(T) == typeof(double) ? 0.5 : 4;
        int moved = 0;
        for (int c = 0; c < _channels; c++)
        {
            TryGet(c, count, out DoubleDouble mean, out double variance);
            double rest = mean.High - _pivots[c];
            NeedsFallback[c] = rest * rest > far * variance && double.IsFinite(mean.High) ? 1 : 0;
            if (NeedsFallback[c] == 0)
            {
                continue;
            }

            _pivots[c] = mean.High;
            moved++;
        }
        if (rows && moved > _channels / 8) // one pass over all channels; those that keep their pivot get the same sums again
        {
            _sums.Clear();
            ChannelsLastSums.Add<T, D, TStep>(
                ref x, (nint)count, _channels, _channels, ref MemoryMarshal.GetReference(_pivots), ref MemoryMarshal.GetReference(_sums));
            return;
        }
        Span<double> sums = stackalloc double[4];
        for (int c = 0; moved > 0 && c < _channels; c++)
        {
            if (NeedsFallback[c] == 0)
            {
                continue;
            }

            sums.Clear();
            if (rows)
            {
                ChannelsLastSums.Add<T, D, TStep>(ref Unsafe.Add(ref x, c), (nint)count, _channels, 1, ref _pivots[c], ref sums[0]);
            }
            else
            {
                for (nint example = 0; example < examples; example++)
                {
                    ChannelsFirstSums.Add<T, D, TStep>(
                        ref Unsafe.Add(ref x, (example * _channels + c) * spatial), 1, 1, spatial, ref _pivots[c], ref sums[0]);
                }
            }
            for (int i = 0; i < 4; i++)
            {
                _sums[i * _channels + c] = sums[i];
            }
        }
    }

    /// <summary>The mean (high and low part) and the variance of a channel. False if <see cref="SegmentReference"/> has to compute them.</summary>
    public bool TryGet(int channel, double count, out DoubleDouble mean, out double variance)
    {
        double squares = _sums[2 * _channels + channel] + _sums[3 * _channels + channel];
        double rest = (_sums[channel] + _sums[_channels + channel]) / count;
        mean = DoubleDouble.TwoSum(_pivots[channel], rest);
        variance = Math.FusedMultiplyAdd(-rest, rest, squares / count);
        if (squares == 0)
        {
            return Math.Abs(mean.High) > 1e-140; // every value equals the pivot, unless squares have underflowed
        }

        return variance > Smallest && variance < Largest && variance > rest * rest * Lost;
    }

    /// <summary>Whether the variance, or its inverse, overflows or underflows. <see cref="SegmentReference"/> computes such a segment.</summary>
    public static bool IsOutOfRange(double variance, double epsilon) =>
        variance >= Largest || (variance + epsilon > 0 && variance + epsilon <= Smallest);
}
