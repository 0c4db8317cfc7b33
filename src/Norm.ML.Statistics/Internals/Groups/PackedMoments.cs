using System.Buffers;
using System.Buffers.Binary;
using Norm.ML.Internals.Moments;

namespace Norm.ML.Internals.Groups;

/// <summary>
/// The statistics of a group in few bytes and with all their bits: numbers that follow from others, as most do in a group of few rows, are left out.
/// The same numbers give the same bytes.
/// </summary>
internal static class PackedMoments
{
    [Flags]
    private enum Parts : ushort
    {
        Count = 1 << 0, // otherwise the rows
        Missing = 1 << 1, // otherwise 0, as those that follow
        Infinite = 1 << 2,
        Scale = 1 << 3,
        Weight = 1 << 4, // otherwise the count
        MinSingle = 1 << 5, // as a float
        MinDouble = 1 << 6, // neither: there are no values
        MaxSingle = 1 << 7,
        MaxDouble = 1 << 8, // neither: the same as min
        MeanSingle = 1 << 9,
        MeanDouble = 1 << 10, // neither: the same as min; 0 if there are no values
        MeanLow = 1 << 11, // otherwise 0
        Squares = 1 << 12,
        SquaresLow = 1 << 13,
        All = (1 << 14) - 1,
    }

    public static byte[] Pack(MomentArrays moments)
    {
        var to = new ArrayBufferWriter<byte>(16 + moments.Channels * 8);
        Integer(to, moments.Rows);
        for (int c = 0; c < moments.Channels; c++)
        {
            Pack(to, moments[c], moments.Rows);
        }

        return to.WrittenSpan.ToArray();
    }

    /// <exception cref="StatisticsFormatException">The bytes are not such numbers, or more.</exception>
    public static MomentArrays Unpack(ReadOnlySpan<byte> bytes, int channels, string place)
    {
        var cursor = new ByteCursor(bytes, place);
        MomentArrays moments = MomentArrays.Empty(channels);
        moments.Rows = Integer(ref cursor, place);
        for (int c = 0; c < channels; c++)
        {
            moments[c] = Unpack(ref cursor, moments.Rows, place);
        }

        cursor.End();
        return moments;
    }

    /// <summary>The number of rows, without the rest.</summary>
    public static long Rows(ReadOnlySpan<byte> bytes)
    {
        var cursor = new ByteCursor(bytes, "");
        return Integer(ref cursor, "");
    }

    private static void Pack(ArrayBufferWriter<byte> to, in ChannelMoments m, long rows)
    {
        bool any = m.Count > 0;
        double min = any ? m.Min : double.PositiveInfinity, max = any ? m.Min : double.NegativeInfinity, mean = any ? m.Min : 0;
        Parts parts = (m.Count != rows ? Parts.Count : 0) | (m.Missing != 0 ? Parts.Missing : 0) | (m.Infinite != 0 ? Parts.Infinite : 0)
            | (m.Scale != 0 ? Parts.Scale : 0) | (Same(m.Weight, m.Count) ? 0 : Parts.Weight)
            | (any || !Same(m.Min, min) ? Either(m.Min, Parts.MinSingle, Parts.MinDouble) : 0)
            | (Same(m.Max, max) ? 0 : Either(m.Max, Parts.MaxSingle, Parts.MaxDouble))
            | (Same(m.MeanHigh, mean) ? 0 : Either(m.MeanHigh, Parts.MeanSingle, Parts.MeanDouble))
            | (Same(m.MeanLow, 0) ? 0 : Parts.MeanLow) | (Same(m.SquaresHigh, 0) ? 0 : Parts.Squares)
            | (Same(m.SquaresLow, 0) ? 0 : Parts.SquaresLow);
        BinaryPrimitives.WriteUInt16LittleEndian(to.GetSpan(sizeof(ushort)), (ushort)parts);
        to.Advance(sizeof(ushort));
        Integer(to, parts, Parts.Count, m.Count);
        Integer(to, parts, Parts.Missing, m.Missing);
        Integer(to, parts, Parts.Infinite, m.Infinite);
        Integer(to, parts, Parts.Scale, m.Scale == ChannelScale.Huge ? 1 : 0);
        Double(to, parts, 0, Parts.Weight, m.Weight);
        Double(to, parts, Parts.MinSingle, Parts.MinDouble, m.Min);
        Double(to, parts, Parts.MaxSingle, Parts.MaxDouble, m.Max);
        Double(to, parts, Parts.MeanSingle, Parts.MeanDouble, m.MeanHigh);
        Double(to, parts, 0, Parts.MeanLow, m.MeanLow);
        Double(to, parts, 0, Parts.Squares, m.SquaresHigh);
        Double(to, parts, 0, Parts.SquaresLow, m.SquaresLow);
    }

