namespace Norm.ML.Reliability.Files;

/// <summary>Messages of protocol buffers as trees: a part is altered, and the lengths around it fit.</summary>
internal static class ProtobufParts
{
    private const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5, Deepest = 12;

    /// <summary>A field: its number and wire type, and its bytes or the fields in it.</summary>
    private sealed record Field(int Number, int Type, byte[] Bytes, List<Field>? Inside);

    public static byte[] Alter(byte[] file, Mutation mutation)
    {
        if (Parse(file, 0) is not { Count: > 0 } fields)
        {
            return Mutations.Alter(file, mutation).Bytes;
        }

        List<Field>? others = Parse(mutation.Other, 0);
        AlterIn(fields, others, mutation);
        if (mutation.Random.Next(4) == 0)
        {
            AlterIn(fields, others, mutation);
        }

        return Write(fields);
    }

    /// <summary>A field that holds bytes.</summary>
    public static byte[] Bytes(int number, ReadOnlySpan<byte> bytes) =>
        [.. Extremes.Varint(((ulong)number << 3) | Delimited), .. Extremes.Varint((ulong)bytes.Length), .. bytes];

    /// <summary>A field that holds a number.</summary>
    public static byte[] Number(int number, long value) => [.. Extremes.Varint((ulong)number << 3), .. Extremes.Varint((ulong)value)];

    private static void AlterIn(List<Field> fields, List<Field>? others, Mutation mutation)
    {
        Random random = mutation.Random;
        List<Field> place = fields;
        int at = random.Next(place.Count);
        while (place[at].Inside is { Count: > 0 } inside && random.Next(5) > 0)
        {
            (place, at) = (inside, random.Next(inside.Count));
        }

        Field field = place[at];
        switch (random.Next(8))
        {
            case 0: place.RemoveAt(at); break;
            case 1: place.Insert(random.Next(place.Count + 1), Copy(field)); break;
            case 2: place[at] = field with { Number = random.Next(1, 26) }; break;
            case 3 when others is { Count: > 0 }: place.Insert(at, Any(others, random)); break;
            case 4: place[at] = Any(fields, random); break;
            default: place[at] = AlterValue(field, mutation); break;
        }
    }

    private static Field AlterValue(Field field, Mutation mutation) => field.Type == Varint
        ? field with { Bytes = Extremes.Varint((ulong)Extremes.Next(mutation.Random, field.Bytes[0])) }
        : field with { Bytes = Mutations.Alter(field.Inside is null ? field.Bytes : Write(field.Inside), mutation).Bytes, Inside = null };

    private static Field Any(List<Field> fields, Random random)
    {
        Field field = fields[random.Next(fields.Count)];
        while (field.Inside is { Count: > 0 } inside && random.Next(4) > 0)
        {
            field = inside[random.Next(inside.Count)];
        }

        return Copy(field);
    }

    // A field in itself would have no end.
    private static Field Copy(Field field) => field with { Inside = field.Inside?.ConvertAll(Copy) };

    // Null where the bytes are not fields.
    private static List<Field>? Parse(ReadOnlySpan<byte> bytes, int depth)
    {
        List<Field> fields = [];
        while (!bytes.IsEmpty)
        {
            if (!Number(ref bytes, out ulong tag) || tag >> 3 is 0 or > 64)
            {
                return null;
            }

            int type = (int)(tag & 7);
            ulong length = type switch { Fixed64 => 8, Fixed32 => 4, _ => 0 };
            ReadOnlySpan<byte> start = bytes;
            if (type is not (Varint or Fixed64 or Delimited or Fixed32) || (type is Varint or Delimited && !Number(ref bytes, out length)))
            {
                return null;
            }

            if (type == Varint)
            {
                fields.Add(new((int)(tag >> 3), type, start[..^bytes.Length].ToArray(), null));
                continue;
            }

            if (length > (ulong)bytes.Length)
            {
                return null;
            }

            byte[] value = bytes[..(int)length].ToArray();
            bytes = bytes[(int)length..];
            fields.Add(new((int)(tag >> 3), type, value, type == Delimited && depth < Deepest && length > 0 ? Parse(value, depth + 1) : null));
        }

        return fields;
    }

    private static bool Number(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (int i = 0; i < bytes.Length && i < 10; i++)
        {
            value |= (ulong)(bytes[i] & 127) << (7 * i);
            if (bytes[i] < 128)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }

        return false;
    }

    private static byte[] Write(List<Field> fields)
    {
        List<byte> bytes = [];
        foreach (Field field in fields)
        {
            byte[] value = field.Inside is { } inside ? Write(inside) : field.Bytes;
            bytes.AddRange(Extremes.Varint(((ulong)field.Number << 3) | (uint)field.Type));
            if (field.Type == Delimited)
            {
                bytes.AddRange(Extremes.Varint((ulong)value.Length));
            }

            bytes.AddRange(value);
        }

        return [.. bytes];
    }
}
