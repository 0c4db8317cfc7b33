using CsvHelper;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Csv;

/// <summary>Goes through the records of a block, checks that each has a cell per column, and knows their lines.</summary>
internal sealed class CsvSegmentReader(CsvSource source, bool lines)
{
    private CsvMalformedRecord? _malformed;
    private CsvSegment _segment = null!;
    private CsvReader _reader = null!;

    /// <summary>Takes a record: its cells, by their position in the file, and the row of the block.</summary>
    /// <returns>A problem with it; null for none.</returns>
    public delegate RowProblem? RecordTaker(CsvReader record, int row);

    /// <summary>The file of the current record.</summary>
    public int File => _segment.File;

    /// <summary>The line that the current record starts at; at once where lines are counted, by counting them elsewhere.</summary>
    public long Line => lines ? _firstLine + _reader.LineNumber - 1 : CountLine();

    private long _firstLine;

    /// <summary>Reads a block.</summary>
    /// <returns>The first problem; null for none.</returns>
    public RowProblem? Read(RowBlock block, RecordTaker take)
    {
        int row = 0;
        foreach (CsvSegment segment in ((CsvBlock)block).Segments)
        {
            (_segment, _malformed) = (segment, null);
            CsvFile file = source.Files[segment.File].File;
            _firstLine = lines ? source.LineOf(segment.File, segment.Offset, segment.Line) : 0;
            using CsvReader reader = CsvRecords.CreateReader(Text(segment), file.Layout, lines, Note);
            _reader = reader;
            int header = file.Header.Count, begin = row;
            while (reader.Read())
            {
                if (((_malformed is not null || reader.FieldCount != header) ? CheckRecord(file, header, row) : null) is { } broken)
                {
                    return broken;
                }

                if (take(reader, row) is { } problem)
                {
                    return problem;
                }

                row++;
            }

            if (row - begin != segment.Records)
            {
                throw new InvalidOperationException($"{file.Path}: {row - begin} records were read where {segment.Records} were counted.");
            }
        }

        return null;
    }

    /// <summary>A cell of the current record that is not a number.</summary>
    public TextCell Cell(CellRules rules, ReadOnlySpan<byte> cell, int row) =>
        new(row, File, Line, Csv.Cell.Show(cell), rules.Advice(Csv.Cell.Text(cell)));

    private static ReadOnlyMemory<byte> Text(CsvSegment segment) => segment.Buffer.AsMemory(segment.Start, segment.End - segment.Start);

    private void Note(CsvMalformedRecord record) => _malformed ??= record;

    private RowProblem? CheckRecord(CsvFile file, int header, int row)
    {
        string? problem = _malformed is { } bad ? CsvRecords.Quotes(bad.Reason) : null;
        _malformed = null;
        problem ??= _reader.FieldCount != header ? CsvRecords.WrongCells(_reader.FieldCount, header) : null;
        return problem is null ? null : new RowProblem(row, file.Problem(Line, problem));
    }

    // Lines are counted only when there is a problem.
    private long CountLine()
    {
        long line = source.LineOf(_segment.File, _segment.Offset, _segment.Line);
        using CsvReader counting = CsvRecords.CreateReader(Text(_segment), source.Files[_segment.File].File.Layout, true, _ => { });
        while (counting.Read() && counting.ByteOffset < _reader.ByteOffset)
        {
            continue;
        }

        return line + counting.LineNumber - 1;
    }
}
