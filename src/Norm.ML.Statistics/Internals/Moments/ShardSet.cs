namespace Norm.ML.Internals.Moments;

/// <summary>Shards of a source, or whole sources: checks that they belong together, and merges them.</summary>
internal sealed class ShardSet(IReadOnlyList<RunningStatistics> parts, Func<int, string> name)
{
    private const int MostRanges = 20;

    /// <summary>Whether no part is one of several shards.</summary>
    public bool IsOfWholes => parts.All(part => part.Shard is null or { Count: 1 });

    public RunningStatistics MergeWholes()
    {
        CheckChannels();
        int[] order = [.. Enumerable.Range(0, parts.Count).OrderBy(i => parts[i].Shard?.SourceDigest ?? "", StringComparer.Ordinal).ThenBy(i => i)];
        for (int k = 1; k < order.Length; k++)
        {
            (int a, int b) = (order[k - 1], order[k]);
            if (parts[a].Shard is { SourceDigest.Length: > 0 } first && first.SourceDigest == parts[b].Shard?.SourceDigest)
            {
                throw new InvalidDataException($"{name(a)} and {name(b)} are the same source: its rows would be counted twice.");
            }
        }
        if (parts.Count == 1)
        {
            return new(parts[0].Planes, parts[0].Names, null, parts[0].Shard);
        }

        var tree = new StatisticsTree();
        for (int k = 0; k < order.Length; k++)
        {
            tree.Add(k, parts[order[k]]);
        }

        return tree.ToStatistics();
    }

    public RunningStatistics MergeShards(bool allowMissing)
    {
        ShardInfo source = CheckSource();
        CheckChannels();
        int[] order = Sorted();
        int missing = source.Count - parts.Count;
        if (missing > 0 && !allowMissing)
        {
            throw new InvalidDataException(
                $"Of the {source.Count} shards, {(missing == 1 ? "shard" : "shards")} {Missing(order, source.Count)} "
                    + $"{(missing == 1 ? "is" : "are")} missing.");
        }

        RunningStatistics merged = parts.All(part => part.Nodes is not null) ? MergeChunks(order) : MergeParts(order);
        return missing > 0 ? merged : merged.WithShard(new(0, 1, source.SourceDigest));
    }

    private ShardInfo CheckSource()
    {
        int first = Enumerable.Range(0, parts.Count).First(i => parts[i].Shard is { Count: > 1 });
        ShardInfo source = parts[first].Shard!;
        for (int i = 0; i < parts.Count; i++)
        {
            if (parts[i].Shard is not { } shard || shard.Count == 1)
            {
                throw new InvalidDataException($"{name(i)} is not a shard, but {name(first)} is {Show(source)}.");
            }

            if (shard.Count != source.Count)
            {
                throw new InvalidDataException($"{name(i)} is {Show(shard)}, but {name(first)} is {Show(source)}.");
            }

            if (shard.SourceDigest != source.SourceDigest)
            {
                throw new InvalidDataException($"{name(i)} ({Show(shard)}) is of another source than {name(first)} ({Show(source)}).");
            }

            if (parts[i].Nodes is null != parts[first].Nodes is null)
            {
                throw new InvalidDataException($"{name(i)} was cut {Cut(parts[i])}, but {name(first)} {Cut(parts[first])}.");
            }
        }
        return source;
    }

    private void CheckChannels()
    {
        for (int i = 1; i < parts.Count; i++)
        {
            if (parts[i].ChannelCount != parts[0].ChannelCount)
            {
                throw new InvalidDataException($"{name(i)} has {parts[i].ChannelCount} columns, but {name(0)} has {parts[0].ChannelCount}.");
            }

            if (parts[i].Names is { } names && parts[0].Names is { } others && names.FirstDifference(others) is int c and >= 0)
            {
                throw new InvalidDataException($"Column {c + 1} is '{names.List[c]}' in {name(i)}, but '{others.List[c]}' in {name(0)}.");
            }

            if (parts[i].Names is null != parts[0].Names is null)
            {
                throw new InvalidDataException(
                    $"{name(parts[i].Names is null ? i : 0)} has no column names, but {name(parts[i].Names is null ? 0 : i)} has.");
            }
        }
    }

    // The count is what a file claims: memory is taken for the parts that are there.
    private int[] Sorted()
    {
        int[] order = [.. Enumerable.Range(0, parts.Count).OrderBy(i => parts[i].Shard!.Index)];
        for (int k = 1; k < order.Length; k++)
        {
            ShardInfo shard = parts[order[k]].Shard!;
            if (shard.Index == parts[order[k - 1]].Shard!.Index)
            {
                throw new InvalidDataException($"{name(order[k - 1])} and {name(order[k])} are both {Show(shard)}.");
            }
        }
        return order;
    }

    // As ranges, counted from 1.
    private string Missing(int[] order, int count)
    {
        List<string> ranges = [];
        int named = 0;
        for (int k = 0, next = 0; k <= order.Length && ranges.Count < MostRanges; k++)
        {
            int present = k < order.Length ? parts[order[k]].Shard!.Index : count;
            if (present > next)
            {
                ranges.Add(present - next == 1 ? $"{present}" : present - next == 2 ? $"{next + 1}, {present}" : $"{next + 1}-{present}");
            }

            named += present - next;
            next = k < order.Length ? present + 1 : count;
        }
        int more = count - order.Length - named;
        return string.Join(", ", ranges) + (more > 0 ? $" and {more} more" : "");
    }

    private RunningStatistics MergeChunks(int[] order)
    {
        var tree = new StatisticsTree();
        for (int k = 0; k < order.Length; k++)
        {
            ChunkNodes nodes = parts[order[k]].Nodes!;
            if (k > 0 && parts[order[k - 1]] is { Nodes: { } before } && parts[order[k]].Shard!.Index == parts[order[k - 1]].Shard!.Index + 1
                && (before.Range.End != nodes.Range.First || (!before.IsWhole && nodes.Range.Count > 0)))
            {
                throw new InvalidDataException(
                    $"{name(order[k - 1])} ends before chunk {before.Range.End}, but {name(order[k])}, the shard after it, "
                        + $"begins with chunk {nodes.Range.First}.");
            }
            tree.AddChunks(parts[order[k]]);
        }
        return tree.ToStatistics(allowGaps: true);
    }

    private RunningStatistics MergeParts(int[] order)
    {
        var tree = new StatisticsTree();
        foreach (int i in order)
        {
            tree.Add(parts[i].Shard!.Index, parts[i]);
        }

        return tree.ToStatistics(allowGaps: true);
    }

    private static string Show(ShardInfo shard) => $"shard {shard.Index + 1}/{shard.Count}";

    private static string Cut(RunningStatistics part) => part.Nodes is null ? "between any rows" : "between chunks";
}
