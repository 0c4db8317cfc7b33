using System.Buffers.Binary;

namespace Norm.ML.Internals.Files;

/// <summary>
/// The checksum of zip files: CRC-32, polynomial EDB88320, reflected. Eight bytes a step, each with a table of its own, so that it does not take
/// longer than unpacking.
/// </summary>
internal static class Crc32
{
    /// <summary>The checksum of no bytes, before <see cref="End"/>.</summary>
    public const uint Start = uint.MaxValue;

    private const int Step = sizeof(ulong), Values = 256;

    // Table k has the effect of a byte that k bytes follow.
    private static readonly uint[][] Tables = MakeTables();

    /// <summary>Goes on with a checksum.</summary>
    public static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint[][] tables = Tables;
        for (; bytes.Length >= Step; bytes = bytes[Step..])
        {
            uint low = crc ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes), high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[sizeof(uint)..]);
            crc = tables[7][(byte)low] ^ tables[6][(byte)(low >> 8)] ^ tables[5][(byte)(low >> 16)] ^ tables[4][low >> 24]
                ^ tables[3][(byte)high] ^ tables[2][(byte)(high >> 8)] ^ tables[1][(byte)(high >> 16)] ^ tables[0][high >> 24];
        }

        foreach (byte value in bytes)
        {
            crc = (crc >> 8) ^ tables[0][(byte)crc ^ value];
        }

        return crc;
    }

    /// <summary>The checksum, from what <see cref="Add"/> made.</summary>
    public static uint End(uint crc) => ~crc;

    private static uint[][] MakeTables()
    {
        uint[][] tables = new uint[Step][];
        for (int table = 0; table < Step; table++)
        {
            tables[table] = new uint[Values];
            for (uint value = 0; value < Values; value++)
            {
                uint crc = table == 0 ? value : tables[table - 1][value];
                for (int bit = 0; table == 0 && bit < 8; bit++)
                {
                    crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
                }

                tables[table][value] = table == 0 ? crc : (crc >> 8) ^ tables[0][(byte)crc];
            }
        }

        return tables;
    }
}
