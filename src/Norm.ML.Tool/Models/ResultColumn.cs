using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tool.Models;

/// <summary>A column of numbers that a model gives, scalar or vector, and the names of its elements.</summary>
internal abstract class ResultColumn
{
    /// <summary>The name of each element: its slot name, or the column's name.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Reads the current row.</summary>
    public abstract void Read();

    /// <summary>An element of the row that was read.</summary>
    public abstract double Value(int element);

    /// <summary>Whether that is a Single.</summary>
    public abstract bool IsSingle(int element);

    /// <summary>The columns that are not just passed through, in the order of the schema.</summary>
    /// <param name="cursor">Over the model's output, with all columns active.</param>
    /// <param name="input">The data that the model was given.</param>
    public static IReadOnlyList<ResultColumn> In(DataViewRow cursor, DataViewSchema input) =>
        [.. cursor.Schema.Where(column => IsNew(column, input)).Select(column => Create(cursor, column)).OfType<ResultColumn>()];

    /// <summary>The columns that have to be active for this: the visible ones, and those that they were rounded from.</summary>
    public static IEnumerable<DataViewSchema.Column> Needed(DataViewSchema schema) =>
        schema.Where(column => !column.IsHidden).SelectMany(column => Before(schema, column) is { } exact ? [column, exact]
        : (DataViewSchema.Column[])[column]);

    // The column of Doubles that a column of Singles hides: often the same numbers before they were rounded.
    private static DataViewSchema.Column? Before(DataViewSchema schema, DataViewSchema.Column column)
    {
        DataViewType? exact = column.Type == NumberDataViewType.Single ? NumberDataViewType.Double
            : column.Type is VectorDataViewType { IsKnownSize: true } vector && vector.ItemType == NumberDataViewType.Single
            ? new VectorDataViewType(NumberDataViewType.Double, vector.Dimensions) : null;
        DataViewSchema.Column before = schema.Take(column.Index).LastOrDefault(other => other.Name == column.Name);
        return exact is not null && before.Name == column.Name && exact.Equals(before.Type) ? before : null;
    }

    /// <summary>Whether a column is not just passed through.</summary>
    public static bool IsNew(DataViewSchema.Column column, DataViewSchema input) =>
        !column.IsHidden && !(column.Index < input.Count && input[column.Index].Name == column.Name);

    private static ResultColumn? Create(DataViewRow row, DataViewSchema.Column column)
    {
        ResultColumn? result = Plain(row, column);
        return result is not null && Before(row.Schema, column) is { } before && Plain(row, before) is { } exact
            ? new ResultOfRounding(result, exact) { Names = result.Names }
            : result;
    }

    private static ResultColumn? Plain(DataViewRow row, DataViewSchema.Column column) => column.Type switch
    {
        VectorDataViewType { IsKnownSize: true } type when type.ItemType == NumberDataViewType.Double => Vector<double>(row, column, type.Size),
        VectorDataViewType { IsKnownSize: true } type when type.ItemType == NumberDataViewType.Single => Vector<float>(row, column, type.Size),
        NumberDataViewType type when type == NumberDataViewType.Double => Scalar<double>(row, column),
        NumberDataViewType type when type == NumberDataViewType.Single => Scalar<float>(row, column),
        _ => null,
    };

    private static ResultScalar<T> Scalar<T>(DataViewRow row, DataViewSchema.Column column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(row.GetGetter<T>(column)) { Names = [column.Name] };

    private static ResultVector<T> Vector<T>(DataViewRow row, DataViewSchema.Column column, int size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(row.GetGetter<VBuffer<T>>(column)) { Names = SlotNames.Of(column, size) };
}
