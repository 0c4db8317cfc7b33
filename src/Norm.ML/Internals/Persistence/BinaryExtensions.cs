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
            columns[i] = new InputOutputColumnPair(reader.ReadText(), reader.ReadText());
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
        // The length is known when the file is written: it may be large, and is not copied.
        Stream block = writer.BaseStream;
        writer.Write(0);
        writer.Flush();
        long start = block.Position;
        save(block);
        long end = block.Position;
        block.Position = start - sizeof(int);
        writer.Write((int)(end - start));
        writer.Flush();
        block.Position = end;
    }

    public static T ReadStatistics<T>(this BinaryReader reader, Func<Stream, string, T> load)
    {
        // A file is read up to its own end, and nothing after it.
        int length = reader.ReadCount(1);
        long end = reader.BaseStream.Position + length;
        T statistics = load(reader.BaseStream, "statistics");
        return reader.BaseStream.Position == end ? statistics
            : throw new InvalidDataException($"statistics of {length} bytes end {reader.BaseStream.Position - end} bytes after their end");
    }

    /// <summary>Reads a text; a length that none has is damage like any other, and not an error of the disk.</summary>
    public static string ReadText(this BinaryReader reader)
    {
        try
        {
            return reader.ReadString();
        }
        catch (Exception problem) when (problem is FormatException or IOException and not EndOfStreamException)
        {
            throw new InvalidDataException("it holds a text of a length that no text has", problem);
        }
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
