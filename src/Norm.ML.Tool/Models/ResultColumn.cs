using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tool.Models;

/// <summary>A column of numbers that a model gives, scalar or vector, and the names of its elements.</summary>
abstract class ResultColumn
{
    /// <summary>The name of each element: its slot name, or the column's name.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Reads the current row.</summary>
    public abstract void Read();

    /// <summary>Whether an element of the row that was read is NaN.</summary>
    public abstract bool IsNaN(int element);

    /// <summary>Writes an element of the row that was read: the shortest text that reads back as the same number.</summary>
    public abstract bool TryFormat(int element, Span<byte> destination, out int written);

    /// <summary>The columns that are not just passed through, in the order of the schema.</summary>
    /// <param name="cursor">Over the model's output, with all columns active.</param>
    /// <param name="input">The data that the model was given.</param>
    public static IReadOnlyList<ResultColumn> In(DataViewRow cursor, DataViewSchema input) =>
        [.. cursor.Schema.Where(column => IsNew(column, input)).Select(column => Create(cursor, column)).OfType<ResultColumn>()];

    static bool IsNew(DataViewSchema.Column column, DataViewSchema input) =>
        !column.IsHidden && !(column.Index < input.Count && input[column.Index].Name == column.Name);

    static ResultColumn? Create(DataViewRow row, DataViewSchema.Column column) => column.Type switch
    {
        NumberDataViewType type when type == NumberDataViewType.Double => new ResultScalar<double>(row.GetGetter<double>(column)) { Names = [column.Name] },
        NumberDataViewType type when type == NumberDataViewType.Single => new ResultScalar<float>(row.GetGetter<float>(column)) { Names = [column.Name] },
        VectorDataViewType { IsKnownSize: true } type when type.ItemType.Equals(NumberDataViewType.Double) =>
            new ResultVector<double>(row.GetGetter<VBuffer<double>>(column)) { Names = SlotNames.Of(column, type.Size) },
        VectorDataViewType { IsKnownSize: true } type when type.ItemType.Equals(NumberDataViewType.Single) =>
            new ResultVector<float>(row.GetGetter<VBuffer<float>>(column)) { Names = SlotNames.Of(column, type.Size) },
        _ => null,
    };
}
