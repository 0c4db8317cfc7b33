using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

/// <summary>A column bound to fields: the segments it is made of, of which one may reach to the end of the line.</summary>
internal sealed record TextColumn(string Name, PrimitiveDataViewType ItemType, DataViewType Type, TextSegment[] Segments)
{
    public int FixedSize => Segments.Where(segment => !segment.IsVariable).Sum(segment => segment.Limit - segment.Start);

    /// <summary>The column that a member asks for with its attributes.</summary>
    public static TextLoader.Column Of(MemberInfo member)
    {
        LoadColumnAttribute load = member.GetCustomAttribute<LoadColumnAttribute>() ?? throw new InvalidOperationException(
            $"{(member is FieldInfo ? "Field" : "Property")} '{member.Name}' is missing the LoadColumnAttribute attribute");
        return new TextLoader.Column
        {
            Name = MembersOf.ColumnName(member),
            Source = [.. load.Sources],
            DataKind = KindOf(member),
            KeyCount = member.GetCustomAttribute<KeyTypeAttribute>()?.KeyCount,
        };
    }

    /// <param name="lineLength">The number of fields in each line, zero if it is not known.</param>
    public static TextColumn Bind(TextLoader.Column column, int lineLength)
    {
        if (string.IsNullOrWhiteSpace(column.Name))
            throw new ArgumentOutOfRangeException(nameof(column), "A column to load has no name.");
        if (column.Source is not { Length: > 0 })
            throw new ArgumentOutOfRangeException("Source", $"Column '{column.Name}' must specify some source column indices");
        TextSegment[] segments = [.. column.Source.Select(range => TextSegment.Of(range, lineLength, column.Name))];
        CheckOverlap(column.Name, segments);
        var itemType = ItemTypeOf(column);
        int size = segments.Where(segment => !segment.IsVariable).Sum(segment => segment.Limit - segment.Start);
        DataViewType type = segments.Any(segment => segment.IsVariable) ? new VectorDataViewType(itemType)
            : size > 1 || column.Source[0].ForceVector ? new VectorDataViewType(itemType, size)
            : itemType;
        return new TextColumn(column.Name.Trim(), itemType, type, segments);
    }

    private static PrimitiveDataViewType ItemTypeOf(TextLoader.Column column)
    {
        if (!Enum.IsDefined(column.DataKind))
            throw new ArgumentOutOfRangeException("Type", $"Column '{column.Name}' has no type that a text file can hold.");
        var plain = ColumnTypeExtensions.PrimitiveTypeFromType(TypeOf(column.DataKind));
        return column.KeyCount == null
            ? plain
            : new KeyDataViewType(plain.RawType, column.KeyCount.Count ?? FieldParser.LargestKey(plain.RawType));
    }

    private static void CheckOverlap(string name, TextSegment[] segments)
    {
        TextSegment[] sorted = [.. segments.OrderBy(segment => segment.Start)];
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i - 1].Limit > sorted[i].Start)
                throw new ArgumentOutOfRangeException("Source", $"Intervals specified for column '{name}' overlap");
        }
    }

    private static DataKind KindOf(MemberInfo member)
    {
        Type type = RowColumn.TypeOf(member);
        type = type.IsArray ? type.GetElementType() : type;
        foreach (DataKind kind in Enum.GetValues<DataKind>())
        {
            if (TypeOf(kind) == (type == typeof(string) ? typeof(ReadOnlyMemory<char>) : type))
                return kind;
        }
        throw new InvalidOperationException($"{(member is FieldInfo ? "Field" : "Property")} {member.Name} is of unsupported type.");
    }

    private static Type TypeOf(DataKind kind) => kind switch
    {
        DataKind.String => typeof(ReadOnlyMemory<char>),
        DataKind.TimeSpan => typeof(TimeSpan),
        DataKind.DateTimeOffset => typeof(DateTimeOffset),
        _ => System.Type.GetType($"System.{kind}"),
    };
}
