using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tool.Models;

/// <summary>The names of a vector's elements.</summary>
internal static class SlotNames
{
    private const string Kind = "SlotNames";

    /// <summary>The slot names of a column; where it has none, the column's name and a number from 0.</summary>
    public static IReadOnlyList<string> Of(DataViewSchema.Column column, int size)
    {
        var names = new string[size];
        VBuffer<ReadOnlyMemory<char>> slots = default;
        if (column.Annotations.Schema.GetColumnOrNull(Kind)?.Type is VectorDataViewType { ItemType: TextDataViewType })
        {
            column.Annotations.GetValue(Kind, ref slots);
        }

        if (slots.Length == size)
        {
            foreach ((int slot, ReadOnlyMemory<char> name) in slots.Items())
            {
                names[slot] = name.ToString();
            }
        }

        for (int i = 0; i < size; i++)
        {
            names[i] = string.IsNullOrEmpty(names[i]) ? $"{column.Name}.{i}" : names[i];
        }

        return names;
    }
}
