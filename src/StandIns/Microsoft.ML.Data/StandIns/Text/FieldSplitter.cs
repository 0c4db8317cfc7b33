using System.Globalization;
using System.Text;

namespace Microsoft.ML.StandIns;

/// <summary>Cuts lines into fields: quoted or not, plain or sparse. Spaces before a field do not count, unless they separate.</summary>
internal sealed class FieldSplitter(TextFormat format)
{
    private readonly bool _spaceSeparates = format.Separators.Contains(' ');

    /// <param name="error">What is wrong with the line's format, null if nothing; the rest of the line is then left out.</param>
    public FieldSet Split(string line, out string error)
    {
        error = null;
        string text = format.Options.TrimWhitespace ? line.TrimEnd() : line;
        var fields = new Dictionary<int, ReadOnlyMemory<char>>();
        int count = 0;
        int sparseStart = -1;
        int length = format.Options.InputSize ?? 0;
        int previous = -1;
        for (int position = 0, more = 1; more == 1;)
        {
            int index = SparseIndex(text, ref position);
            ReadOnlyMemory<char> field = Next(text, ref position, ref error, out bool found);
            more = found ? 1 : 0;
            if (index < 0)
            {
                if (sparseStart >= 0)
                {
                    error = "Non-sparse formatted value follows sparse formatted value";
                    break;
                }
                fields[count++] = field;
                continue;
            }
            if (sparseStart < 0 && !StartSparse(fields, ref count, ref length, out sparseStart, ref error))
                break;
            if (index <= previous || index >= length - sparseStart)
            {
                error = index <= previous ? "Sparse indices out of order" : "Sparse item index larger than expected";
                break;
            }
            previous = index;
            fields[sparseStart + index] = field;
        }
        return new FieldSet(fields, sparseStart >= 0 || length > count ? Math.Max(length, count) : count);
    }

    /// <summary>Whether a line ends within quotes, so that its last field goes on in the next line.</summary>
    public bool EndsInsideQuotes(string line)
    {
        for (int position = 0, more = 1; more == 1;)
        {
            string error = null;
            Next(line, ref position, ref error, out bool found);
            more = found ? 1 : 0;
            if (error == Unclosed)
                return true;
        }
        return false;
    }

    private const string Unclosed = "Illegal quoting: the field is not closed";

    /// <summary>Before the first sparse item stands the number of fields that the sparse part is about.</summary>
    private static bool StartSparse(
        Dictionary<int, ReadOnlyMemory<char>> fields, ref int count, ref int length, out int start, ref string error)
    {
        start = count;
        if (length > 0)
            return true;
        if (count == 0 || !int.TryParse(fields[count - 1].Span, NumberStyles.None, CultureInfo.InvariantCulture, out int size) || size <= 0)
        {
            error = "Missing dimensionality or ambiguous sparse item. Allow no sparse items for such a file, or quote the value.";
            return false;
        }
        fields.Remove(--count);
        start = count;
        length = count + Math.Min(size, int.MaxValue - 1 - count);
        return true;
    }

    private int SparseIndex(string text, ref int position)
    {
        SkipSpaces(text, ref position);
        if (!format.Options.AllowSparse)
            return -1;
        int end = position;
        while (end < text.Length && end < position + 9 && char.IsAsciiDigit(text[end]))
            end++;
        if (end == position || end >= text.Length || text[end] != ':')
            return -1;
        int index = int.Parse(text.AsSpan(position, end - position), NumberStyles.None, CultureInfo.InvariantCulture);
        position = end + 1;
        SkipSpaces(text, ref position);
        return index;
    }

    private ReadOnlyMemory<char> Next(string text, ref int position, ref string error, out bool more)
    {
        SkipSpaces(text, ref position);
        ReadOnlyMemory<char> field = format.Options.AllowQuoting && position < text.Length && text[position] == '"'
            ? Quoted(text, ref position, ref error)
            : Plain(text, ref position);
        more = position < text.Length;
        position++;
        return field;
    }

    private ReadOnlyMemory<char> Plain(string text, ref int position)
    {
        if (position >= text.Length)
            return default;
        int length = text.AsSpan(position).IndexOfAny(format.Separators);
        int start = position;
        position = length < 0 ? text.Length : position + length;
        return text.AsMemory(start, position - start);
    }

    private ReadOnlyMemory<char> Quoted(string text, ref int position, ref string error)
    {
        var value = new StringBuilder();
        bool closed = false;
        char escape = format.Options.EscapeChar;
        for (position++; position < text.Length && !closed; position++)
        {
            bool escapes = text[position] == escape && position + 1 < text.Length && text[position + 1] == '"';
            if (escapes)
                value.Append(text[++position]);
            else if (text[position] == '"')
                closed = true;
            else
                value.Append(text[position]);
        }
        int end = position;
        Plain(text, ref position);
        bool clean = text.AsSpan(end, position - end).Trim(' ').IsEmpty;
        if (closed && clean)
            return value.ToString().AsMemory();
        error ??= closed ? "Illegal quoting: text follows the closing quote" : Unclosed;
        return default;
    }

    private void SkipSpaces(string text, ref int position)
    {
        if (_spaceSeparates)
            return;
        while (position < text.Length && text[position] == ' ')
            position++;
    }
}
