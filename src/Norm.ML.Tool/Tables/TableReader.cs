using System.Globalization;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Tables;

/// <summary>Reads the numbers of blocks of tables.</summary>
internal sealed class TableNumberReader(TableSource source, IReadOnlyList<int> fields, List<long>? lines) : NumberReader
{
    // Of doubles: chunks enough that nothing is done for each of them, and few enough for a processor's cache.
    private const int MostValues = 1 << 16;

    private readonly int _rows =
        Math.Max(1, MostValues / Math.Max(1, fields.Count) / StatisticsAccumulator.RowsPerChunk) * StatisticsAccumulator.RowsPerChunk;

    private double[] _values = [];

    public override RowProblem? Read(RowBlock block, INumberSink sink, CancellationToken cancellation)
    {
        int width = fields.Count, filled = 0, row = 0;
        if (_values.Length == 0)
        {
            _values = new double[Math.Min(_rows, Math.Max(block.Rows, StatisticsAccumulator.RowsPerChunk)) * width];
        }

        foreach (TableSegment segment in ((TableBlock)block).Segments)
        {
            int[] columns = source.FieldsOf(segment.File, fields);
            for (int done = 0; done < segment.Count;)
            {
                int some = Math.Min(segment.Count - done, _values.Length / width - filled);
                segment.Group.Copy(segment.First + done, some, columns, _values.AsSpan(filled * width, some * width));
                if (Texts(segment, segment.First + done, some, columns, sink, row, filled) is { } problem)
                {
                    return problem;
                }

                for (int i = 0; lines is not null && i < some; i++)
                {
                    lines.Add(segment.Group.FirstRow + segment.First + done + i + 1);
                }

                (done, filled, row) = (done + some, filled + some, row + some);
                if (filled == _values.Length / width)
                {
                    cancellation.ThrowIfCancellationRequested();
                    sink.Rows(_values.AsSpan(0, filled * width));
                    filled = 0;
                }
            }
        }

        sink.Rows(_values.AsSpan(0, filled * width));
        return null;
    }

    private RowProblem? Texts(TableSegment segment, int first, int count, int[] columns, INumberSink sink, int row, int filled)
    {
        foreach (TableText text in segment.Group.Texts)
        {
            int column = Array.IndexOf(columns, text.Column), inBlock = row + text.Row - first;
            if (text.Row >= first && text.Row < first + count && column >= 0 && sink.TakesText(column))
            {
                int before = (filled + text.Row - first) * columns.Length + column;
                var cell = new TextCell(inBlock, segment.File, segment.Group.FirstRow + text.Row + 1, text.Shown);
                if (sink.Text(cell, column, _values.AsSpan(0, before)) is { } problem)
                {
                    return problem;
                }
            }
        }

        return null;
    }
}

/// <summary>Reads whole rows of blocks of tables.</summary>
internal sealed class TableCellReader(TableSource source, IReadOnlyList<int> numbers) : CellReader
{
    private readonly TableNumberReader _reader = new(source, numbers, null);
    private readonly TableCells _cells = new(source);

    public override BlockCells Read(RowBlock block, Func<TextCell, int, ToolException> notANumber, CancellationToken cancellation)
    {
        _cells.Take((TableBlock)block, numbers.Count);
        return numbers.Count > 0 && _reader.Read(block, new Sink(_cells, notANumber), cancellation) is { } problem ? throw problem.Error : _cells;
    }

    private sealed class Sink(TableCells cells, Func<TextCell, int, ToolException> notANumber) : INumberSink
    {
        public bool TakesText(int column) => true;

        public RowProblem? Text(TextCell cell, int column, ReadOnlySpan<double> before) => new(cell.Row, notANumber(cell, column));

        public void Rows(ReadOnlySpan<double> values) => cells.Add(values);
    }
}

/// <summary>Rows of tables in memory.</summary>
internal sealed class TableCells(TableSource source) : BlockCells
{
    private readonly Dictionary<int, ColumnValues> _values = [];
    private TableBlock _block = null!;
    private double[] _numbers = [];
    private int _filled;

