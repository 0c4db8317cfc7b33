using System.Buffers.Binary;

namespace Norm.ML.Reliability.Files;

/// <summary>Tensor files whose headers, which are texts, are altered; the header's length fits.</summary>
internal static class HeaderParts
{
    private const int NpyHead = 10;

    public static byte[] AlterSafetensors(byte[] file, Mutation mutation)
    {
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        byte[] header = AlterText(file[sizeof(long)..(sizeof(long) + length)], mutation);
        byte[] lengthBytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(lengthBytes, header.Length);
        return [.. lengthBytes, .. header, .. file[(sizeof(long) + length)..]];
    }

    /// <summary>Of version 1.0.</summary>
    public static byte[] AlterNpy(byte[] file, Mutation mutation)
    {
        if (file.Length < NpyHead || file[6] != 1)
        {
            return Mutations.Alter(file, mutation).Bytes;
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8));
        byte[] header = AlterText(file[NpyHead..Math.Min(file.Length, NpyHead + length)], mutation);
        byte[] head = file[..NpyHead];
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(8), (ushort)header.Length);
        return [.. head, .. header, .. file[Math.Min(file.Length, NpyHead + length)..]];
    }

    public static byte[] AlterText(byte[] text, Mutation mutation) => mutation.Random.Next(4) switch
    {
        0 => Repeat(text, mutation.Random),
        1 => Exchange(text, mutation.Random),
        _ => Mutations.Alter(text, mutation).Bytes,
    };

    // A part between two signs, twice or many times.
    private static byte[] Repeat(byte[] text, Random random)
    {
        int[] signs = Signs(text);
        if (signs.Length < 2)
        {
            return text;
        }

        int first = random.Next(signs.Length - 1);
        byte[] part = text[signs[first]..signs[Math.Min(signs.Length - 1, first + random.Next(1, 6))]];
        int times = random.Next(8) == 0 ? 500 : 1;
        return [.. text[..signs[first]], .. Enumerable.Repeat(part, times).SelectMany(one => one), .. text[signs[first]..]];
    }

    private static byte[] Exchange(byte[] text, Random random)
    {
        int[] signs = Signs(text);
        if (signs.Length < 3)
        {
            return text;
        }

        int a = random.Next(signs.Length - 2), b = random.Next(a + 1, signs.Length - 1);
        return [.. text[..signs[a]], .. text[signs[b]..signs[b + 1]], .. text[signs[a]..signs[b]], .. text[signs[b + 1]..]];
    }

    private static int[] Signs(byte[] text) => [.. Enumerable.Range(0, text.Length).Where(i => "{}[](),:\"'\n;"u8.Contains(text[i]))];
}
