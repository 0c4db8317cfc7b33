using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Internals;

/// <summary>Which columns a norm takes, what it gives, and the one wording of the errors about them.</summary>
internal static class ColumnTypes
{
    public const string SlotNames = "SlotNames";
    public const string IsNormalized = "IsNormalized";
    public const string AcceptedItems = "Single, Double or an integer type";

    public static DataViewType ItemOf(DataViewType type) => type is VectorDataViewType vector ? vector.ItemType : type;

    /// <summary>Keys look like unsigned integers but are names: they are refused.</summary>
    public static bool IsNumber(DataViewType item) => item is NumberDataViewType;

    public static bool IsInteger(DataViewType item) => IsNumber(item) && item != NumberDataViewType.Single && item != NumberDataViewType.Double;

    /// <summary>Double stays Double; everything else comes out as Single.</summary>
    public static PrimitiveDataViewType OutputItem(DataViewType item) =>
        item == NumberDataViewType.Double ? NumberDataViewType.Double : NumberDataViewType.Single;

    /// <summary>The output's type: the input's shape with the output's item type.</summary>
    public static DataViewType OutputOf(DataViewType input) =>
        input is VectorDataViewType vector ? new VectorDataViewType(OutputItem(vector.ItemType), vector.Dimensions) : OutputItem(input);

    public static DataViewSchema.Column Find(DataViewSchema schema, string name) =>
        schema.GetColumnOrNull(name)
        ?? throw new ArgumentOutOfRangeException("inputSchema",
        $"There is no input column '{name}'; the columns are {Names(schema.Where(c => !c.IsHidden).Select(c => c.Name))}.");

    public static SchemaShape.Column Find(SchemaShape schema, string name)
    {
        foreach (SchemaShape.Column column in schema)
        {
            if (column.Name == name)
            {
                return column;
            }
        }

        throw new ArgumentOutOfRangeException("inputSchema",
            $"There is no input column '{name}'; the columns are {Names(schema.Select(c => c.Name))}.");
    }

    /// <summary>A column of the wrong type: names it, its actual type and what is accepted.</summary>
    public static ArgumentOutOfRangeException Mismatch(string column, object actual, string accepted) =>
        new("inputSchema", $"Column '{column}' is {actual}; accepted: {accepted}.");

    /// <summary>A promised column's type in the words of the type it will have.</summary>
    public static string Describe(SchemaShape.Column column) => column.Kind switch
    {
        SchemaShape.Column.VectorKind.Scalar => Item(column),
        SchemaShape.Column.VectorKind.Vector => $"Vector<{Item(column)}>",
        _ => $"Vector<{Item(column)}, *> (variable size)",
    };

    private static string Item(SchemaShape.Column column) => column.IsKey ? $"Key<{column.ItemType}>" : column.ItemType.ToString()!;

    private static string Names(IEnumerable<string> names)
    {
        string[] all = [.. names];
        string shown = string.Join(", ", all.Take(12).Select(name => $"'{name}'"));
        return all.Length == 0 ? "none" : all.Length > 12 ? $"{shown} and {all.Length - 12} more" : shown;
    }
}
