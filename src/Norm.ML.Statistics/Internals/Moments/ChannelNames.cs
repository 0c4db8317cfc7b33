namespace Norm.ML.Internals.Moments;

/// <summary>The names of channels: as many as channels, none null, all different and text that files can hold.</summary>
internal sealed class ChannelNames
{
    private readonly string[] _names;
    private readonly Dictionary<string, int> _index;

    private ChannelNames(string[] names, Dictionary<string, int> index)
    {
        _names = names;
        _index = index;
        List = Array.AsReadOnly(names);
    }

    public IReadOnlyList<string> List { get; }

    public static ChannelNames? Create(IReadOnlyList<string>? names, int channels, string parameter = "channelNames")
    {
        if (names is null || (names.Count == 0 && channels > 0))
        {
            return null;
        }

        if (names.Count != channels)
        {
            throw new ArgumentException($"{parameter} has {names.Count} names, but there are {channels} channels.",
            parameter);
        }

        string[] copy = [.. names];
        var index = new Dictionary<string, int>(copy.Length, StringComparer.Ordinal);
        for (int c = 0; c < copy.Length; c++)
        {
            if (copy[c] is null)
            {
                throw new ArgumentException($"{parameter} has no name for channel {c}.", parameter);
            }

            if (!StatisticsLimits.IsText(copy[c]))
            {
                throw new ArgumentException($"{parameter} gives channel {c} a name with half of a surrogate pair, which no file can hold.",
                    parameter);
            }

            if (!index.TryAdd(copy[c], c))
            {
                throw new ArgumentException($"{parameter} names channels {index[copy[c]]} and {c} both '{copy[c]}'.", parameter);
            }
        }
        return new(copy, index);
    }

    public int IndexOf(string name) => _index.GetValueOrDefault(name, -1);

    /// <summary>The first channel that is named otherwise; -1 if there is none.</summary>
    public int FirstDifference(ChannelNames other)
    {
        if (ReferenceEquals(this, other))
        {
            return -1;
        }

        for (int c = 0; c < _names.Length; c++)
        {
            if (_names[c] != other._names[c])
            {
                return c;
            }
        }

        return -1;
    }

    /// <summary>The first few names, for a message.</summary>
    public string Summary() => string.Join(", ", _names.Take(8).Select(n => $"'{n}'")) + (_names.Length > 8 ? $" and {_names.Length - 8} more" : "");
}
