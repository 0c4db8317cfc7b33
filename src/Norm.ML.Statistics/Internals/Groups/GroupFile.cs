using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Norm.ML.Internals.Moments;

namespace Norm.ML.Internals.Groups;

/// <summary>
/// A statistics file with a section <c>GRPS</c> after those of all rows: the number of keys, and for each, ascending, its text and its packed
/// statistics, both after their lengths. Written piece by piece: the keys need not be in memory twice.
/// </summary>
internal static class GroupFile
{
    private const int FlushBytes = 1 << 16;

    public static void Write(Stream stream, RunningStatistics all, string[] keys, byte[][] packed)
    {
        byte[] sections = StatisticsWriter.Sections(all);
        long section = sizeof(int);
        for (int i = 0; i < keys.Length; i++)
        {
            section += 2 * sizeof(int) + Encoding.UTF8.GetByteCount(keys[i]) + packed[i].Length;
        }

        long length = StatisticsFrame.HeaderBytes + sections.Length + StatisticsSections.HeadBytes + section + StatisticsFrame.TrailerBytes;
        if (length > StatisticsFrame.MaximumBytes)
        {
            throw new InvalidOperationException(
                $"The statistics of {keys.Length} keys take {length} bytes; a file has at most {StatisticsFrame.MaximumBytes}.");
        }

        var to = new ArrayBufferWriter<byte>(FlushBytes);
        uint checksum = StatisticsFrame.ChecksumStart;
        to.Write(StatisticsFrame.Header(length, StatisticsFrame.VersionOfGroups));
        to.Write(sections);
        to.Write(StatisticsSections.Groups);
        Integer(to, section);
        Integer(to, keys.Length);
        for (int i = 0; i < keys.Length; i++)
        {
            Integer(to, Encoding.UTF8.GetByteCount(keys[i]));
            Encoding.UTF8.GetBytes(keys[i], to);
            Integer(to, packed[i].Length);
            to.Write(packed[i]);
            if (to.WrittenCount >= FlushBytes)
            {
                Flush();
            }
        }

        Flush();
        Integer(to, (int)StatisticsFrame.ChecksumEnd(checksum));
        stream.Write(to.WrittenSpan);

        void Flush()
        {
            checksum = StatisticsFrame.ChecksumOf(checksum, to.WrittenSpan);
            stream.Write(to.WrittenSpan);
            to.ResetWrittenCount();
        }
    }

    /// <exception cref="StatisticsFormatException">The section is not what <see cref="Write"/> wrote.</exception>
    public static GroupedStatistics Read(ReadOnlySpan<byte> section, RunningStatistics all)
    {
        var cursor = new ByteCursor(section, "section 'GRPS'");
        int count = cursor.Int32();
        if (count < 0 || count > cursor.Left / (2 * sizeof(int)))
        {
            throw new StatisticsFormatException($"section 'GRPS' claims {count} keys in {cursor.Left} bytes.");
        }

        if (all.Exponential is not null)
        {
            throw new StatisticsFormatException("sections 'GRPS' and 'EXPO' exclude each other.");
        }

        string[] keys = new string[count];
        byte[][] packed = new byte[count][];
        Int128 rows = 0;
        for (int i = 0; i < count; i++)
        {
            keys[i] = cursor.Text(StatisticsLimits.MaximumNameBytes);
            if (string.CompareOrdinal(keys[i], i == 0 ? "" : keys[i - 1]) <= 0)
            {
                throw new StatisticsFormatException($"key {i} of 'GRPS' is empty, or does not come after the one before it.");
            }

            packed[i] = cursor.Take(cursor.Int32()).ToArray();
            rows += Check(packed[i], all.ChannelCount, i);
        }
        cursor.End();
        return rows <= all.RowCount ? new(keys, packed, all)
            : throw new StatisticsFormatException($"the keys have {rows} rows together, but all rows are {all.RowCount}.");
    }

    // The rows of a group whose numbers are possible, and packed as Pack packs them.
    private static long Check(byte[] packed, int channels, int key)
    {
        string place = $"key {key} of 'GRPS'";
        if (packed.Length < 1 + channels * sizeof(ushort))
        {
            throw new StatisticsFormatException($"{place} has {packed.Length} bytes for {channels} channels.");
        }

        MomentArrays moments = PackedMoments.Unpack(packed, channels, place);
        for (int c = 0; c < channels; c++)
        {
            if (MomentRules.Violation(moments[c], moments.Rows) is { } reason)
            {
                throw new StatisticsFormatException($"{place}, channel {c} has {reason}.");
            }
        }

        return moments.Rows > 0 && PackedMoments.Pack(moments).AsSpan().SequenceEqual(packed) ? moments.Rows
            : throw new StatisticsFormatException($"{place} has no rows, or its numbers are not packed as they have to be.");
    }

    private static void Integer(ArrayBufferWriter<byte> to, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to.GetSpan(sizeof(int)), value);
        to.Advance(sizeof(int));
    }

    private static void Integer(ArrayBufferWriter<byte> to, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to.GetSpan(sizeof(long)), value);
        to.Advance(sizeof(long));
    }
}
