using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Norm.ML.Reliability.Files;

/// <summary>Statistics files and checkpoints whose lengths and checksums fit what was altered.</summary>
internal static class StatisticsParts
{
    private const int HeaderBytes = 24, ChecksumBytes = 4, LengthPlace = 16;

    public static ReadOnlySpan<byte> Mark => [0x93, (byte)'N', (byte)'S', (byte)'T', (byte)'A', (byte)'T'];

    /// <summary>CRC-32C.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }

    /// <summary>Alters the sections; sometimes the header.</summary>
    public static byte[] Alter(byte[] file, Mutation mutation)
    {
        if (file.Length < HeaderBytes + ChecksumBytes)
        {
            return Mutations.Alter(file, mutation).Bytes;
        }

        if (mutation.Random.Next(8) == 0)
        {
            byte[] head = [.. file];
            Extremes.Set(head.AsSpan(0, HeaderBytes), mutation.Random.Next(8, HeaderBytes - 3), mutation.Random.Next(Extremes.Ways),
                mutation.Random);
            return Seal(head, keepLength: true);
        }

        byte[] other = mutation.Other.AsSpan().StartsWith(Mark) ? mutation.Other[HeaderBytes..^ChecksumBytes] : mutation.Other;
        byte[] sections = Mutations.Alter(file[HeaderBytes..^ChecksumBytes], mutation with { Other = other }).Bytes;
        return Seal([.. file[..HeaderBytes], .. sections, 0, 0, 0, 0], keepLength: false);
    }

    /// <summary>Alters a checkpoint: its line of JSON, its statistics, or both; its hash fits.</summary>
    public static byte[] AlterCheckpoint(byte[] file, Mutation mutation)
    {
        int mark = file.AsSpan().IndexOf((byte)'\n') + 1, start = mark + 64 + 1;
        int end = start + file.AsSpan(start).IndexOf((byte)'\n') + 1;
        byte[] state = file[start..end], statistics = file[end..];
        if (mutation.Random.Next(3) > 0 || statistics.Length == 0)
        {
            state = Mutations.Alter(state, mutation).Bytes;
        }
        else
        {
            statistics = Alter(statistics, mutation with { Other = statistics });
        }

        byte[] body = [.. state, .. statistics];
        return [.. file[..mark], .. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(body))), (byte)'\n', .. body];
    }

    private static byte[] Seal(byte[] file, bool keepLength)
    {
        if (!keepLength)
        {
            BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(LengthPlace), file.Length);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(^ChecksumBytes), Checksum(file.AsSpan(..^ChecksumBytes)));
        return file;
    }
}
