using System.Runtime.CompilerServices;

namespace Norm.ML.Internals.Moments;

/// <summary>
/// The numbers of all channels, one plane per kind of number, each padded to a multiple of eight so that vectors need no tail. The padding
/// holds nothing of meaning and is never read by name.
/// </summary>
internal sealed class MomentArrays
{
    public const int LaneCount = 8;
    public const int Weight = 0, MeanHigh = 1, MeanLow = 2, SquaresHigh = 3, SquaresLow = 4, Min = 5, Max = 6, ValuePlanes = 7;
    public const int Count = 0, Missing = 1, Infinite = 2, Scale = 3, CountPlanes = 4;

    public MomentArrays(int channels)
    {
        Channels = channels;
        Stride = Padded(channels);
        Values = new double[(long)ValuePlanes * Stride];
        Counts = new long[(long)CountPlanes * Stride];
    }

    public int Channels { get; }
    public int Stride { get; }
    public double[] Values { get; }
    public long[] Counts { get; }

    /// <summary>Rows seen, whatever they held; channels that had no finite value in them included.</summary>
    public long Rows { get; set; }

    public static int Padded(int channels) => checked((channels + LaneCount - 1) / LaneCount * LaneCount);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref double Value(int plane, int channel) => ref Values[plane * Stride + channel];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref long Integer(int plane, int channel) => ref Counts[plane * Stride + channel];

    public ReadOnlySpan<double> Plane(int plane) => Values.AsSpan(plane * Stride, Channels);

    public ChannelMoments this[int channel]
    {
        get => new()
        {
            Weight = Value(Weight, channel),
            MeanHigh = Value(MeanHigh, channel),
            MeanLow = Value(MeanLow, channel),
            SquaresHigh = Value(SquaresHigh, channel),
            SquaresLow = Value(SquaresLow, channel),
            Min = Value(Min, channel),
            Max = Value(Max, channel),
            Count = Integer(Count, channel),
            Missing = Integer(Missing, channel),
            Infinite = Integer(Infinite, channel),
            Scale = (int)Integer(Scale, channel),
        };
        set
        {
            Value(Weight, channel) = value.Weight;
            Value(MeanHigh, channel) = value.MeanHigh;
            Value(MeanLow, channel) = value.MeanLow;
            Value(SquaresHigh, channel) = value.SquaresHigh;
            Value(SquaresLow, channel) = value.SquaresLow;
            Value(Min, channel) = value.Min;
            Value(Max, channel) = value.Max;
            Integer(Count, channel) = value.Count;
            Integer(Missing, channel) = value.Missing;
            Integer(Infinite, channel) = value.Infinite;
            Integer(Scale, channel) = value.Scale;
        }
    }

    public static MomentArrays Empty(int channels)
    {
        var planes = new MomentArrays(channels);
        for (int c = 0; c < planes.Stride; c++)
        {
            planes.Value(Min, c) = double.PositiveInfinity;
            planes.Value(Max, c) = double.NegativeInfinity;
        }
        return planes;
    }

    public void CopyTo(MomentArrays other)
    {
        Values.AsSpan().CopyTo(other.Values);
        Counts.AsSpan().CopyTo(other.Counts);
        other.Rows = Rows;
    }

    /// <summary>Some of the channels, in a given order.</summary>
    public MomentArrays Select(IReadOnlyList<int> channels)
    {
        MomentArrays chosen = Empty(channels.Count);
        chosen.Rows = Rows;
        for (int i = 0; i < channels.Count; i++) chosen[i] = this[channels[i]];
        return chosen;
    }

    /// <summary>Bit by bit, so that NaN equals NaN and the two zeros differ.</summary>
    public bool SameBits(MomentArrays other)
    {
        if (Channels != other.Channels || Rows != other.Rows) return false;
        for (int p = 0; p < ValuePlanes; p++)
            for (int c = 0; c < Channels; c++)
                if (BitConverter.DoubleToInt64Bits(Value(p, c)) != BitConverter.DoubleToInt64Bits(other.Value(p, c))) return false;
        for (int p = 0; p < CountPlanes; p++)
            if (!Counts.AsSpan(p * Stride, Channels).SequenceEqual(other.Counts.AsSpan(p * Stride, Channels))) return false;
        return true;
    }
}
