using System.IO.Compression;

namespace Norm.ML.Internals.Checks;

/// <summary>Unpacks an entry of a zip file: as many bytes as it is said to have, with the checksum that it is said to have.</summary>
internal static class EntryBytes
{
    private const int Step = 1 << 16;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256)
        .Select(value => Enumerable.Range(0, 8).Aggregate((uint)value, (crc, _) => (crc >> 1) ^ ((crc & 1) * 0xEDB88320)))];

    /// <param name="entry">The entry.</param>
    /// <param name="path">What messages call it.</param>
    /// <param name="keep">Whether its bytes are wanted; otherwise the result is empty.</param>
    /// <exception cref="ModelFormatException">It has other bytes than the zip file says.</exception>
    public static byte[] Read(ZipArchiveEntry entry, string path, bool keep)
    {
        // Memory grows with what is there, not with what is claimed.
        using var kept = new MemoryStream();
        byte[] buffer = new byte[(int)Math.Min(entry.Length + 1, Step)];
        uint crc = uint.MaxValue;
        long length = 0;
        using (Stream stream = entry.Open())
        {
            while (stream.Read(buffer) is var count and > 0)
            {
                length += count;
                if (length > entry.Length || (keep && length > Array.MaxLength))
                {
                    throw new ModelFormatException($"its entry '{path}' has more than the {entry.Length} bytes that the zip file gives for it.");
                }

                foreach (byte value in buffer.AsSpan(0, count))
                {
                    crc = (crc >> 8) ^ Table[(byte)crc ^ value];
                }

                if (keep)
                {
                    kept.Write(buffer, 0, count);
                }
            }
        }

        if (length != entry.Length)
        {
            throw new ModelFormatException($"its entry '{path}' ends after {length} of {entry.Length} bytes.");
        }

        return ~crc == entry.Crc32 ? kept.ToArray() : throw new ModelFormatException($"its entry '{path}' is damaged: the checksum does not match.");
    }
}
