using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Internals;

/// <summary>What the channels of a column are called: the column, its slots by their names, or numbers.</summary>
internal static class ChannelLabels
{
    public static string[] Of(DataViewSchema.Column column, int channels)
    {
        if (column.Type is not VectorDataViewType vector)
        {
            return [column.Name];
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        if (vector.Size == channels && column.HasSlotNames())
        {
            column.GetSlotNames(ref names);
        }

        ReadOnlyMemory<char>[] given = [.. names.DenseValues()];
        string[] labels = new string[channels];
        var seen = new HashSet<string>(channels, StringComparer.Ordinal);
        for (int i = 0; i < channels; i++)
        {
            // Slots may be nameless, or share a name; statistics know each channel by a name of its own.
            string name = i < given.Length ? given[i].ToString() : "";
            labels[i] = name.Length > 0 && seen.Add(name) ? name : Numbered(column.Name, i, seen);
        }

        return labels;
    }

    public static string Describe(RunningStatistics statistics, int channel) =>
        statistics[channel].Name is { } name ? $"channel {channel} ('{name}')" : $"channel {channel}";

    private static string Numbered(string column, int channel, HashSet<string> seen)
    {
        string name = $"{column}[{channel}]";
        while (!seen.Add(name))
        {
            name += "'";
        }

        return name;
    }
}
