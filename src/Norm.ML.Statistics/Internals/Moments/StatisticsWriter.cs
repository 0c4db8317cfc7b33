using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Norm.ML.Internals.Moments;

/// <summary>Writes the sections of a statistics file.</summary>
internal static class StatisticsWriter
{
    // The lowest version that can say it, so that older programs read what they can.
    public static byte[] ToBytes(RunningStatistics statistics) =>
        StatisticsFrame.Write(Sections(statistics), statistics.Nodes is null ? 1 : StatisticsFrame.VersionOfTree);

    /// <summary>What stands between header and checksum.</summary>
    public static byte[] Sections(RunningStatistics statistics)
    {
        var sections = new ArrayBufferWriter<byte>();
        Section(sections, StatisticsSections.Moments, s => Moments(s, statistics.Planes));
        if (statistics.Names is { } names)
        {
            Section(sections, StatisticsSections.Names, s => Names(s, names));
        }

        if (statistics.Exponential is { } exponential)
        {
            Section(sections, StatisticsSections.Exponential, s => Exponential(s, exponential));
        }

        if (statistics.Shard is { } shard)
        {
            Section(sections, StatisticsSections.Shard, s => Shard(s, shard));
        }

        if (statistics.Nodes is { } nodes)
        {
            Section(sections, StatisticsSections.Tree, s => Tree(s, nodes));
        }

        return sections.WrittenSpan.ToArray();
    }

    private static void Section(ArrayBufferWriter<byte> sections, ReadOnlySpan<byte> tag, Action<ArrayBufferWriter<byte>> write)
    {
        var content = new ArrayBufferWriter<byte>();
        write(content);
        sections.Write(tag);
        Int64(sections, content.WrittenCount);
        sections.Write(content.WrittenSpan);
    }

    private static void Moments(ArrayBufferWriter<byte> to, MomentArrays planes)
    {
        Int32(to, planes.Channels);
        Planes(to, planes);
    }

    private static void Tree(ArrayBufferWriter<byte> to, ChunkNodes nodes)
    {
        Int64(to, nodes.Range.First);
        Int32(to, nodes.List.Count);
        foreach (ChunkNode node in nodes.List)
        {
            Int32(to, node.Level);
            Int64(to, node.Index);
            Planes(to, node.Planes);
        }
    }

    private static void Planes(ArrayBufferWriter<byte> to, MomentArrays planes)
    {
        Int64(to, planes.Rows);
        for (int p = 0; p < MomentArrays.CountPlanes; p++)
        {
            for (int c = 0; c < planes.Channels; c++)
            {
                Int64(to, planes.Integer(p, c));
            }
        }

        for (int p = 0; p < MomentArrays.ValuePlanes; p++)
        {
            Doubles(to, planes.Plane(p));
        }
    }

    private static void Names(ArrayBufferWriter<byte> to, ChannelNames names)
    {
        foreach (string name in names.List)
        {
            Text(to, name, StatisticsLimits.MaximumNameBytes);
        }
    }

    private static void Exponential(ArrayBufferWriter<byte> to, ExponentialMoments exponential)
    {
        Int32(to, (int)exponential.Rule.Convention);
        Doubles(to, [exponential.Rule.Momentum]);
        Int64(to, exponential.BatchCount);
        Doubles(to, exponential.Mean);
        Doubles(to, exponential.Variance);
    }

    private static void Shard(ArrayBufferWriter<byte> to, ShardInfo shard)
    {
        Int32(to, shard.Index);
        Int32(to, shard.Count);
        Text(to, shard.SourceDigest, ShardInfo.MaximumDigestBytes);
    }

    private static void Text(ArrayBufferWriter<byte> to, string text, int maximum)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length > maximum)
        {
            throw new InvalidOperationException($"A text of {bytes.Length} bytes does not fit a statistics file; at most {maximum} do.");
        }

        Int32(to, bytes.Length);
        to.Write(bytes);
    }

    private static void Doubles(ArrayBufferWriter<byte> to, ReadOnlySpan<double> values)
    {
        Span<byte> bytes = to.GetSpan(8 * values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes[(8 * i)..], values[i]);
        }

        to.Advance(8 * values.Length);
    }

    private static void Int32(ArrayBufferWriter<byte> to, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to.GetSpan(4), value);
        to.Advance(4);
    }

    private static void Int64(ArrayBufferWriter<byte> to, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to.GetSpan(8), value);
        to.Advance(8);
    }
}
