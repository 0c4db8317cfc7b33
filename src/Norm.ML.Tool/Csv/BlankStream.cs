using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Csv;

/// <summary>
/// A text whose cells stand between runs of spaces and tabs, as one with a single space between two cells and none at the ends of lines. No CSV
/// library reads runs of a separator as one; after this step the text is read as every other.
/// </summary>
internal sealed class BlankStream(Stream text) : ReadOnlyStream
{
    private readonly byte[] _in = new byte[1 << 16];

    // One byte may become two: the space that was held back, and itself.
    private readonly byte[] _out = new byte[1 << 17];
    private int _at, _end;
    private bool _quoted, _quoteEnded, _blanks, _lineBegins = true;

    public override int Read(Span<byte> buffer)
    {
        while (_at == _end)
        {
            int got = text.Read(_in);
            if (got == 0)
            {
                return 0;
            }

            (_at, _end) = (0, 0);
            foreach (byte character in _in.AsSpan(0, got))
            {
                Take(character);
            }
        }

        int some = Math.Min(buffer.Length, _end - _at);
        _out.AsSpan(_at, some).CopyTo(buffer);
        _at += some;
        return some;
    }

    /// <summary>How many cells a line has, and whether one is a number.</summary>
    public static int Count(ReadOnlySpan<byte> line, out bool number)
    {
        int cells = 0, start = -1;
        bool quoted = false;
        number = false;
        for (int i = 0; i <= line.Length; i++)
        {
            bool blank = i == line.Length || (!quoted && line[i] is (byte)' ' or (byte)'\t' or (byte)'\r');
            if (i < line.Length && line[i] == '"' && (quoted || start < 0 || line[i - 1] == '"'))
            {
                quoted = !quoted;
            }

            if (!blank && start < 0)
            {
                start = i;
                cells++;
            }
            else if (blank && start >= 0)
            {
                number |= CellRules.Default.TryParse(line[start..i], out double value) && double.IsFinite(value);
                start = -1;
            }
        }

        return cells;
    }

    private void Take(byte character)
    {
        if (!_quoted && character is (byte)' ' or (byte)'\t')
        {
            _blanks = !_lineBegins;
            _quoteEnded = false;
            return;
        }

        bool quote = character == '"', cellBegins = _blanks || _lineBegins;
        if (_quoted)
        {
            (_quoted, _quoteEnded) = (!quote, quote);
        }
        else if (character is (byte)'\r' or (byte)'\n')
        {
            (_blanks, _lineBegins, _quoteEnded) = (false, true, false);
        }
        else
        {
            // A quote right after a closing one is a doubled quote.
            _quoted = quote && (cellBegins || _quoteEnded);
            if (_blanks)
            {
                _out[_end++] = (byte)' ';
            }

            (_blanks, _lineBegins, _quoteEnded) = (false, false, false);
        }

        _out[_end++] = character;
    }
}
