using System.Buffers.Binary;
using System.Numerics;

namespace Norm.ML.Internals.Moments;

/// <summary>
/// The frame of a statistics file, docs/statistics-file.md: 24 bytes of header (magic, version, flags, length), sections, and a CRC-32C of
/// everything before it.
/// </summary>
internal static class StatisticsFrame
{
    /// <summary>The highest version that is known; all lower ones are read too.</summary>
    public const int Version = 3, HeaderBytes = 24, TrailerBytes = 4;

    /// <summary>The version with statistics per key; those of one set of rows are written in a lower one.</summary>
    public const int VersionOfGroups = 3, VersionOfTree = 2;

    /// <summary>The checksum of no bytes, before <see cref="ChecksumEnd"/>.</summary>
    public const uint ChecksumStart = uint.MaxValue;

    /// <summary>The largest file that is written or read: one of 16 million channels with short names.</summary>
    public const long MaximumBytes = 2_000_000_000;

    private const int FirstRead = 1 << 16;

    /// <summary>Like PNG's: a byte that is not text, then two line ends that careless transfers change.</summary>
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'S', (byte)'T', (byte)'A', (byte)'T', (byte)'\r', (byte)'\n'];

    public static uint Checksum(ReadOnlySpan<byte> bytes) => ChecksumEnd(ChecksumOf(ChecksumStart, bytes));

    /// <summary>The checksum of all bytes, from what <see cref="ChecksumOf"/> made of them.</summary>
    public static uint ChecksumEnd(uint crc) => ~crc;

    /// <summary>Goes on with a checksum.</summary>
    public static uint ChecksumOf(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (byte b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return crc;
    }

    /// <summary>Checks header, length and checksum and returns the sections.</summary>
    public static (ReadOnlyMemory<byte> Sections, int Version) Read(Stream stream)
    {
        byte[] header = new byte[HeaderBytes];
        int got = stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        if (!header.AsSpan(0, Math.Min(got, Magic.Length)).SequenceEqual(Magic[..Math.Min(got, Magic.Length)]) || got == 0)
        {
            throw new StatisticsFormatException(got == 0 ? "it is empty." : "it does not begin with the mark of one.");
        }

        if (got < HeaderBytes)
        {
            throw new StatisticsFormatException($"it ends after {got} of the header's {HeaderBytes} bytes.");
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8));
        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(12));
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(16));
        if (version is < 1 or > Version)
        {
            throw new StatisticsFormatException(
                $"it is of version {version}; this library reads versions 1 to {Version}{(version > Version ? ", a later one is needed" : "")}.");
        }

        if (flags != 0)
        {
            throw new StatisticsFormatException($"its flags are {flags:X8}; version {version} has none.");
        }

        if (length is < HeaderBytes + TrailerBytes or > MaximumBytes)
        {
            throw new StatisticsFormatException(
                $"its header gives a length of {length} bytes; {HeaderBytes + TrailerBytes} to {MaximumBytes} are possible.");
        }

        byte[] bytes = ReadBody(stream, header, (int)length);
        ReadOnlySpan<byte> checkedBytes = bytes.AsSpan(0, bytes.Length - TrailerBytes);
        if (Checksum(checkedBytes) != BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(checkedBytes.Length)))
        {
            throw new StatisticsFormatException("its checksum does not match: it was altered.");
        }

        return (bytes.AsMemory(HeaderBytes, bytes.Length - HeaderBytes - TrailerBytes), (int)version);
    }

    public static byte[] Write(ReadOnlySpan<byte> sections, int version)
    {
        long length = (long)HeaderBytes + sections.Length + TrailerBytes;
        if (length > MaximumBytes)
        {
            throw new InvalidOperationException($"The statistics take {length} bytes; a file has at most {MaximumBytes}.");
        }

        byte[] bytes = new byte[length];
        Header(length, version).CopyTo(bytes, 0);
        sections.CopyTo(bytes.AsSpan(HeaderBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(^TrailerBytes), Checksum(bytes.AsSpan(0, bytes.Length - TrailerBytes)));
        return bytes;
    }

    /// <summary>The first bytes of a file of this length.</summary>
    public static byte[] Header(long length, int version)
    {
        byte[] header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), (uint)version);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(16), (ulong)length);
        return header;
    }

    /// <summary>Memory grows with what is really there, not with what the header claims.</summary>
    private static byte[] ReadBody(Stream stream, byte[] header, int length)
    {
        bool isThere = stream.CanSeek && stream.Length - stream.Position >= length - HeaderBytes;
        byte[] bytes = new byte[isThere ? length : Math.Min(length, FirstRead)];
        header.CopyTo(bytes, 0);
        int filled = HeaderBytes;
        while (true)
        {
            filled += stream.ReadAtLeast(bytes.AsSpan(filled), bytes.Length - filled, throwOnEndOfStream: false);
            if (filled == length)
            {
                return bytes;
            }

            if (filled < bytes.Length)
            {
                throw new StatisticsFormatException($"it ends after {filled} of {length} bytes.");
            }

            Array.Resize(ref bytes, (int)Math.Min(length, 2L * bytes.Length));
        }
    }
}
