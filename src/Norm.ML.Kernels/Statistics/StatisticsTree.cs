namespace Norm.ML;

/// <summary>
/// Merges numbered parts along a fixed tree, in whatever order they arrive: from threads, processes or shards. The same parts give the
/// same bits. Safe to use from many threads.
/// </summary>
/// <remarks>
/// <para>The tree: node (0, i) is part i; node (l, i) merges nodes (l - 1, 2 i) and (l - 1, 2 i + 1), the lower one first; a node without parts
/// is left out. A <see cref="StatisticsAccumulator"/> merges its chunks of <see cref="StatisticsAccumulator.RowsPerChunk"/> rows along this
/// very tree. Therefore, if part i holds the rows of chunks <c>i * 2^p</c> to <c>(i + 1) * 2^p - 1</c>, for any one p, and only the last part
/// is shorter, the result has the bits that a single accumulator gives for all rows.</para>
/// <para>Finished pairs are merged at once, so memory grows with the logarithm of the number of parts, and with the gaps among them.</para>
/// </remarks>
public sealed class StatisticsTree
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<(int Level, long Index), RunningStatistics> _nodes = [];
    private RunningStatistics? _first;
    private long _last = -1;

    /// <summary>How many parts were added.</summary>
    public long Count { get; private set; }

    /// <summary>True if some part is missing below the highest number added.</summary>
    public bool HasGaps
    {
        get { lock (_lock) return Count != _last + 1; }
    }

    /// <summary>Adds a part.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <param name="part">Its statistics; the channels of all parts are the same.</param>
    /// <exception cref="ArgumentException">The number is negative or was added before, or the channels differ in number or name.</exception>
    /// <exception cref="InvalidOperationException">The part carries <see cref="RunningStatistics.Exponential"/> statistics.</exception>
    public void Add(long index, RunningStatistics part)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        lock (_lock)
        {
            RunningStatistics.CheckMergeable(_first ?? part, part);
            for (int level = 0; level < 63; level++)
                if (_nodes.ContainsKey((level, index >> level))) throw new ArgumentException($"Part {index} was added before.", nameof(index));

            _first ??= part;
            Count++;
            _last = Math.Max(_last, index);
            (int Level, long Index) node = (0, index);
            while (_nodes.Remove((node.Level, node.Index ^ 1), out RunningStatistics? sibling))
            {
                part = (node.Index & 1) == 1 ? RunningStatistics.Merge(sibling, part) : RunningStatistics.Merge(part, sibling);
                node = (node.Level + 1, node.Index >> 1);
            }
            _nodes.Add(node, part);
        }
    }

    /// <summary>The statistics of all parts together.</summary>
    /// <param name="allowGaps">False makes a missing part an error; true leaves it out.</param>
    /// <exception cref="InvalidOperationException">No part was added, or one is missing.</exception>
    public RunningStatistics ToStatistics(bool allowGaps = false)
    {
        lock (_lock)
        {
            if (_nodes.Count == 0) throw new InvalidOperationException("No part was added to the tree.");
            if (!allowGaps && Count != _last + 1)
                throw new InvalidOperationException($"Of the parts 0 to {_last}, {_last + 1 - Count} are missing, the first is part {FirstGap()}.");

            Dictionary<long, RunningStatistics> level = [];
            for (int l = 0; ; l++)
            {
                foreach (((int Level, long Index) key, RunningStatistics node) in _nodes)
                    if (key.Level == l) level.Add(key.Index, node);
                if (level.Count == 1 && !_nodes.Keys.Any(k => k.Level > l)) return level.Values.Single().WithShard(null);
                level = Parents(level);
            }
        }
    }

    private static Dictionary<long, RunningStatistics> Parents(Dictionary<long, RunningStatistics> level)
    {
        Dictionary<long, RunningStatistics> parents = [];
        foreach ((long index, RunningStatistics node) in level)
        {
            if ((index & 1) == 0) parents.Add(index >> 1, level.TryGetValue(index + 1, out RunningStatistics? right) ? RunningStatistics.Merge(node, right) : node);
            else if (!level.ContainsKey(index - 1)) parents.Add(index >> 1, node);
        }
        return parents;
    }

    private long FirstGap()
    {
        long next = 0;
        foreach (((int Level, long Index) key, _) in _nodes.OrderBy(n => n.Key.Index << n.Key.Level))
        {
            if (key.Index << key.Level != next) break;
            next = (key.Index + 1) << key.Level;
        }
        return next;
    }
}
