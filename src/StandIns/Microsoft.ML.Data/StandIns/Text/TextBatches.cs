using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.StandIns;

/// <summary>Hands out lines in batches to the cursors of a set, and counts what they cannot read.</summary>
internal sealed class TextBatches
{
    private const int BatchSize = 64;
    private const int ShownBadValues = 10;

    private readonly Lock _lock = new();
    private readonly IEnumerator<TextLine> _lines;
    private readonly IChannel _channel;
    private int _users;
    private long _left;
    private long _batch;
    private long _rows;
    private long _badValues;
    private long _badFormats;

    public TextBatches(TextFormat format, IMultiStreamSource source, int users)
    {
        _lines = TextLines.Of(format, source, withHeader: false).GetEnumerator();
        _channel = format.Host.Start("Cursor");
        _users = users;
        _left = format.Options.MaxRows ?? long.MaxValue;
    }

    /// <summary>The next lines and the number of their batch; no lines at the end.</summary>
    public (long Number, List<TextLine> Lines) Next()
    {
        var lines = new List<TextLine>();
        lock (_lock)
        {
            try
            {
                while (lines.Count < BatchSize && _left > 0 && _lines.MoveNext())
                {
                    lines.Add(_lines.Current);
                    _left--;
                }
            }
            catch (IOException failure)
            {
                throw new FormatException($"Stream reading encountered exception: {failure.Message}", failure);
            }
            _rows += lines.Count;
            return (_batch++, lines);
        }
    }

    public void ReportValue(TextLine line, string column)
    {
        long count = Interlocked.Increment(ref _badValues);
        if (count <= ShownBadValues)
            _channel.Info(MessageSensitivity.Schema, "  Bad value at line {0} in column {1}", line.Number, column);
    }

    public void ReportFormat(TextLine line, string error)
    {
        long count = Interlocked.Increment(ref _badFormats);
        if (count <= ShownBadValues)
            _channel.Warning(MessageSensitivity.UserData, "Format error at line {0}: {1}", line.Number, error);
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (--_users > 0)
                return;
            _lines.Dispose();
            if (_badValues > 0 || _badFormats > 0)
            {
                _channel.Info(
                    MessageSensitivity.None, "Processed {0} rows with {1} bad values and {2} format errors", _rows, _badValues, _badFormats);
            }
            _channel.Dispose();
        }
    }
}
