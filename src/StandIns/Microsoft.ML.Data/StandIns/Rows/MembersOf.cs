using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.StandIns;

/// <summary>Which members of a row class are columns, and of which type, as their attributes say.</summary>
internal static class MembersOf
{
    public static IEnumerable<MemberInfo> Columns(Type rowType, SchemaDefinition.Direction direction) =>
        rowType.GetFields(BindingFlags.Public | BindingFlags.Instance).Cast<MemberInfo>()
            .Concat(rowType.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => IsOpen(property, direction)))
            .Where(member => RowColumn.TypeOf(member) != typeof(IChannel) && !member.IsDefined(typeof(NoColumnAttribute)));

    public static string ColumnName(MemberInfo member) => member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;

    public static DataViewType ColumnType(MemberInfo member)
    {
        Type rawType = RowColumn.ItemTypeOf(member, out bool isVector);
        PrimitiveDataViewType itemType = ItemType(member, rawType);
        var vector = member.GetCustomAttribute<VectorTypeAttribute>();
        if (vector != null && !isVector)
            throw Unfit(member, $"is marked with {nameof(VectorTypeAttribute)}, but does not appear to be a vector type");
        if (!isVector)
            return itemType;
        return vector?.Dims is { Length: > 0 } dimensions
            ? new VectorDataViewType(itemType, dimensions)
            : new VectorDataViewType(itemType);
    }

    private static PrimitiveDataViewType ItemType(MemberInfo member, Type rawType)
    {
        if (member.GetCustomAttribute<KeyTypeAttribute>() is { } key)
        {
            return KeyDataViewType.IsValidDataType(rawType)
                ? new KeyDataViewType(rawType, key.KeyCount.Count.GetValueOrDefault())
                : throw Unfit(member, $"is marked with {nameof(KeyTypeAttribute)}, but {rawType} cannot hold a key");
        }
        try
        {
            return ColumnTypeExtensions.PrimitiveTypeFromType(rawType);
        }
        catch (InvalidOperationException)
        {
            throw Unfit(member, $"has type {RowColumn.TypeOf(member)}, which no column can hold");
        }
    }

    private static bool IsOpen(PropertyInfo property, SchemaDefinition.Direction direction) =>
        property.GetIndexParameters().Length == 0
        && ((direction.HasFlag(SchemaDefinition.Direction.Read) && property.GetGetMethod() != null)
            || (direction.HasFlag(SchemaDefinition.Direction.Write) && property.GetSetMethod() != null));

    private static ArgumentOutOfRangeException Unfit(MemberInfo member, string why) =>
        new("userType", $"Member {member.Name} of {member.DeclaringType} {why}.");
}
