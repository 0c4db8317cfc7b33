using CsvHelper;

namespace Norm.ML.Tool.Csv;

/// <summary>What a scan passed over.</summary>
/// <param name="Offset">Behind the last record that was passed, in the bytes given.</param>
/// <param name="Records">How many records.</param>
/// <param name="Lines">How many lines.</param>
/// <param name="Stopped">Whether a record was met that begins at the stop or after it.</param>
/// <param name="CellByCell">Whether quotes or line ends made it look at every cell.</param>
internal readonly record struct RecordScan(int Offset, int Records, int Lines, bool Stopped, bool CellByCell);

/// <summary>
/// Finds where records end, as the reader does: many times faster where there are no quotes and lines end in line feeds, and with the reader itself
/// elsewhere.
/// </summary>
internal static class RecordScanner
{
    /// <summary>Passes over whole records.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="start">Where a record begins, or the blank lines before it.</param>
    /// <param name="end">Behind the last byte.</param>
    /// <param name="final">Whether the text ends there.</param>
    /// <param name="layout">What separates cells, and whether blank lines are rows.</param>
    /// <param name="wanted">The most records.</param>
    /// <param name="stop">Records that begin here or later are left.</param>
    public static RecordScan Scan(byte[] data, int start, int end, bool final, CsvLayout layout, int wanted, int stop = int.MaxValue)
    {
        ReadOnlySpan<byte> text = data.AsSpan(start, end - start);

        // The last byte may be half of a line end.
        if (!final && text is [.., (byte)'\r'])
        {
            text = text[..^1];
        }

        int returns = text.Count((byte)'\r');
        bool plain = !text.Contains((byte)'"') && (returns == 0 || returns == text.Count("\r\n"u8));
        return plain ? ScanLines(text, start, final, layout, wanted, stop) : ScanCells(data, start, start + text.Length, final, layout, wanted, stop);
    }

    /// <summary>Whether a line is blank: white space that is not a separator.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> line, byte separator)
    {
        foreach (byte character in line)
        {
            if (character is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') || character == separator)
            {
                return false;
            }
        }

        return true;
    }

    private static RecordScan ScanLines(ReadOnlySpan<byte> text, int start, bool final, CsvLayout layout, int wanted, int stop)
    {
        int at = 0, records = 0, lines = 0;
        bool stopped = false;
        while (records < wanted && at < text.Length)
        {
            ReadOnlySpan<byte> rest = text[at..];
            int length = rest.IndexOf((byte)'\n');
            if (length < 0 && !final)
            {
                break;
            }

            ReadOnlySpan<byte> line = length < 0 ? rest : rest[..length];
            if (!layout.HasBlankRows && (line.IsEmpty || line[0] <= ' ') && IsBlank(line, layout.Separator))
            {
                at += line.Length + (length < 0 ? 0 : 1);
                lines++;
                continue;
            }

            if (start + at >= stop)
            {
                stopped = true;
                break;
            }

            at += line.Length + (length < 0 ? 0 : 1);
            lines++;
            records++;
        }

        return new RecordScan(start + at, records, lines, stopped, CellByCell: false);
    }

    private static RecordScan ScanCells(byte[] data, int start, int end, bool final, CsvLayout layout, int wanted, int stop)
    {
        // Blank lines are looked at here, so that a record ends before those that follow it.
        using CsvReader reader = CsvRecords.CreateReader(data.AsMemory(start, end - start), layout with { HasBlankRows = true }, trackLines: true,
            _ => { });
        int offset = start, records = 0, lines = 0;
        bool inRecord = false;
        while (reader.Read())
        {
            // Where a line begins, the record before it is whole.
            records += inRecord ? 1 : 0;
            offset = start + (int)reader.ByteOffset;
            lines = (int)reader.LineNumber - 1;
            if (records == wanted)
            {
                return new RecordScan(offset, records, lines, Stopped: false, CellByCell: true);
            }

            inRecord = layout.HasBlankRows || !IsBlank(reader.RawRecord, layout.Separator);
            if (inRecord && offset >= stop)
            {
                return new RecordScan(offset, records, lines, Stopped: true, CellByCell: true);
            }
        }

        return final ? new RecordScan(end, records + (inRecord ? 1 : 0), lines, Stopped: false, CellByCell: true)
            : new RecordScan(offset, records, lines, Stopped: false, CellByCell: true);
    }
}
