using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Norm.ML.Internals.Channels;
using Norm.ML.Internals.Checks;

namespace Norm.ML;

public sealed partial class FittedBatchNorm<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Normalizes some elements of one example: the bits that <see cref="Normalize"/> gives them.</summary>
    /// <param name="x">The elements.</param>
    /// <param name="positions">Where each of them lies in an example of <see cref="Channels"/> times <paramref name="spatial"/> elements.</param>
    /// <param name="destination">Receives as many elements; may be the same memory.</param>
    /// <param name="spatial">The number of positions of a channel, at least 1.</param>
    /// <param name="layout">Whether an example is <c>[channels, spatial]</c> or <c>[spatial, channels]</c>.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or the spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position, <paramref name="spatial"/> or <paramref name="layout"/> is out of range.</exception>
    public void NormalizeAt(
        ReadOnlySpan<T> x, ReadOnlySpan<int> positions, Span<T> destination, int spatial = 1, NormLayout layout = NormLayout.ChannelsFirst) =>
        ApplyAt(new ChannelAffine(_forward, Channels), _scaledForward, _scalesOnly, x, positions, destination, spatial, layout);

    /// <summary>Undoes <see cref="NormalizeAt"/>: the bits that <see cref="Denormalize"/> gives these elements.</summary>
    /// <param name="y">The normalized elements.</param>
    /// <param name="positions">Where each of them lies in an example.</param>
    /// <param name="destination">Receives as many elements; may be the same memory.</param>
    /// <param name="spatial">The number of positions of a channel, at least 1.</param>
    /// <param name="layout">Whether an example is <c>[channels, spatial]</c> or <c>[spatial, channels]</c>.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or the spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position, <paramref name="spatial"/> or <paramref name="layout"/> is out of range.</exception>
    public void DenormalizeAt(
        ReadOnlySpan<T> y, ReadOnlySpan<int> positions, Span<T> destination, int spatial = 1, NormLayout layout = NormLayout.ChannelsFirst) =>
        ApplyAt(new ChannelAffine(_inverse, Channels), _scaledInverse, scalesOnly: false, y, positions, destination, spatial, layout);

    private static void ApplyAt(
        ChannelAffine affine, SortedList<int, ScaledAffine>? scaled, bool scalesOnly, ReadOnlySpan<T> x, ReadOnlySpan<int> positions,
        Span<T> destination, int spatial, NormLayout layout)
    {
        Guard.Enough(spatial, 1, nameof(spatial));
        if (layout is not (NormLayout.ChannelsFirst or NormLayout.ChannelsLast))
        {
            throw new ArgumentOutOfRangeException(nameof(layout), layout, $"layout is {layout}.");
        }

        Guard.Same(positions.Length, x.Length, nameof(positions));
        if (destination.Length < x.Length)
        {
            Guard.Throw(nameof(destination), $"destination has {destination.Length} elements; x has {x.Length}.");
        }

        if (x.Overlaps(destination, out int offset) && offset != 0)
        {
            Guard.Throw(nameof(destination), "destination overlaps x partly.");
        }

        if (typeof(T) == typeof(float) && spatial == 1)
        {
            ApplyToFloatsAt(affine, scalesOnly, MemoryMarshal.Cast<T, float>(x), positions, MemoryMarshal.Cast<T, float>(destination));
            return;
        }

        long length = (long)affine.Channels * spatial;
        for (int i = 0; i < x.Length; i++)
        {
            if ((uint)positions[i] >= length)
            {
                ThrowOutside(i, positions[i], length);
            }

            int c = spatial == 1 ? positions[i] : layout == NormLayout.ChannelsFirst ? positions[i] / spatial : positions[i] % affine.Channels;

            if (scaled is not null && scaled.TryGetValue(c, out ScaledAffine alone))
            {
                destination[i] = T.CreateTruncating(alone.Apply(double.CreateTruncating(x[i])));
                continue;
            }

            // The steps of IAffineStep, one element at a time.
            double centred = double.CreateTruncating(x[i]) - affine.Mean[c];
            double shift = typeof(T) != typeof(double) ? affine.Shift[c] : Math.FusedMultiplyAdd(centred, affine.ScaleLow[c], affine.Shift[c]);
            double y = Math.FusedMultiplyAdd(centred, affine.Scale[c], shift);
            destination[i] = T.CreateTruncating(typeof(T) == typeof(Half) ? (float)y : y);
        }
    }

    private static bool IsPositiveZero(Span<double> values) => !MemoryMarshal.Cast<double, long>(values).ContainsAnyExcept(0L);

    // Floats of one position per channel, as ML.NET's sparse features are. Channels are read from all over memory: one number each, where one is
    // enough. Compiled at once: a trainer's passes may be over before the run time would optimize it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ApplyToFloatsAt(ChannelAffine affine, bool scalesOnly, ReadOnlySpan<float> x, ReadOnlySpan<int> positions,
        Span<float> destination)
    {
        ReadOnlySpan<double> scale = affine.Scale;
        destination = destination[..x.Length];
        positions = positions[..x.Length];
        if (scalesOnly)
        {
            for (int i = 0; i < x.Length; i++)
            {
                int c = positions[i];
                if ((uint)c >= (uint)scale.Length)
                {
                    ThrowOutside(i, c, scale.Length);
                }

                destination[i] = (float)(x[i] * scale[c] + 0.0);
            }

            return;
        }

        ReadOnlySpan<double> mean = affine.Mean, shift = affine.Shift;
        for (int i = 0; i < x.Length; i++)
        {
            int c = positions[i];
            if ((uint)c >= (uint)mean.Length)
            {
                ThrowOutside(i, c, mean.Length);
            }

            destination[i] = (float)Math.FusedMultiplyAdd(x[i] - mean[c], scale[c], shift[c]);
        }
    }

    private static void ThrowOutside(int i, int position, long length) => throw new ArgumentOutOfRangeException(
        "positions", position, $"positions[{i}] is {position}; an example has {length} elements.");
}
