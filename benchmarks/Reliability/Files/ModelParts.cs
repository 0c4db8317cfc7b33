using System.Buffers.Binary;

namespace Norm.ML.Reliability.Files;

/// <summary>Model files whose entries are altered; also inside the block that a transformer of ours writes, whose checksum then fits.</summary>
internal static class ModelParts
{
    private const int ModelPlace = 16, Signature = 64, BlockHead = 8;

    public static byte[] Alter(byte[] file, Mutation mutation) => ZipParts.Alter(file, mutation, AlterEntry);

    private static byte[] AlterEntry(byte[] entry, Mutation mutation)
    {
        if (FindBlock(entry) is not (int start, int end) || mutation.Random.Next(4) == 0)
        {
            return Mutations.Alter(entry, mutation).Bytes;
        }

        // A block has to keep its length: the places of what follows it are in the header.
        byte[] block = AlterBlock(entry[(start + BlockHead)..end], mutation);
        byte[] altered = [.. entry];
        block.AsSpan(0, Math.Min(block.Length, end - start - BlockHead)).CopyTo(altered.AsSpan(start + BlockHead));
        BinaryPrimitives.WriteUInt32LittleEndian(altered.AsSpan(start + sizeof(int)),
            StatisticsParts.Checksum(altered.AsSpan(start + BlockHead, end - start - BlockHead)));
        return altered;
    }

    // Statistics in a block have a checksum of their own.
    private static byte[] AlterBlock(byte[] block, Mutation mutation)
    {
        int at = block.AsSpan().IndexOf(StatisticsParts.Mark);
        if (at < 0 || mutation.Random.Next(3) == 0)
        {
            return Mutations.Alter(block, mutation).Bytes;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(block.AsSpan(at + 16));
        byte[] statistics = StatisticsParts.Alter(block[at..(at + length)], mutation);
        return [.. block[..at], .. statistics[..Math.Min(length, statistics.Length)], .. block[(at + Math.Min(length, statistics.Length))..]];
    }

    // Where the length of the block stands, and where it ends; null for an entry that has none.
    private static (int Start, int End)? FindBlock(byte[] entry)
    {
        if (entry.Length < 256 || !entry.AsSpan().StartsWith("ML\0MODEL"u8) || !entry.AsSpan(Signature, 4).SequenceEqual("NORM"u8))
        {
            return null;
        }

        long start = BinaryPrimitives.ReadInt64LittleEndian(entry.AsSpan(ModelPlace));
        int length = BinaryPrimitives.ReadInt32LittleEndian(entry.AsSpan((int)start));
        return ((int)start, (int)start + BlockHead + length);
    }
}
