using Microsoft.ML.Data;
using Norm.ML.Internals;

namespace Norm.ML;

/// <summary>How the norms with channels read an example: <c>[channels, positions]</c>, or with the channels last.</summary>
static class ChannelShape
{
    public static void CheckOptions(int? channels, NormLayout layout)
    {
        if (channels is <= 0)
            throw new ArgumentOutOfRangeException(nameof(GroupNormOptions.Channels), channels, $"Channels is {channels}; accepted: a positive number, or null.");
        if (!Enum.IsDefined(layout))
            throw new ArgumentOutOfRangeException(nameof(GroupNormOptions.Layout), layout, $"{layout} is not a value of {nameof(NormLayout)}.");
    }

    /// <summary>The channels of a column: as the option says, else the first or last of several dimensions, else null.</summary>
    public static int? Find(DataViewType type, int? channels, NormLayout layout) =>
        channels ?? (type is VectorDataViewType { Dimensions.Length: > 1 } vector ? vector.Dimensions[layout == NormLayout.ChannelsFirst ? 0 : ^1] : null);

    public static int Resolve(string column, VectorDataViewType type, int? channels, NormLayout layout, int parameters)
    {
        int found = Find(type, channels, layout)
            ?? throw ColumnTypes.Mismatch(column, type, "a vector of several dimensions, such as [channels, height, width], or a flat one with Channels set in the options");
        if (type.Size % found != 0)
            throw ColumnTypes.Mismatch(column, type, $"a vector whose size is a multiple of {found}, the channels");
        if (parameters > 0 && parameters != found)
            throw ColumnTypes.Mismatch(column, type, $"{parameters} channels, as many as gamma and beta have, not {found}");
        return found;
    }

    public static int Positions(string column, int length, int channels) =>
        length % channels == 0 ? length / channels
        : throw new InvalidOperationException($"Column '{column}' has {length} elements in a row; expected: a multiple of {channels}, its channels.");
}
