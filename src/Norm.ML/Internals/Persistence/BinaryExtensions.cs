using Microsoft.ML;

namespace Norm.ML.Internals.Persistence;

/// <summary>The few composite values that model blocks are made of.</summary>
internal static class BinaryExtensions
{
    public static void Write(this BinaryWriter writer, IReadOnlyList<InputOutputColumnPair> columns)
    {
        writer.Write(columns.Count);
        foreach (InputOutputColumnPair column in columns)
        {
            writer.Write(column.OutputColumnName);
            writer.Write(column.InputColumnName);
        }
    }

    public static InputOutputColumnPair[] ReadColumns(this BinaryReader reader)
    {
        // A pair takes two bytes at the least.
        var columns = new InputOutputColumnPair[reader.ReadCount(2)];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = new InputOutputColumnPair(reader.ReadString(), reader.ReadString());
        }

        return columns;
    }

    public static void Write(this BinaryWriter writer, ReadOnlySpan<double> values)
    {
        writer.Write(values.Length);
        foreach (double value in values)
        {
            writer.Write(value);
        }
    }

    public static double[] ReadDoubles(this BinaryReader reader)
    {
        var values = new double[reader.ReadCount(sizeof(double))];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = reader.ReadDouble();
        }

        return values;
    }

    /// <summary>Writes statistics as their own file format, after its length.</summary>
    public static void Write(this BinaryWriter writer, Action<Stream> save)
    {
        using var file = new MemoryStream();
        save(file);
        writer.Write((int)file.Length);
        writer.Write(file.GetBuffer().AsSpan(0, (int)file.Length));
    }

    public static T ReadStatistics<T>(this BinaryReader reader, Func<Stream, string, T> load)
    {
        byte[] bytes = reader.ReadBytes(reader.ReadCount(1));
        return load(new MemoryStream(bytes, writable: false), "statistics");
    }

    /// <summary>Reads a value of an enumeration that was written as one byte.</summary>
    public static T ReadEnum<T>(this BinaryReader reader)
        where T : struct, Enum
    {
        var value = (T)Enum.ToObject(typeof(T), reader.ReadByte());
        return Enum.IsDefined(value) ? value : throw new InvalidDataException($"{value} is not a {typeof(T).Name}");
    }

    // A count never promises more than the block holds.
    private static int ReadCount(this BinaryReader reader, int size)
    {
        int count = reader.ReadInt32();
        long left = reader.BaseStream.Length - reader.BaseStream.Position;
        return count >= 0 && count <= left / size ? count : throw new InvalidDataException($"it claims {count} values where {left} bytes are left");
    }
}
