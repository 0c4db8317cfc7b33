using System.Buffers.Binary;

namespace Norm.ML.Reliability.Files;

/// <summary>Parquet and Arrow files whose metadata are altered; the footers' lengths fit.</summary>
internal static class TableParts
{
    private const int ParquetEnd = 8, ArrowEnd = 10;

    /// <summary>Alters a number of the footer, or of the first header of a page.</summary>
    public static byte[] AlterParquet(byte[] file, Mutation mutation)
    {
        int length = (int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(^ParquetEnd)), start = file.Length - ParquetEnd - length;
        if (mutation.Random.Next(3) == 0)
        {
            // A header's first numbers; a number of other length moves the pages, which the footer does not know.
            byte[] page = file[4..start];
            int[] places = ThriftNumbers.Places(page);
            return places.Length == 0 ? file : [.. file[..4], .. SetNumber(page, places, mutation), .. file[start..]];
        }

        byte[] footer = file[start..^ParquetEnd];
        int[] numbers = ThriftNumbers.Places(footer);
        footer = mutation.Random.Next(5) == 0 || numbers.Length == 0 ? Mutations.Alter(footer, mutation).Bytes
            : SetNumber(footer, numbers, mutation);
        byte[] end = file[^ParquetEnd..];
        BinaryPrimitives.WriteInt32LittleEndian(end, footer.Length);
        return [.. file[..start], .. footer, .. end];
    }

    /// <summary>Alters what a message or the footer says: offsets, lengths and counts, which lie at multiples of 4 and of 2.</summary>
    public static byte[] AlterArrow(byte[] file, Mutation mutation)
    {
        byte[] altered = [.. file];
        (int Start, int Length)[] messages = Messages(file);
        if (messages.Length == 0)
        {
            return Mutations.Alter(file, mutation).Bytes;
        }

        for (int count = mutation.Random.Next(1, 4); count > 0; count--)
        {
            (int start, int length) = messages[mutation.Random.Next(messages.Length)];
            int place = start + (mutation.Random.Next(length - 4) & ~1);
            if (mutation.Random.Next(3) == 0)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(altered.AsSpan(place), (ushort)Extremes.Next(mutation.Random, altered[place]));
            }
            else
            {
                Extremes.Set(altered.AsSpan(0, start + length), place & ~3, mutation.Random.Next(2) == 0 ? 0 : 2, mutation.Random);
            }
        }

        return altered;
    }

    private static byte[] SetNumber(byte[] bytes, int[] places, Mutation mutation)
    {
        int at = places[(int)(mutation.Ordinal % places.Length)], end = at;
        while (bytes[end] > 127)
        {
            end++;
        }

        return [.. bytes[..at], .. Extremes.Zigzag(Extremes.Next(mutation.Random, bytes[at] / 2)), .. bytes[(end + 1)..]];
    }

    // Where metadata lie: after the mark of a message and its length, and before the end of a file.
    private static (int Start, int Length)[] Messages(byte[] file)
    {
        List<(int Start, int Length)> places = [];
        for (int at = 0; at + 8 <= file.Length; at += 8)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at)) == uint.MaxValue)
            {
                Add(at + 8, BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 4)));
            }
        }

        if (file.AsSpan().StartsWith("ARROW1"u8) && file.Length > ArrowEnd)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(^ArrowEnd));
            Add(file.Length - ArrowEnd - length, length);
        }

        return [.. places];

        void Add(int start, int length)
        {
            if (length >= 16 && start > 0 && start + length <= file.Length)
            {
                places.Add((start, length));
            }
        }
    }
}
