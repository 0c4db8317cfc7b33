namespace Norm.ML.Reliability.Files;

/// <summary>Mutations that know nothing of a format.</summary>
internal static class Mutations
{
    private static readonly (string Name, Func<byte[], Mutation, byte[]> Alter)[] All =
    [
        ("flipped bits", FlipBits), ("set bytes", SetBytes), ("a cut", Cut), ("a splice of two files", Splice), ("bytes twice or elsewhere", Move),
        ("an extreme number", SetNumber), ("an extreme number", SetNumber), ("an extreme varint", SetVarint), ("an extreme text", SetDigits),
    ];

    /// <summary>What kinds there are, for reports.</summary>
    public static IEnumerable<string> Names => All.Select(one => one.Name).Distinct();

    /// <summary>Alters a file, or a part of one.</summary>
    public static (string Kind, byte[] Bytes) Alter(byte[] bytes, Mutation mutation)
    {
        (string name, Func<byte[], Mutation, byte[]> alter) = All[mutation.Random.Next(All.Length)];
        return (name, bytes.Length == 0 ? [.. mutation.Other] : alter(bytes, mutation));
    }

    private static byte[] FlipBits(byte[] bytes, Mutation mutation)
    {
        byte[] altered = [.. bytes];
        for (int count = mutation.Random.Next(3) == 0 ? mutation.Random.Next(2, 9) : 1; count > 0; count--)
        {
            altered[mutation.Random.Next(altered.Length)] ^= (byte)(1 << mutation.Random.Next(8));
        }

        return altered;
    }

    private static byte[] SetBytes(byte[] bytes, Mutation mutation)
    {
        byte[] altered = [.. bytes];
        int at = mutation.Random.Next(altered.Length);
        byte value = mutation.Random.Next(6) switch { 0 => 0, 1 => 1, 2 => 0x7F, 3 => 0x80, 4 => 0xFF, _ => (byte)mutation.Random.Next(256) };
        altered.AsSpan(at, Math.Min(altered.Length - at, mutation.Random.Next(3) == 0 ? mutation.Random.Next(1, 65) : 1)).Fill(value);
        return altered;
    }

    private static byte[] Cut(byte[] bytes, Mutation mutation)
    {
        int at = mutation.Random.Next(bytes.Length), end = mutation.Random.Next(at, bytes.Length);
        return mutation.Random.Next(3) switch { 0 => bytes[..at], 1 => bytes[at..], _ => [.. bytes[..at], .. bytes[end..]] };
    }

    private static byte[] Splice(byte[] bytes, Mutation mutation)
    {
        byte[] other = mutation.Other;
        int at = mutation.Random.Next(bytes.Length), from = mutation.Random.Next(2) == 0 ? Math.Min(at, other.Length)
            : mutation.Random.Next(other.Length + 1);
        int length = mutation.Random.Next(other.Length - from + 1);
        return mutation.Random.Next(2) == 0 ? [.. bytes[..at], .. other[from..]]
            : [.. bytes[..at], .. other.AsSpan(from, length), .. bytes[Math.Min(bytes.Length, at + length)..]];
    }

    private static byte[] Move(byte[] bytes, Mutation mutation)
    {
        int at = mutation.Random.Next(bytes.Length), end = at + mutation.Random.Next(Math.Min(bytes.Length - at, 256) + 1),
            to = mutation.Random.Next(bytes.Length);
        byte[] part = bytes[at..end];
        return mutation.Random.Next(2) == 0 ? [.. bytes[..to], .. part, .. bytes[to..]]
            : [.. bytes[..to], .. part, .. bytes[Math.Min(bytes.Length, to + part.Length)..]];
    }

    // One half of them goes over every fourth byte in turn, and over the ways to set it.
    private static byte[] SetNumber(byte[] bytes, Mutation mutation)
    {
        byte[] altered = [.. bytes];
        int places = Math.Max(1, altered.Length / sizeof(int));
        if (mutation.Random.Next(2) == 0)
        {
            Extremes.Set(altered, (int)(sizeof(int) * (mutation.Ordinal % places)), (int)(mutation.Ordinal / places % Extremes.Ways),
                mutation.Random);
        }
        else
        {
            Extremes.Set(altered, mutation.Random.Next(altered.Length), mutation.Random.Next(Extremes.Ways), mutation.Random);
        }

        return altered;
    }

    private static byte[] SetVarint(byte[] bytes, Mutation mutation)
    {
        int at = (int)(mutation.Ordinal % bytes.Length), end = at;
        while (end < bytes.Length - 1 && bytes[end] > 127 && end - at < 9)
        {
            end++;
        }

        long value = Extremes.Next(mutation.Random, bytes[at]);
        byte[] varint = mutation.Random.Next(2) == 0 ? Extremes.Varint((ulong)value) : Extremes.Zigzag(value);
        return [.. bytes[..at], .. varint, .. bytes[(end + 1)..]];
    }

    // A number in digits, one after the place that is drawn.
    private static byte[] SetDigits(byte[] bytes, Mutation mutation)
    {
        int from = mutation.Random.Next(bytes.Length), found = bytes.AsSpan(from).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (found < 0)
        {
            return FlipBits(bytes, mutation);
        }

        int at = from + found, length = bytes.AsSpan(at).IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return [.. bytes[..at], .. System.Text.Encoding.ASCII.GetBytes(Extremes.NextText(mutation.Random)),
            .. length < 0 ? [] : bytes[(at + length)..]];
    }
}
