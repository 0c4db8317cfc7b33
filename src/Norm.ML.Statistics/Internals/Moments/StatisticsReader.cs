using System.Text;
using static Norm.ML.Internals.Moments.MomentArrays;

namespace Norm.ML.Internals.Moments;

/// <summary>Reads the sections of a statistics file, trusting none of it.</summary>
internal static class StatisticsReader
{
    /// <summary>Reads the statistics of all rows.</summary>
    /// <param name="bytes">What stands between header and checksum.</param>
    /// <param name="version">The file's.</param>
    /// <param name="groups">The section with statistics per key; empty if there is none.</param>
    public static RunningStatistics Read(ReadOnlySpan<byte> bytes, int version, out ReadOnlySpan<byte> groups)
    {
        groups = default;
        var file = new ByteCursor(bytes, "the list of sections");
        MomentArrays? planes = null;
        ChannelNames? names = null;
        ExponentialMoments? exponential = null;
        ShardInfo? shard = null;
        ChunkNodes? nodes = null;
        while (file.Left > 0)
        {
            ReadOnlySpan<byte> tag = file.Take(4);
            string name = $"section '{Encoding.Latin1.GetString(tag)}'";
            ReadOnlySpan<byte> content = file.Take(file.Int64());
            var section = new ByteCursor(content, name);
            if (planes is null && !tag.SequenceEqual(StatisticsSections.Moments))
            {
                throw new StatisticsFormatException($"{name} comes before 'MOMT'.");
            }

            if (tag.SequenceEqual(StatisticsSections.Moments))
            {
                planes = Once(planes, name) ?? Moments(ref section);
            }
            else if (tag.SequenceEqual(StatisticsSections.Names))
            {
                names = Once(names, name) ?? Names(ref section, planes!.Channels);
            }
            else if (tag.SequenceEqual(StatisticsSections.Exponential))
            {
                exponential = Once(exponential, name) ?? Exponential(ref section,
                planes!.Channels);
            }
            else if (tag.SequenceEqual(StatisticsSections.Shard))
            {
                shard = Once(shard, name) ?? Shard(ref section);
            }
            else if (version >= StatisticsFrame.VersionOfTree && tag.SequenceEqual(StatisticsSections.Tree))
            {
                nodes = Once(nodes, name) ?? Tree(ref section, planes!);
            }
            else if (version >= StatisticsFrame.VersionOfGroups && tag.SequenceEqual(StatisticsSections.Groups))
            {
                groups = groups.IsEmpty && content.Length > 0 ? content : throw new StatisticsFormatException($"{name} comes twice, or is empty.");
                continue;
            }
            else if (tag[0] is >= (byte)'a' and <= (byte)'z')
            {
                continue;
            }
            else
            {
                throw new StatisticsFormatException($"{name} is not known to version {version} and must not be skipped.");
            }

            section.End();
        }
        if (planes is null)
        {
            throw new StatisticsFormatException("section 'MOMT' is missing.");
        }

        return new(planes, names, exponential, shard, nodes);
    }

    private static T? Once<T>(T? seen, string name) where T : class =>
        seen is null ? null : throw new StatisticsFormatException($"{name} comes twice.");

    private static MomentArrays Moments(ref ByteCursor section)
    {
        int channels = section.Int32();
        if (channels is < 1 or > StatisticsLimits.MaximumChannels)
        {
            throw new StatisticsFormatException($"it claims {channels} channels; 1 to {StatisticsLimits.MaximumChannels} are possible.");
        }

        if (section.Left != PlaneBytes(channels))
        {
            throw new StatisticsFormatException($"section 'MOMT' has {section.Left} bytes for {channels} channels; it needs {PlaneBytes(channels)}.");
        }

        return Planes(ref section, channels, "");
    }

    private static long PlaneBytes(int channels) => 8 + 8L * (CountPlanes + ValuePlanes) * channels;

    private static MomentArrays Planes(ref ByteCursor section, int channels, string place)
    {
        long rows = section.Int64();
        MomentArrays planes = MomentArrays.Empty(channels);
        planes.Rows = rows;
        for (int p = 0; p < CountPlanes; p++)
        {
            for (int c = 0; c < channels; c++)
            {
                planes.Integer(p, c) = section.Int64();
            }
        }

        for (int p = 0; p < ValuePlanes; p++)
        {
            for (int c = 0; c < channels; c++)
            {
                planes.Value(p, c) = section.Double();
            }
        }

        for (int c = 0; c < channels; c++)
        {
            if (MomentRules.Violation(planes[c], rows) is { } reason)
            {
                throw new StatisticsFormatException($"{place}channel {c} has {reason}.");
            }
        }

        return planes;
    }

    private static ChunkNodes Tree(ref ByteCursor section, MomentArrays whole)
    {
        long first = section.Int64();
        int count = section.Int32();
        if (first < 0 || count < 0 || section.Left != count * (12 + PlaneBytes(whole.Channels)))
        {
            throw new StatisticsFormatException(
                $"section 'TREE' has {section.Left} bytes for {count} nodes from chunk {first}; a node takes {12 + PlaneBytes(whole.Channels)}.");
        }

        var list = new ChunkNode[count];
        for (int i = 0; i < count; i++)
        {
            list[i] = new(section.Int32(), section.Int64(), Planes(ref section, whole.Channels, $"node {i}, "));
        }

        var nodes = new ChunkNodes(first, list);

        // The nodes decide when shards are merged, and the channels' numbers otherwise: they have to say the same.
        MomentArrays merged = MomentArrays.Empty(whole.Channels);
        if (count > 0)
        {
            var tree = new StatisticsTree();
            foreach (ChunkNode node in list)
            {
                tree.AddChunks(node.Level, node.Index, new(node.Planes, null));
            }

            merged = tree.ToStatistics(allowGaps: true).Planes;
        }
        return merged.SameBits(whole) ? nodes : throw new StatisticsFormatException("the nodes of 'TREE' do not merge to the channels of 'MOMT'.");
    }

    private static ChannelNames Names(ref ByteCursor section, int channels)
    {
        string[] names = new string[channels];
        for (int c = 0; c < channels; c++)
        {
            names[c] = section.Text(StatisticsLimits.MaximumNameBytes);
        }

        return ChannelNames.Problem(names, channels, "it") is { } problem ? throw new StatisticsFormatException(problem)
            : ChannelNames.Create(names, channels)!;
    }

    private static ExponentialMoments Exponential(ref ByteCursor section, int channels)
    {
        int convention = section.Int32();
        double momentum = section.Double();
        long batches = section.Int64();
        double[] mean = new double[channels], variance = new double[channels];
        for (int c = 0; c < channels; c++)
        {
            mean[c] = section.Double();
        }

        for (int c = 0; c < channels; c++)
        {
            variance[c] = section.Double();
        }

        return MomentRules.Exponential(convention, momentum, batches, mean, variance);
    }

    private static ShardInfo Shard(ref ByteCursor section) =>
        MomentRules.Shard(section.Int32(), section.Int32(), section.Text(ShardInfo.MaximumDigestBytes));
}
