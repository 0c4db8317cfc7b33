using CsvHelper;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Csv;

/// <summary>Reads the numbers of blocks and sums them, chunk by chunk: on each thread one.</summary>
sealed class CsvBlockSummer : BlockSummer
{
    readonly CsvSource _source;
    readonly CandidateColumns _candidates;
    readonly StatisticsAccumulator _statistics;
    readonly double[] _chunk;
    readonly int[][] _fields;
    readonly FirstValue[] _first;
    readonly CellRules _rules;
    CsvMalformedRecord? _malformed;

    public CsvBlockSummer(CsvSource source, CandidateColumns candidates)
    {
        (_source, _candidates) = (source, candidates);
        _statistics = new StatisticsAccumulator(candidates.Fields.Count, NonFinitePolicy.Ignore, candidates.Names);
        _chunk = new double[StatisticsAccumulator.RowsPerChunk * candidates.Fields.Count];
        _fields = [.. source.Fields.Select(fields => candidates.Fields.Select(field => fields[field]).ToArray())];
        _first = new FirstValue[candidates.Fields.Count];
        _rules = source.Files[0].File.Cells;
    }

    public override BlockSum Sum(RowBlock block, CancellationToken cancellation)
    {
        _statistics.Reset();
        Array.Clear(_first);
        bool decided = _candidates.AllDecided;
        RowProblem? problem = null;
        int row = 0, width = _candidates.Fields.Count, filled = 0;
        foreach (CsvSegment segment in ((CsvBlock)block).Segments)
        {
            using CsvReader reader = CsvRecords.CreateReader(segment.Buffer.AsMemory(segment.Start, segment.End - segment.Start), Separator(segment), false, Note);
            int[] fields = _fields[segment.File];
            int header = _source.Files[segment.File].File.Header.Count, begin = row;
            _malformed = null;
            while (reader.Read())
            {
                if (_malformed is not null || reader.FieldCount != header)
                    problem = CheckRecord(reader, segment, row);
                if (problem is null)
                    problem = ReadRow(reader, segment, fields, row, _chunk.AsSpan(filled * width, width), decided);
                if (problem is not null)
                    return new BlockSum(null, decided ? [] : [.. _first], problem);

                row++;
                if (++filled == StatisticsAccumulator.RowsPerChunk)
                {
                    cancellation.ThrowIfCancellationRequested();
                    _statistics.Add(_chunk);
                    filled = 0;
                }
            }

            if (row - begin != segment.Records)
                throw new InvalidOperationException($"{_source.Files[segment.File].Path}: {row - begin} records were read where {segment.Records} were counted.");
        }

        _statistics.Add(_chunk.AsSpan(0, filled * width));
        return new BlockSum(_statistics.ToStatistics(), decided ? [] : [.. _first], null);
    }

    byte Separator(CsvSegment segment) => _source.Files[segment.File].File.Layout.Separator;

    void Note(CsvMalformedRecord record) => _malformed ??= record;

    RowProblem? CheckRecord(CsvReader reader, CsvSegment segment, int row)
    {
        string? problem = _malformed is { } bad ? CsvRecords.Quotes(bad.Reason) : null;
        _malformed = null;
        int header = _source.Files[segment.File].File.Header.Count;
        problem ??= reader.FieldCount != header ? CsvRecords.WrongCells(reader.FieldCount, header) : null;
        return problem is null ? null : new RowProblem(row, _source.Files[segment.File].File.Problem(Line(reader, segment), problem));
    }

    RowProblem? ReadRow(CsvReader reader, CsvSegment segment, int[] fields, int row, Span<double> values, bool decided)
    {
        for (int i = 0; i < fields.Length; i++)
        {
            ReadOnlySpan<byte> cell = reader.GetSpan(fields[i]);
            if (!_rules.TryParse(cell, out values[i]))
            {
                values[i] = double.NaN;
                if (_candidates.Kinds[i] == ColumnKind.Text || _first[i].Text is not null)
                    continue;
                var text = new TextCell(row, segment.File, Line(reader, segment), Cell.Show(cell), _rules.Advice(Cell.Text(cell)));
                if (decided || _first[i].Number)
                    return new RowProblem(row, CandidateColumns.NotANumber(_source, text, _candidates.Names[i]));
                _first[i] = new FirstValue(false, text);
            }
            else if (!decided && !_first[i].Number)
            {
                if (_first[i].Text is not null)
                    values[i] = double.NaN;
                else if (!double.IsNaN(values[i]))
                    _first[i] = new FirstValue(true, null);
            }
        }

        return null;
    }

    // Lines are counted only when there is a problem.
    long Line(CsvReader at, CsvSegment segment)
    {
        long line = _source.LineOf(segment.File, segment.Offset, segment.Line);
        using CsvReader reader = CsvRecords.CreateReader(segment.Buffer.AsMemory(segment.Start, segment.End - segment.Start), Separator(segment), true, _ => { });
        while (reader.Read() && reader.ByteOffset < at.ByteOffset)
            continue;
        return line + reader.LineNumber - 1;
    }
}
