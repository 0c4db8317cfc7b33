using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

/// <summary>
/// Column types in ML.NET's binary format: a name, the size of its parameters, and these: for vectors the item type and the
/// dimensions, for keys the type they are stored as and their count.
/// </summary>
internal static class BinaryType
{
    private const string Vector = "VBuffer";
    private const string Key = "Key2";

    private static readonly Dictionary<string, PrimitiveDataViewType> Simple = new PrimitiveDataViewType[]
    {
        NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16,
        NumberDataViewType.Int32, NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64,
        NumberDataViewType.Single, NumberDataViewType.Double, TextDataViewType.Instance, BooleanDataViewType.Instance,
        TimeSpanDataViewType.Instance, DateTimeDataViewType.Instance, DateTimeOffsetDataViewType.Instance, RowIdDataViewType.Instance,
    }.ToDictionary(NameOf);

    public static bool IsSavable(DataViewType type) => type switch
    {
        VectorDataViewType vector => IsSavable(vector.ItemType),
        KeyDataViewType => true,
        _ => Simple.TryGetValue(NameOf(type), out PrimitiveDataViewType known) && known.Equals(type),
    };

    public static void Write(BinaryWriter writer, DataViewType type)
    {
        using var parameters = new MemoryStream();
        using var inner = new BinaryWriter(parameters, Encoding.UTF8);
        switch (type)
        {
            case VectorDataViewType vector:
                writer.Write(Vector);
                Write(inner, vector.ItemType);
                inner.Write(vector.Dimensions.Length);
                foreach (int dimension in vector.Dimensions)
                    inner.Write(dimension);
                break;
            case KeyDataViewType key:
                writer.Write(Key);
                Write(inner, ColumnTypeExtensions.PrimitiveTypeFromType(key.RawType));
                inner.Write(key.Count);
                break;
            default:
                writer.Write(NameOf(type));
                break;
        }
        inner.Flush();
        writer.Write7BitEncodedInt64(parameters.Length);
        writer.Write(parameters.ToArray());
    }

    /// <summary>Null for a type that this program does not know; what follows it can be read on.</summary>
    public static DataViewType ReadOrNull(BinaryReader reader)
    {
        string name = reader.ReadString();
        long size = reader.Read7BitEncodedInt64();
        long end = checked(reader.BaseStream.Position + size);
        if (size < 0 || end > reader.BaseStream.Length)
            throw new FormatException($"The model's input schema describes a type '{name}' in {size} bytes, which it does not have.");
        DataViewType type = name switch
        {
            Vector => ReadVector(reader),
            Key => ReadOrNull(reader) is { } stored ? new KeyDataViewType(stored.RawType, reader.ReadUInt64()) : null,
            _ => Simple.GetValueOrDefault(name),
        };
        reader.BaseStream.Position = end;
        return type;
    }

    private static VectorDataViewType ReadVector(BinaryReader reader)
    {
        if (ReadOrNull(reader) is not PrimitiveDataViewType itemType)
            return null;
        int rank = reader.ReadInt32();
        if (rank < 0 || rank > (reader.BaseStream.Length - reader.BaseStream.Position) / sizeof(int))
            throw new FormatException($"The model's input schema has a vector of {rank} dimensions.");
        int[] dimensions = [.. Enumerable.Range(0, rank).Select(_ => reader.ReadInt32())];
        return rank == 0 ? new VectorDataViewType(itemType) : new VectorDataViewType(itemType, dimensions);
    }

    private static string NameOf(DataViewType type) => type is TextDataViewType ? "TextSpan" : type.RawType.Name;
}
