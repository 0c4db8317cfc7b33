using System.Collections.Immutable;
using System.Text;
using Norm.ML.Internals.Files;
using Norm.ML.Internals.Moments;
using Norm.ML.Internals.Sums;

namespace Norm.ML.Internals.Partitions;

/// <summary>
/// The state of a partition as bytes, in which sums are statistics files (docs/live-statistics.md describes them). Data only: no type is named. A
/// state that is damaged or of a later version is refused.
/// </summary>
internal static class PartitionBytes
{
    /// <summary>The version that is written; all lower ones are read.</summary>
    public const int Version = 1;

    private const long Magic = 0x0A0D4556_494C4E93; // 93 'N' 'L' 'I' 'V' 'E' \r \n

    public static byte[] Write(PartitionModel model)
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(model.Columns!.Count);
        writer.Write((byte)model.Columns.Policy);
        writer.Write(model.Columns.Names.Count);
        foreach (string name in model.Columns.Names)
        {
            writer.Write(name);
        }

        writer.Write(model.Position);
        Sum(writer, model.Whole);
        Windows(writer, model.Windows);
        writer.Write(model.Waiting.Count);
        foreach (Addition addition in model.Waiting)
        {
            Waiting(writer, addition);
        }

        Checks(writer, model.Checks);
        writer.Flush();
        writer.Write(StatisticsFrame.Checksum(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        writer.Flush();
        return stream.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are not such a state; the message says why.</exception>
    public static PartitionModel Read(byte[] bytes)
    {
        if (bytes.Length < 16 || BitConverter.ToInt64(bytes) != Magic)
        {
            throw new InvalidDataException("it does not begin with the mark of one.");
        }

        int version = BitConverter.ToInt32(bytes, 8);
        if (version is < 1 or > Version)
        {
            string accepted = Version == 1 ? "version 1" : $"versions 1 to {Version}", advice = version > Version ? ", a later one is needed" : "";
            throw new InvalidDataException($"it is of version {version}; this library reads {accepted}{advice}.");
        }

        if (StatisticsFrame.Checksum(bytes.AsSpan(0, bytes.Length - 4)) != BitConverter.ToUInt32(bytes, bytes.Length - 4))
        {
            throw new InvalidDataException("its checksum does not match: it was altered or cut off.");
        }

        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes, 12, bytes.Length - 16, writable: false), Encoding.UTF8);
            return Model(reader);
        }
        catch (Exception problem) when (problem is IOException or FormatException or ArgumentException or OverflowException
            or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"its content is not consistent: {PlainMessage.Of(problem)}");
        }
    }

    private static PartitionModel Model(BinaryReader reader)
    {
        int channels = reader.ReadInt32();
        var policy = (NonFinitePolicy)reader.ReadByte();
        string[] names = new string[Count(reader, 1)];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = reader.ReadString();
        }

        var columns = new LiveColumns(channels, names.Length == 0 ? null : names, policy);
        return new()
        {
            Columns = columns,
            Position = reader.ReadInt64(),
            Whole = Sum(reader, columns),
            Windows = Windows(reader, columns),
            Waiting = [.. Enumerable.Range(0, Count(reader, 1)).Select(_ => Waiting(reader, channels))],
            Checks = Checks(reader),
        };
    }

    private static void Sum(BinaryWriter writer, SequenceSum sum)
    {
        writer.Write(sum.Chunks);
        foreach (RunningStatistics? node in sum.Nodes)
        {
            if (node is not null)
            {
                node.Save(Flushed(writer));
            }
        }

        ReadOnlySpan<byte> open = sum.Open.Bytes(sum.ChannelCount);
        writer.Write(sum.Open.AreDoubles);
        writer.Write(open.Length);
        writer.Write(open);
    }

    // A node for each bit of the number of chunks, the lowest first.
    private static SequenceSum Sum(BinaryReader reader, LiveColumns columns)
    {
        long chunks = reader.ReadInt64();
        ArgumentOutOfRangeException.ThrowIfNegative(chunks);
        var nodes = new RunningStatistics?[64 - (int)long.LeadingZeroCount(chunks)];
        for (int level = 0; level < nodes.Length; level++)
        {
            if ((chunks >> level & 1) == 1)
            {
                nodes[level] = Statistics(reader, columns.Count);
            }
        }

        bool doubles = reader.ReadBoolean();
        byte[] open = Bytes(reader);
        return new(columns.Count, columns.Policy == NonFinitePolicy.Propagate, chunks, nodes, OpenRows.From(new(open, doubles), columns.Count));
    }

    private static void Windows(BinaryWriter writer, Windows windows)
    {
        writer.Write(windows.Length);
        writer.Write(windows.Number);
        writer.Write(windows.Current is not null);
        if (windows.Current is { } current)
        {
            Sum(writer, current);
        }

        writer.Write(windows.Past.Count);
        foreach ((long number, RunningStatistics statistics) in windows.Past)
        {
            writer.Write(number);
            statistics.Save(Flushed(writer));
        }
    }

    private static Windows Windows(BinaryReader reader, LiveColumns columns) => new()
    {
        Length = reader.ReadInt64(),
        Number = reader.ReadInt64(),
        Current = reader.ReadBoolean() ? Sum(reader, columns) : null,
        Past = [.. Enumerable.Range(0, Count(reader, 8)).Select(_ => (reader.ReadInt64(), Statistics(reader, columns.Count)))],
    };

    private static void Waiting(BinaryWriter writer, Addition addition)
    {
        writer.Write(addition.First);
        writer.Write(addition.Interval);
        writer.Write((byte)(addition.Moments is not null ? 2 : addition.Rows.AreDoubles ? 1 : 0));
        if (addition.Moments is { } moments)
        {
            moments.Save(Flushed(writer));
            return;
        }
        writer.Write(addition.Rows.Bytes.Length);
        writer.Write(addition.Rows.Bytes.Span);
    }

    private static Addition Waiting(BinaryReader reader, int channels)
    {
        (long first, long interval, byte kind) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadByte());
        return kind == 2 ? Addition.Of(first, Statistics(reader, channels), interval)
            : Addition.Of(first, new(Bytes(reader), kind == 1), channels, interval);
    }

    private static void Checks(BinaryWriter writer, RowChecks checks)
    {
        writer.Write(checks.First);
        writer.Write(checks.End);
        for (long row = checks.First; row < checks.End; row++)
        {
            writer.Write(checks[row]);
        }

        writer.Write(checks.Older.Count);
        foreach (uint block in checks.Older)
        {
            writer.Write(block);
        }
    }

    private static RowChecks Checks(BinaryReader reader)
    {
        (long first, long end) = (reader.ReadInt64(), reader.ReadInt64());
        var blocks = ImmutableList.CreateBuilder<uint[]>();
        for (long row = first; row < end; row++)
        {
            if (row % RowChecks.Block == 0)
            {
                blocks.Add(new uint[RowChecks.Block]);
            }

            blocks[^1][row % RowChecks.Block] = reader.ReadUInt32();
        }
        return new(blocks.ToImmutable(), first, end, [.. Enumerable.Range(0, Count(reader, 4)).Select(_ => reader.ReadUInt32())]);
    }

    private static RunningStatistics Statistics(BinaryReader reader, int channels)
    {
        RunningStatistics statistics = RunningStatistics.Load(reader.BaseStream, "state");
        return statistics.ChannelCount == channels ? statistics
            : throw new InvalidDataException($"it holds statistics of {statistics.ChannelCount} channels among those of {channels}.");
    }

    private static byte[] Bytes(BinaryReader reader) => reader.ReadBytes(Count(reader, 1));

    // No more than there can be, so that memory does not grow with what the bytes claim.
    private static int Count(BinaryReader reader, int least)
    {
        int count = reader.ReadInt32();
        return count >= 0 && (long)count * least <= reader.BaseStream.Length - reader.BaseStream.Position ? count
            : throw new EndOfStreamException($"a count of {count} is more than there is.");
    }

    private static Stream Flushed(BinaryWriter writer)
    {
        writer.Flush();
        return writer.BaseStream;
    }
}