    private static ChannelMoments Unpack(ref ByteCursor cursor, long rows, string place)
    {
        var parts = (Parts)BinaryPrimitives.ReadUInt16LittleEndian(cursor.Take(sizeof(ushort)));
        if ((parts & ~Parts.All) != 0)
        {
            throw new StatisticsFormatException($"{place} has the mark {(ushort)parts:X4}, which is not known.");
        }

        ChannelMoments m = ChannelMoments.Empty;
        m.Count = parts.HasFlag(Parts.Count) ? Integer(ref cursor, place) : rows;
        m.Missing = parts.HasFlag(Parts.Missing) ? Integer(ref cursor, place) : 0;
        m.Infinite = parts.HasFlag(Parts.Infinite) ? Integer(ref cursor, place) : 0;
        if (parts.HasFlag(Parts.Scale))
        {
            m.Scale = Integer(ref cursor, place) == 1 ? ChannelScale.Huge : ChannelScale.Tiny;
        }

        bool any = m.Count > 0;
        m.Weight = Double(ref cursor, parts, 0, Parts.Weight, m.Count);
        m.Min = Double(ref cursor, parts, Parts.MinSingle, Parts.MinDouble, m.Min);
        m.Max = Double(ref cursor, parts, Parts.MaxSingle, Parts.MaxDouble, any ? m.Min : m.Max);
        m.MeanHigh = Double(ref cursor, parts, Parts.MeanSingle, Parts.MeanDouble, any ? m.Min : 0);
        m.MeanLow = Double(ref cursor, parts, 0, Parts.MeanLow, 0);
        m.SquaresHigh = Double(ref cursor, parts, 0, Parts.Squares, 0);
        m.SquaresLow = Double(ref cursor, parts, 0, Parts.SquaresLow, 0);
        return m;
    }

    private static bool Same(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);

    private static Parts Either(double value, Parts single, Parts @double) => Same((float)value, value) ? single : @double;

    private static void Double(ArrayBufferWriter<byte> to, Parts parts, Parts single, Parts @double, double value)
    {
        if ((parts & single) != 0)
        {
            BinaryPrimitives.WriteSingleLittleEndian(to.GetSpan(sizeof(float)), (float)value);
            to.Advance(sizeof(float));
        }
        else if ((parts & @double) != 0)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(to.GetSpan(sizeof(double)), value);
            to.Advance(sizeof(double));
        }
    }

    private static double Double(ref ByteCursor cursor, Parts parts, Parts single, Parts @double, double otherwise) =>
        (parts & single) != 0 ? BinaryPrimitives.ReadSingleLittleEndian(cursor.Take(sizeof(float)))
        : (parts & @double) != 0 ? cursor.Double() : otherwise;

    private static void Integer(ArrayBufferWriter<byte> to, Parts parts, Parts part, long value)
    {
        if ((parts & part) != 0)
        {
            Integer(to, value);
        }
    }

    // Seven bits a byte, the lowest first; the highest bit says that more follow.
    private static void Integer(ArrayBufferWriter<byte> to, long value)
    {
        ulong left = (ulong)value;
        Span<byte> bytes = to.GetSpan(10);
        int length = 0;
        for (; left >= 0x80; left >>= 7)
        {
            bytes[length++] = (byte)(left | 0x80);
        }

        bytes[length++] = (byte)left;
        to.Advance(length);
    }

    private static long Integer(ref ByteCursor cursor, string place)
    {
        ulong value = 0;
        for (int shift = 0; shift < 63; shift += 7)
        {
            byte next = cursor.Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)value;
            }
        }

        throw new StatisticsFormatException($"{place} has a count that is too large.");
    }
}
