using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

/// <summary>A column of a view of objects: the member it is read from or written to, and its name, type and annotations.</summary>
internal sealed record RowColumn(MemberInfo Member, string Name, DataViewType Type, DataViewSchema.Annotations Annotations)
{
    public Type MemberType => TypeOf(Member);

    public static Type TypeOf(MemberInfo member) =>
        member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    /// <summary>The type of a member's items as columns hold them, and whether it is an array or a buffer of such items.</summary>
    public static Type ItemTypeOf(MemberInfo member, out bool isVector)
    {
        Type type = TypeOf(member);
        isVector = true;
        if (type.IsArray)
            type = type.GetElementType();
        else if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>))
            type = type.GetGenericArguments()[0];
        else
            isVector = false;
        return type == typeof(string) ? typeof(ReadOnlyMemory<char>) : type;
    }

    public static RowColumn[] Of(Type rowType, SchemaDefinition definition, SchemaDefinition.Direction direction) =>
        [.. (definition ?? SchemaDefinition.Create(rowType, direction)).Select(column => Of(rowType, column))];

    /// <summary>The definition of a row class with the types and annotations of a schema, all of whose columns the class must have.</summary>
    public static SchemaDefinition Definition(Type rowType, DataViewSchema schema)
    {
        SchemaDefinition definition = SchemaDefinition.Create(rowType, SchemaDefinition.Direction.Read);
        foreach (DataViewSchema.Column column in schema)
        {
            SchemaDefinition.Column member = definition[column.Name]
                ?? throw new InvalidOperationException($"Type should contain a member named {column.Name}");
            member.ColumnType = column.Type;
            foreach (DataViewSchema.Column annotation in column.Annotations.Schema)
            {
                Generics.Call<object>(
                    CopyAnnotation<int>, [annotation.Type.RawType], member, column.Annotations, annotation);
            }
        }
        return definition;
    }

    public static DataViewSchema SchemaOf(IEnumerable<RowColumn> columns)
    {
        var builder = new DataViewSchema.Builder();
        foreach (RowColumn column in columns)
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        return builder.ToSchema();
    }

    private static object CopyAnnotation<TValue>(
        SchemaDefinition.Column member, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
    {
        TValue value = default;
        annotations.GetGetter<TValue>(annotation)(ref value);
        member.AddAnnotation(annotation.Name, value, annotation.Type);
        return null;
    }

    private static RowColumn Of(Type rowType, SchemaDefinition.Column column)
    {
        MemberInfo member = (MemberInfo)rowType.GetField(column.MemberName) ?? rowType.GetProperty(column.MemberName)
            ?? throw new ArgumentOutOfRangeException(
                "userSchemaDefinition", $"No field or property with name '{column.MemberName}' found in type '{rowType.FullName}'");
        string name = string.IsNullOrEmpty(column.ColumnName) ? column.MemberName : column.ColumnName;
        Type itemType = ItemTypeOf(member, out bool isVector);
        DataViewType type = column.ColumnType ?? MembersOf.ColumnType(member);
        if (type is VectorDataViewType != isVector || type.GetItemType().RawType != itemType)
        {
            throw new ArgumentOutOfRangeException(
                "userSchemaDefinition", $"Column '{name}' is supposed to be {type}, but member '{member.Name}' is {TypeOf(member)}");
        }
        return new RowColumn(member, name, type, column.Annotations);
    }
}
