using Norm.ML.Internals.Moments;

namespace Norm.ML;

/// <summary>
/// Merges numbered parts along a fixed tree, in whatever order they arrive: from threads, processes or shards. The same parts give the
/// same bits. Safe to use from many threads.
/// </summary>
/// <remarks>
/// <para>The tree: node (0, i) is part i; node (l, i) merges nodes (l - 1, 2 i) and (l - 1, 2 i + 1), the lower one first; a node without parts
/// is left out. A <see cref="StatisticsAccumulator"/> merges its chunks of <see cref="StatisticsAccumulator.RowsPerChunk"/> rows along this
/// very tree. Therefore, if part i holds the rows of chunks <c>i * 2^p</c> to <c>(i + 1) * 2^p - 1</c>, for any one p, and only the last part
/// is shorter, the result has the bits that a single accumulator gives for all rows. With <see cref="AddChunks(int, long, RunningStatistics)"/>
/// the parts are nodes of the tree over chunks themselves, of any sizes.</para>
/// <para><c>docs/statistics-file.md</c> defines the order of addition.</para>
/// <para>Finished pairs are merged at once, so memory grows with the logarithm of the number of parts, and with the gaps among them.</para>
/// </remarks>
public sealed partial class StatisticsTree
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<(int Level, long Index), RunningStatistics> _nodes = [];
    private RunningStatistics? _first;
    private Int128 _rows;
    private long _end;

    /// <summary>How many parts were added.</summary>
    public long Count { get; private set; }

    /// <summary>True if some part is missing below the highest number added.</summary>
    public bool HasGaps
    {
        get
        {
            lock (_lock)
            {
                return FirstGap() < _end;
            }
        }
    }

    /// <summary>Adds a part.</summary>
    /// <param name="index">Its number, 0 to <see cref="long.MaxValue"/> - 1.</param>
    /// <param name="part">Its statistics; the channels of all parts are the same.</param>
    /// <exception cref="ArgumentException">The number is out of range or was added before, or the channels differ in number or name.</exception>
    /// <exception cref="InvalidOperationException">The part carries <see cref="RunningStatistics.Exponential"/> statistics, or the other parts were
    /// added as chunks.</exception>
    /// <exception cref="OverflowException">The rows of all parts exceed <see cref="long.MaxValue"/>. The part was not added.</exception>
    public void Add(long index, RunningStatistics part)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfEqual(index, long.MaxValue);
        lock (_lock)
        {
            CheckKind(chunks: false);
            if (Overlaps(0, index))
            {
                throw new ArgumentException($"Part {index} was added before.", nameof(index));
            }

            Insert(0, index, index + 1, part);
        }
    }

    /// <summary>The statistics of all parts together.</summary>
    /// <param name="allowGaps">False makes a missing part an error; true leaves it out.</param>
    /// <exception cref="InvalidOperationException">No part was added, or one is missing.</exception>
    public RunningStatistics ToStatistics(bool allowGaps = false)
    {
        lock (_lock)
        {
            if (_first is null)
            {
                throw new InvalidOperationException("No part was added to the tree.");
            }

            long gap = allowGaps ? _end : FirstGap();
            if (gap < _end)
            {
                throw new InvalidOperationException(_ofChunks
                    ? $"Of the chunks 0 to {_end - 1}, some are missing or short, the first is chunk {gap}."
                    : $"Of the parts 0 to {_end - 1}, {_end - Count} are missing, the first is part {gap}.");
            }
            return Root();
        }
    }

    /// <summary>What merging gives once missing nodes are left out; of the names, the first part's.</summary>
    private RunningStatistics Root()
    {
        if (_nodes.Count == 0)
        {
            return RunningStatistics.Empty(_first!.ChannelCount, _first.ChannelNames);
        }

        Dictionary<long, RunningStatistics> level = [];
        for (int l = 0; ; l++)
        {
            foreach (((int Level, long Index) key, RunningStatistics node) in _nodes)
            {
                if (key.Level == l)
                {
                    level.Add(key.Index, node);
                }
            }

            if (level.Count == 1 && !_nodes.Keys.Any(k => k.Level > l))
            {
                RunningStatistics root = level.Values.Single();
                return new(root.Planes, root.Names ?? _first!.Names, root.Exponential);
            }
            level = Parents(level);
        }
    }

    private void Insert(int level, long index, long end, RunningStatistics part)
    {
        RunningStatistics.CheckMergeable(_first ?? part, part);
        RunningStatistics.CheckRows(_rows + part.RowCount);
        _rows += part.RowCount;
        _first ??= part;
        Count++;
        _end = Math.Max(_end, end);
        (int Level, long Index) node = (level, index);
        while (_nodes.TryGetValue((node.Level, node.Index ^ 1), out RunningStatistics? sibling))
        {
            // A short chunk is the source's last, or a gap that has to stay visible.
            RunningStatistics lower = (node.Index & 1) == 1 ? sibling : part;
            if (_ofChunks && lower.RowCount != (long)StatisticsAccumulator.RowsPerChunk << node.Level)
            {
                break;
            }

            _nodes.Remove((node.Level, node.Index ^ 1));
            part = (node.Index & 1) == 1 ? RunningStatistics.Merge(sibling, part) : RunningStatistics.Merge(part, sibling);
            node = (node.Level + 1, node.Index >> 1);
        }
        _nodes.Add(node, part);
    }

    /// <summary>Whether a node's place is taken, by itself, by one above it or by one below.</summary>
    private bool Overlaps(int level, long index)
    {
        for (int above = level; above < 63; above++)
        {
            if (_nodes.ContainsKey((above, index >> (above - level))))
            {
                return true;
            }
        }

        return level > 0 && _nodes.Keys.Any(key => key.Level < level && key.Index >> (level - key.Level) == index);
    }

    private static Dictionary<long, RunningStatistics> Parents(Dictionary<long, RunningStatistics> level)
    {
        Dictionary<long, RunningStatistics> parents = [];
        foreach ((long index, RunningStatistics node) in level)
        {
            if ((index & 1) == 0)
            {
                parents.Add(index >> 1, level.TryGetValue(index + 1, out RunningStatistics? right)
                ? RunningStatistics.Merge(node, right) : node);
            }
            else if (!level.ContainsKey(index - 1))
            {
                parents.Add(index >> 1, node);
            }
        }
        return parents;
    }

    /// <summary>The first part, or chunk, that is not there; the end if all are.</summary>
    private long FirstGap()
    {
        long next = 0;
        foreach (((int Level, long Index) key, RunningStatistics node) in _nodes.OrderBy(n => n.Key.Index << n.Key.Level))
        {
            if (key.Index << key.Level != next)
            {
                break;
            }

            next = _ofChunks ? new ChunkNode(key.Level, key.Index, node.Planes).End : (key.Index + 1) << key.Level;
            if (_ofChunks && node.RowCount % StatisticsAccumulator.RowsPerChunk != 0)
            {
                return next == _end ? _end : next - 1;
            }
        }
        return next;
    }
}
