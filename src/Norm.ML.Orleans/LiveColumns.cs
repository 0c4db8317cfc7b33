using Norm.ML.Internals.Moments;

namespace Norm.ML;

/// <summary>What a row of live statistics is. The first call that opens a partition fixes it for all partitions of the source and key.</summary>
public sealed class LiveColumns : IEquatable<LiveColumns>
{
    /// <summary>Describes rows.</summary>
    /// <param name="count">The number of channels, 1 to 16,777,216.</param>
    /// <param name="names">Their names: as many, all different; null for none.</param>
    /// <param name="policy">What to do with values that are NaN or infinite.</param>
    /// <exception cref="ArgumentException">A parameter is out of range, or a name is null or comes twice.</exception>
    public LiveColumns(int count, IReadOnlyList<string>? names = null, NonFinitePolicy policy = NonFinitePolicy.Ignore)
    {
        StatisticsLimits.CheckChannels(count);
        if (policy is not (NonFinitePolicy.Ignore or NonFinitePolicy.Propagate or NonFinitePolicy.Throw))
        {
            throw new ArgumentOutOfRangeException(nameof(policy), policy, $"policy has to be Ignore, Propagate or Throw, but is {(int)policy}.");
        }

        Names = ChannelNames.Create(names, count, nameof(names))?.List ?? [];
        Count = count;
        Policy = policy;
    }

    /// <summary>The number of channels of a row.</summary>
    public int Count { get; }

    /// <summary>The channels' names in order; empty if none were given.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>What happens to values that are NaN or infinite.</summary>
    public NonFinitePolicy Policy { get; }

    /// <summary>Whether number, names and policy are the same.</summary>
    /// <param name="other">Another description, or null.</param>
    public bool Equals(LiveColumns? other) => other is not null && Difference(other) is null;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LiveColumns);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, Policy, Names.Count > 0 ? Names[0] : null);

    /// <summary>What another description has that this one has not, for a message; null if they are the same.</summary>
    internal string? Difference(LiveColumns other)
    {
        if (Count != other.Count)
        {
            return $"{other.Count} channels were asked for, but it has {Count}";
        }

        if (Names.Count != other.Names.Count)
        {
            return other.Names.Count == 0 ? "no channel names were given, but it has names" : "channel names were given, but it has none";
        }

        for (int i = 0; i < Names.Count; i++)
        {
            if (Names[i] != other.Names[i])
            {
                return $"channel {i} was called '{other.Names[i]}', but it is '{Names[i]}'";
            }
        }

        return Policy == other.Policy ? null : $"the policy {other.Policy} was asked for, but it has {Policy}";
    }
}
