using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Csv;

/// <summary>Reads the numbers of a block of CSV, a chunk at a time.</summary>
internal sealed class CsvNumberReader : NumberReader
{
    private readonly CsvSegmentReader _records;
    private readonly int[][] _fields;
    private readonly double[] _chunk;
    private readonly CellRules _rules;
    private readonly List<long>? _lines;

    public CsvNumberReader(CsvSource source, IReadOnlyList<int> fields, List<long>? lines)
    {
        _records = new CsvSegmentReader(source, lines is not null);
        _fields = [.. source.Fields.Select(columns => fields.Select(field => columns[field]).ToArray())];
        _chunk = new double[StatisticsAccumulator.RowsPerChunk * fields.Count];
        _rules = source.Files[0].File.Cells;
        _lines = lines;
    }

    public override RowProblem? Read(RowBlock block, INumberSink sink, CancellationToken cancellation)
    {
        int filled = 0;
        RowProblem? problem = _records.Read(block, (record, row) =>
        {
            int[] fields = _fields[_records.File];
            for (int i = 0; i < fields.Length; i++)
            {
                ReadOnlySpan<byte> cell = record.GetSpan(fields[i]);
                if (!_rules.TryParse(cell, out _chunk[filled + i]))
                {
                    _chunk[filled + i] = double.NaN;
                    if (sink.TakesText(i) && sink.Text(_records.Cell(_rules, cell, row), i, _chunk.AsSpan(0, filled + i)) is { } wrong)
                    {
                        return wrong;
                    }
                }
            }

            _lines?.Add(_records.Line);
            filled += fields.Length;
            if (filled == _chunk.Length)
            {
                cancellation.ThrowIfCancellationRequested();
                sink.Rows(_chunk);
                filled = 0;
            }

            return null;
        });
        if (problem is null)
        {
            sink.Rows(_chunk.AsSpan(0, filled));
        }

        return problem;
    }
}
