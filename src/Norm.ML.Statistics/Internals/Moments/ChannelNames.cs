using Norm.ML.Internals.Groups;

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

        if (Problem(names, channels, parameter) is { } problem)
        {
            throw new ArgumentException(problem, parameter);
        }

        string[] copy = [.. names];
        var index = new Dictionary<string, int>(copy.Length, StringComparer.Ordinal);
        for (int c = 0; c < copy.Length; c++)
        {
            index.Add(copy[c], c);
        }

        return new(copy, index);
    }

    /// <summary>What is wrong with names, in a sentence; null for nothing.</summary>
    /// <param name="names">The names.</param>
    /// <param name="channels">How many channels there are.</param>
    /// <param name="parameter">What the sentence calls what has the names.</param>
    public static string? Problem(IReadOnlyList<string?> names, int channels, string parameter)
    {
        if (names.Count != channels)
        {
            return $"{parameter} has {names.Count} names, but there are {channels} channels.";
        }

        var index = new Dictionary<string, int>(names.Count, StringComparer.Ordinal);
        for (int c = 0; c < names.Count; c++)
        {
            if (names[c] is not { } name)
            {
                return $"{parameter} has no name for channel {c}.";
            }

            if (!StatisticsLimits.IsText(name))
            {
                return $"{parameter} gives channel {c} a name with half of a surrogate pair, which no file can hold.";
            }

            if (!index.TryAdd(name, c))
            {
                return $"{parameter} names channels {index[name]} and {c} both {GroupKeys.Show(name)}.";
            }
        }

        return null;
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
