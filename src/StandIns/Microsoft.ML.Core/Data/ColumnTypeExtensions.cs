namespace Microsoft.ML.Data;

internal static class ColumnTypeExtensions
{
    private static readonly Dictionary<Type, PrimitiveDataViewType> Primitives = new PrimitiveDataViewType[]
    {
        NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16,
        NumberDataViewType.Int32, NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64,
        NumberDataViewType.Single, NumberDataViewType.Double, TextDataViewType.Instance, BooleanDataViewType.Instance,
        TimeSpanDataViewType.Instance, DateTimeDataViewType.Instance, DateTimeOffsetDataViewType.Instance, RowIdDataViewType.Instance,
    }.ToDictionary(type => type.RawType);

    /// <summary>A vector's item type; any other type itself.</summary>
    public static DataViewType GetItemType(this DataViewType columnType) =>
        columnType is VectorDataViewType vector ? vector.ItemType : columnType;

    /// <summary>The type without key or vector that is read as a .NET type, or as text for strings.</summary>
    public static PrimitiveDataViewType PrimitiveTypeFromType(Type type) =>
        Primitives.TryGetValue(type == typeof(string) ? typeof(ReadOnlyMemory<char>) : type, out PrimitiveDataViewType primitive)
            ? primitive
            : throw new InvalidOperationException($"No column type holds values of {type}.");
}
