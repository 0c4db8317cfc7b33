using System.Buffers.Binary;
using System.IO.Compression;
using Norm.ML.Internals.Files;

namespace Norm.ML.Internals.Checks;

/// <summary>Unpacks an entry of a zip file: as many bytes as it is said to have, with the checksum that it is said to have.</summary>
internal static class EntryBytes
{
    private const int Step = 1 << 16;

    /// <param name="entry">The entry.</param>
    /// <param name="path">What messages call it.</param>
    /// <param name="keep">Whether its bytes are wanted; otherwise the result is empty.</param>
    /// <param name="endPlace">Where its header says where the entry, but for a closing mark, ends: what is longer is not kept.</param>
    /// <param name="markBytes">The bytes of that mark.</param>
    /// <exception cref="ModelFormatException">It has other bytes than the zip file says.</exception>
    public static byte[] Read(ZipArchiveEntry entry, string path, bool keep, int endPlace, int markBytes)
    {
        // Memory grows with what is there, not with what is claimed.
        using var kept = new MemoryStream();
        byte[] buffer = new byte[(int)Math.Min(entry.Length + 1, Step)];
        uint crc = Crc32.Start;
        long length = 0;
        using (Stream stream = entry.Open())
        {
            while (stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) is var count and > 0)
            {
                if (keep && length == 0 && count == Step && BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(endPlace)) is var end
                    && end != entry.Length - markBytes)
                {
                    throw new ModelFormatException($"its entry '{path}' is damaged: it has {entry.Length} bytes, and its header says {end}.");
                }

                length += count;
                if (length > entry.Length || (keep && length > Array.MaxLength))
                {
                    throw new ModelFormatException($"its entry '{path}' has more than the {entry.Length} bytes that the zip file gives for it.");
                }

                crc = Crc32.Add(crc, buffer.AsSpan(0, count));
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

        return Crc32.End(crc) == entry.Crc32 ? kept.ToArray()
            : throw new ModelFormatException($"its entry '{path}' is damaged: the checksum does not match.");
    }
}
