using Microsoft.ML.Runtime;

namespace Norm.ML.Internals.Rows;

/// <summary>
/// Counts the rows that one pass over the data has made NaN: a missing or infinite cell of a norm whose statistics are the row's own takes its
/// neighbours along. When the last cursor of the pass is disposed of, the count is said through the host's log.
/// </summary>
internal sealed class LostRows(IHost host, int cursors)
{
    private readonly Dictionary<string, (long Lost, long Missing, long Infinite)> _columns = [];
    private int _open = cursors;

    /// <summary>Takes in a row whose result holds NaN.</summary>
    public void Add(string column, long missing, long infinite)
    {
        lock (_columns)
        {
            (long Lost, long Missing, long Infinite) before = _columns.GetValueOrDefault(column);
            _columns[column] = (before.Lost + 1, before.Missing + missing, before.Infinite + infinite);
        }
    }

    /// <summary>A cursor of the pass ends.</summary>
    public void Close()
    {
        if (Interlocked.Decrement(ref _open) != 0 || _columns.Count == 0)
        {
            return;
        }

        using IChannel channel = host.Start("Normalize");
        foreach ((string column, (long lost, long missing, long infinite)) in _columns)
        {
            channel.Warning(
                MessageSensitivity.Schema,
                "Column '{0}': {1} rows became NaN, because they hold {2} missing and {3} infinite values. Fill these in first.", column, lost,
                missing, infinite);
        }
    }
}