    public override int Rows => _block.Rows;

    public override ReadOnlySpan<double> Numbers => _numbers.AsSpan(0, _filled);

    public void Take(TableBlock block, int numbers)
    {
        (_block, _filled) = (block, 0);
        _values.Clear();
        if (_numbers.Length < block.Rows * numbers)
        {
            _numbers = new double[block.Rows * numbers];
        }
    }

    public void Add(ReadOnlySpan<double> values)
    {
        values.CopyTo(_numbers.AsSpan(_filled));
        _filled += values.Length;
    }

    public override string Text(int row, int column) => Values(column) switch
    {
        ColumnValues.Texts texts => texts.Values[row] ?? "",
        ColumnValues.Integers integers => integers.Values[row]?.ToString(CultureInfo.InvariantCulture) ?? "",
        ColumnValues.Booleans booleans => booleans.Values[row] is { } value ? value ? "true" : "false" : "",
        var other =>
            ((ColumnValues.Numbers)other).Values[row] is var value && double.IsNaN(value) ? "" : value.ToString(CultureInfo.InvariantCulture),
    };

    public override void Write(CsvRowWriter writer, int row, int column)
    {
        if (Values(column) is ColumnValues.Numbers numbers && !double.IsNaN(numbers.Values[row]))
        {
            writer.WriteNumber(numbers.Values[row], NumberFormat.Shortest);
        }
        else
        {
            writer.WriteText(Text(row, column));
        }
    }

    public override ColumnValues Values(int column)
    {
        if (!_values.TryGetValue(column, out ColumnValues? values))
        {
            _values[column] = values = Join(column);
        }

        return values;
    }

    private ColumnValues Join(int column) => TypeOf(column) switch
    {
        CellType.Text => new ColumnValues.Texts(Join(column, values => values switch
        {
            ColumnValues.Texts texts => texts.Values,
            ColumnValues.Integers integers => Array.ConvertAll(integers.Values, value => value?.ToString(CultureInfo.InvariantCulture)),
            ColumnValues.Booleans booleans => Array.ConvertAll(booleans.Values, value => value is { } given ? given ? "true" : "false" : null),
            var numbers => Array.ConvertAll(((ColumnValues.Numbers)numbers).Values,
                value => double.IsNaN(value) ? null : value.ToString(CultureInfo.InvariantCulture)),
        })),
        CellType.Integer => new ColumnValues.Integers(Join(column, values => ((ColumnValues.Integers)values).Values)),
        CellType.Boolean => new ColumnValues.Booleans(Join(column, values => ((ColumnValues.Booleans)values).Values)),
        _ => new ColumnValues.Numbers(Join(column, values => values switch
        {
            ColumnValues.Integers integers => Array.ConvertAll(integers.Values, value => (double?)value ?? double.NaN),
            ColumnValues.Booleans booleans => Array.ConvertAll(booleans.Values, value => value is { } given ? given ? 1 : 0 : double.NaN),
            _ => ((ColumnValues.Numbers)values).Values,
        })),
    };

    // A column that is read as numbers alone is written as such.
    private CellType TypeOf(int column)
    {
        CellType type = source.TypeOf(column);
        return type is CellType.Integer or CellType.Boolean && _block.Segments.Any(segment =>
            segment.Group.Values(source.FieldsOf(segment.File, [column])[0], segment.First, 0) is ColumnValues.Numbers) ? CellType.Number : type;
    }

    private T[] Join<T>(int column, Func<ColumnValues, T[]> read)
    {
        T[] all = new T[Rows];
        int filled = 0;
        foreach (TableSegment segment in _block.Segments)
        {
            int field = source.FieldsOf(segment.File, [column])[0];
            read(segment.Group.Values(field, segment.First, segment.Count)).CopyTo(all, filled);
            filled += segment.Count;
        }

        return all;
    }
}
