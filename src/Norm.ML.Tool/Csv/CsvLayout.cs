using System.Text;
using CsvHelper;

namespace Norm.ML.Tool.Csv;

/// <summary>How the text of a CSV file is laid out, so that what is written looks like what was read.</summary>
/// <param name="Separator">Between two cells.</param>
/// <param name="NewLine">After a record: the first line's.</param>
/// <param name="HasByteOrderMark">Whether a byte order mark comes first.</param>
internal sealed record CsvLayout(byte Separator, string NewLine, bool HasByteOrderMark)
{
    // Enough lines to tell text between blanks from one column with blanks in its cells.
    private const int LinesForBlanks = 20;

    /// <summary>Excel's first line that names the separator, with its end; empty for none.</summary>
    public string SeparatorLine { get; init; } = "";

    /// <summary>Where the first record begins, or the empty lines before it: after the mark and the separator line.</summary>
    public int Start { get; init; }

    /// <summary>Whether runs of spaces and tabs separate the cells.</summary>
    public bool Blanks { get; init; }

    /// <summary>Whether cells stand between tabs, and would as well between blanks of both kinds: what the user is asked about.</summary>
    public bool MayBeBlanks { get; init; }

    /// <summary>
    /// Whether a blank line is a row whose cell is missing, as in a text of one column; elsewhere it is passed over. Blank lines at the end of the
    /// text are no rows.
    /// </summary>
    public bool HasBlankRows { get; init; }

    /// <summary>Looks at the start of a text.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="head">The first bytes, in UTF-8.</param>
    /// <param name="format">What the user says.</param>
    /// <exception cref="ToolException">It is not a text.</exception>
    public static CsvLayout Detect(string path, ReadOnlyMemory<byte> head, TextFormat format)
    {
        ReadOnlySpan<byte> text = head.Span;
        if (text.Contains((byte)0))
        {
            throw new ToolException($"{path}: this is not a text file: it holds bytes of 0. UTF-16 is read if it begins with a byte order mark.");
        }

        int mark = text.StartsWith("\uFEFF"u8) ? 3 : 0, start = mark + SkipLines(path, text[mark..], format.Skip);
        (char named, int length) = SeparatorLineAt(text[start..]);
        int end = text[(start + length)..].IndexOf((byte)'\n');
        var layout = new CsvLayout(0, end > 0 && text[start + length + end - 1] == '\r' ? "\r\n" : "\n", mark > 0)
        {
            SeparatorLine = Encoding.UTF8.GetString(text.Slice(start, length)),
            Start = start + length,
        };
        if (format.Separator is { } given)
        {
            return layout with { Separator = (byte)given, Blanks = given == TextFormat.Blank };
        }

        if (length > 0)
        {
            return layout with { Separator = (byte)named };
        }

        CsvReaderOptions options = CsvReaderOptions.Default with { HasHeader = false, DetectSeparatorHint = false };
        using CsvReader reader = CsvReader.Create(head[start..], options);
        char seen = InputFile.Try(path, () => reader.Separator);
        if (seen == '\t' && !HasTabs(text[start..]))
        {
            seen = ',';
        }

        (bool blanks, bool tabs) = LookForBlanks(text[start..], (byte)seen);
        return !blanks ? layout with { Separator = (byte)seen }
            : tabs ? layout with { Separator = (byte)'\t', MayBeBlanks = true }
            : layout with { Separator = (byte)TextFormat.Blank, Blanks = true };
    }

    // Before the header, as many lines as the user says.
    private static int SkipLines(string path, ReadOnlySpan<byte> text, int lines)
    {
        int at = 0;
        for (int line = 0; line < lines; line++)
        {
            int length = text[at..].IndexOf((byte)'\n');
            at = length >= 0 ? at + length + 1
                : throw new ToolException($"{path}: --skip passes over {lines} lines, and there are {line} in the first {text.Length} bytes.");
        }

        return at;
    }

    // A tab in a line that is blank otherwise separates nothing.
    private static bool HasTabs(ReadOnlySpan<byte> text)
    {
        foreach (Range line in text.Split((byte)'\n'))
        {
            if (text[line].Contains((byte)'\t') && text[line].ContainsAnyExcept(" \t\r"u8))
            {
                return true;
            }
        }

        return false;
    }

    // sep=; or "sep=;" as Excel writes and reads it; \t may be written out.
    private static (char Separator, int Length) SeparatorLineAt(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> mark = "sep="u8;
        int end = text.IndexOfAny("\r\n"u8), length = end < 0 ? text.Length : end;
        ReadOnlySpan<byte> line = text[..length].TrimEnd(" "u8);
        if (line is [(byte)'"', .. var quoted, (byte)'"'])
        {
            line = quoted;
        }

        if (line.Length <= mark.Length || !Ascii.EqualsIgnoreCase(line[..mark.Length], mark))
        {
            return default;
        }

        ReadOnlySpan<byte> value = line[mark.Length..];
        char separator = value.SequenceEqual(@"\t"u8) || Ascii.EqualsIgnoreCase(value, "tab"u8) ? '\t' : value is [var only] ? (char)only : '\0';
        if (!char.IsAscii(separator) || char.IsLetterOrDigit(separator) || separator is '\0' or '"' or '.' or '-' or '+' or ' ')
        {
            return default;
        }

        if (end >= 0)
        {
            length += text[end..].StartsWith("\r\n"u8) ? 2 : 1;
        }

        return (separator, length);
    }

    // Between blanks: no other separator in the first line, as many cells in each line, and a number in each row. A tab is a blank, too; where each
    // line has as many of them as the first, they may separate fewer cells with spaces inside.
    private static (bool Blanks, bool Tabs) LookForBlanks(ReadOnlySpan<byte> text, byte separator)
    {
        int lines = 0, cells = 0, tabs = 0;
        bool sameTabs = true;
        foreach (Range range in text.Split((byte)'\n'))
        {
            // The last line may be cut.
            if (range.End.Value == text.Length && lines > 1)
            {
                break;
            }

            ReadOnlySpan<byte> line = text[range];
            if (BlankStream.Count(line, out bool number) is var count && count == 0)
            {
                continue;
            }

            if (lines == 0 && ((separator != '\t' && line.Contains(separator)) || line.ContainsAny(",;|"u8)))
            {
                return default;
            }

            int tabsHere = line.Trim(" \t\r"u8).Count((byte)'\t');
            if (lines == 0)
            {
                (cells, tabs) = (count, tabsHere);
            }

            if (count != cells || (lines > 0 && !number))
            {
                return default;
            }

            sameTabs &= tabsHere == tabs;
            if (++lines > LinesForBlanks)
            {
                break;
            }
        }

        bool betweenTabs = tabs > 0 && sameTabs;
        return (lines > 1 && cells > 1 && !(betweenTabs && tabs + 1 >= cells), betweenTabs);
    }
}
