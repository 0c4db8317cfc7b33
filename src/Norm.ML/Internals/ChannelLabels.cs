using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Internals;

/// <summary>What the channels of a column are called: the column, or its slots by their names or numbers.</summary>
static class ChannelLabels
{
    public static string[] Of(DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType vector)
            return [column.Name];

        VBuffer<ReadOnlyMemory<char>> names = default;
        if (column.HasSlotNames())
            column.GetSlotNames(ref names);
        string[] result = new string[vector.Size];
        ReadOnlyMemory<char>[] given = names.Length == vector.Size ? [.. names.DenseValues()] : [];
        for (int i = 0; i < result.Length; i++)
            result[i] = given.Length > 0 && !given[i].IsEmpty ? given[i].ToString() : $"{column.Name}[{i}]";
        return result;
    }

    public static string Describe(RunningStatistics statistics, int channel) =>
        statistics[channel].Name is { } name ? $"channel {channel} ('{name}')" : $"channel {channel}";
}
