using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

/// <summary>Single values in ML.NET's binary format: numbers and keys as they are, booleans as bits, text, and vectors of these.</summary>
internal static class BinaryValue
{
    public static bool IsSavable(DataViewType type) =>
        type.GetItemType() is NumberDataViewType or KeyDataViewType or BooleanDataViewType or TextDataViewType;

    public static byte[] Write(DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        if (annotation.Type is VectorDataViewType vector)
            Generics.Call<object>(WriteVector<int>, [vector.ItemType.RawType], writer, annotations, annotation, vector.Size);
        else
            Generics.Call<object>(WriteScalar<int>, [annotation.Type.RawType], writer, annotations, annotation);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>A getter of the value that the bytes hold.</summary>
    public static Delegate Read(byte[] bytes, DataViewType type)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        return type is VectorDataViewType vector
            ? Generics.Call<Delegate>(ReadVector<int>, [vector.ItemType.RawType], reader, vector)
            : Generics.Call<Delegate>(ReadScalar<int>, [type.RawType], reader);
    }

    private static object WriteScalar<TValue>(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
    {
        TValue value = default;
        annotations.GetGetter<TValue>(annotation)(ref value);
        WriteItems<TValue>(writer, [value]);
        return null;
    }

    private static object WriteVector<TItem>(
        BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation, int size)
    {
        VBuffer<TItem> vector = default;
        annotations.GetGetter<VBuffer<TItem>>(annotation)(ref vector);
        if (size > 0 && vector.Length != size)
            throw new InvalidOperationException($"Annotation '{annotation.Name}' has {vector.Length} values instead of {size}.");
        writer.Write(1);
        writer.Write(size);
        if (size == 0)
            writer.Write(vector.Length);
        writer.Write(vector.IsDense ? -1 : vector.GetValues().Length);
        writer.Write(vector.GetIndices().Length);
        foreach (int index in vector.GetIndices())
            writer.Write(index);
        WriteItems(writer, vector.GetValues().ToArray());
        return null;
    }

    private static void WriteItems<TItem>(BinaryWriter writer, TItem[] items)
    {
        switch (items)
        {
            case ReadOnlyMemory<char>[] texts:
                writer.Write(texts.Length);
                int end = 0;
                foreach (ReadOnlyMemory<char> text in texts)
                    writer.Write(end += text.Length);
                writer.Write(string.Concat(texts.Select(text => text.ToString())));
                break;
            case bool[] bits:
                var packed = new byte[(bits.Length + 7) / 8];
                for (int i = 0; i < bits.Length; i++)
                    packed[i / 8] |= (byte)((bits[i] ? 1 : 0) << (i % 8));
                writer.Write(packed);
                break;
            default:
                writer.Write(NumberBytes(items));
                break;
        }
    }

    private static Delegate ReadScalar<TValue>(BinaryReader reader)
    {
        TValue value = ReadItems<TValue>(reader, 1)[0];
        return AnnotationValue.Getter(value);
    }

    private static Delegate ReadVector<TItem>(BinaryReader reader, VectorDataViewType type)
    {
        Require(reader.ReadInt32() == 1);
        int size = reader.ReadInt32();
        int length = size > 0 ? size : reader.ReadInt32();
        Require(size == type.Size && length >= 0);
        int count = reader.ReadInt32();
        bool dense = count == -1;
        Require(dense || (count >= 0 && count < length));
        int[] indices = ReadItems<int>(reader, reader.ReadInt32());
        Require(dense || (indices.Length == count && IsAscending(indices, length)));
        TItem[] values = ReadItems<TItem>(reader, dense ? length : count);
        return AnnotationValue.Getter(dense
            ? new VBuffer<TItem>(length, values)
            : new VBuffer<TItem>(length, count, values, indices));
    }

    private static TItem[] ReadItems<TItem>(BinaryReader reader, int count)
    {
        if (typeof(TItem) == typeof(ReadOnlyMemory<char>))
            return (TItem[])(object)ReadTexts(reader, count);
        if (typeof(TItem) == typeof(bool))
        {
            byte[] bits = ReadBytes(reader, (count + 7L) / 8);
            return (TItem[])(object)Enumerable.Range(0, count).Select(i => (bits[i / 8] >> (i % 8) & 1) != 0).ToArray();
        }
        return Numbers<TItem>(ReadBytes(reader, (long)count * Marshal.SizeOf<TItem>()));
    }

    private static ReadOnlyMemory<char>[] ReadTexts(BinaryReader reader, int count)
    {
        Require(reader.ReadInt32() == count);
        int[] ends = ReadItems<int>(reader, count);
        string all = reader.ReadString();
        var texts = new ReadOnlyMemory<char>[count];
        int from = 0;
        for (int i = 0; i < count; i++)
        {
            int end = ends[i] & int.MaxValue;
            Require(end >= from && end <= all.Length);
            texts[i] = ends[i] < 0 ? default : all.AsMemory(from, end - from);
            from = end;
        }
        return texts;
    }

    private static byte[] ReadBytes(BinaryReader reader, long count)
    {
        Require(count >= 0 && count <= reader.BaseStream.Length - reader.BaseStream.Position);
        return reader.ReadBytes((int)count);
    }

    private static byte[] NumberBytes<TItem>(TItem[] items)
    {
        var bytes = new byte[items.Length * Marshal.SizeOf<TItem>()];
        Buffer.BlockCopy(items, 0, bytes, 0, bytes.Length);
        return bytes;
    }

    private static TItem[] Numbers<TItem>(byte[] bytes)
    {
        var items = new TItem[bytes.Length / Marshal.SizeOf<TItem>()];
        Buffer.BlockCopy(bytes, 0, items, 0, bytes.Length);
        return items;
    }

    private static bool IsAscending(int[] indices, int limit)
    {
        int previous = -1;
        foreach (int index in indices)
        {
            if (index <= previous || index >= limit)
                return false;
            previous = index;
        }
        return true;
    }

    private static void Require(bool holds)
    {
        if (!holds)
            throw new FormatException("An annotation of the model's input schema is damaged.");
    }
}
