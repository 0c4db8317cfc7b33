using System.Numerics.Tensors;
using CsvHelper;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Csv;

/// <summary>Reads whole records of blocks of CSV: some columns as numbers, others as they stand in the file.</summary>
internal sealed class CsvCellReader : CellReader
{
    private readonly CsvSegmentReader _records;
    private readonly int[][] _numbers;
    private readonly bool[] _sameLayout;
    private readonly CsvSource _source;
    private readonly CsvCells _cells;
    private readonly bool[] _isKept;
    private readonly bool _keepsAny;
    private readonly int[] _numberOf;

    public CsvCellReader(CsvSource source, ColumnNeeds needs)
    {
        IReadOnlyList<int> numbers = needs.Numbers;
        _source = source;
        _records = new CsvSegmentReader(source, lines: false);
        _numbers = [.. source.Fields.Select(columns => numbers.Select(field => columns[field]).ToArray())];
        _isKept = [.. Enumerable.Range(0, source.Columns.Count).Select(needs.Cells.Contains)];
        _keepsAny = needs.Cells.Count > 0;
        _numberOf = [.. Enumerable.Range(0, source.Columns.Count).Select(field => numbers.ToList().IndexOf(field))];
        _sameLayout = [.. source.Files.Select(file => file.File.Layout.Separator == source.Files[0].File.Layout.Separator)];
        _cells = new CsvCells(source.Columns.Count, numbers.Count, source.Files[0].File.Cells);
    }

    public override BlockCells Read(RowBlock block, Func<TextCell, int, ToolException> notANumber, CancellationToken cancellation)
    {
        _cells.Clear(block.Rows);
        RowProblem? problem = _records.Read(block, (record, row) =>
        {
            if (row % StatisticsAccumulator.RowsPerChunk == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            int[] numbers = _numbers[_records.File];
            for (int i = 0; i < numbers.Length; i++)
            {
                ReadOnlySpan<byte> cell = record.GetSpan(numbers[i]);
                if (!_cells.TryAddNumber(cell))
                {
                    return new RowProblem(row, notANumber(_records.Cell(_cells.Rules, cell, row), i));
                }
            }

            AddRaw(record);
            return null;
        });
        return problem is null ? _cells : throw problem.Error;
    }

    private void AddRaw(CsvReader record)
    {
        int[] columns = _source.Fields[_records.File];
        bool same = _sameLayout[_records.File];
        ReadOnlySpan<double> numbers = _cells.LastNumbers;
        if (!_keepsAny && !TensorPrimitives.IsNaNAny(numbers))
        {
            _cells.AddEmpty(columns.Length);
            return;
        }

        for (int i = 0; i < columns.Length; i++)
        {
            int column = columns[i];
            bool isKept = _isKept[i] || (_numberOf[i] >= 0 && double.IsNaN(numbers[_numberOf[i]]));

            // A cell of a file with another separator may need quotes.
            _cells.AddRaw(column < 0 || !isKept ? [] : same ? record.GetRawSpan(column) : CsvRowWriter.Quote(record.GetSpan(column), _source.Layout));
        }
    }
}

/// <summary>Records in memory.</summary>
internal sealed class CsvCells(int columns, int numbers, CellRules rules) : BlockCells
{
    private double[] _numbers = [];
    private byte[] _raw = new byte[1 << 16];
    private int[] _ends = [];
    private int _filled, _cells, _values;

    public CellRules Rules => rules;

    public override int Rows => columns == 0 ? 0 : _cells / columns;

    public override ReadOnlySpan<double> Numbers => _numbers.AsSpan(0, _values);

    /// <summary>The numbers of the row that is read.</summary>
    public ReadOnlySpan<double> LastNumbers => _numbers.AsSpan(_values - numbers, numbers);

    public void Clear(int rows)
    {
        (_filled, _cells, _values) = (0, 0, 0);
        if (_ends.Length < rows * columns)
        {
            _ends = new int[rows * columns];
        }

        if (_numbers.Length < rows * numbers)
        {
            _numbers = new double[rows * numbers];
        }
    }

    public bool TryAddNumber(ReadOnlySpan<byte> cell) => rules.TryParse(cell, out _numbers[_values++]);

    public void AddRaw(ReadOnlySpan<byte> cell)
    {
        if (_raw.Length - _filled < cell.Length)
        {
            Array.Resize(ref _raw, Math.Max(2 * _raw.Length, _filled + cell.Length));
        }

        cell.CopyTo(_raw.AsSpan(_filled));
        _ends[_cells++] = _filled += cell.Length;
    }

    /// <summary>Adds cells of which nothing is kept.</summary>
    public void AddEmpty(int count)
    {
        _ends.AsSpan(_cells, count).Fill(_filled);
        _cells += count;
    }

    public override string Text(int row, int column)
    {
        ReadOnlySpan<byte> cell = Raw(row, column).Trim(" \t"u8);
        return cell is [(byte)'"', .. var inner, (byte)'"'] ? Cell.Text(inner).Replace("\"\"", "\"") : Cell.Text(cell);
    }

    public override void Write(CsvRowWriter writer, int row, int column) => writer.WriteRaw(Raw(row, column));

    public override ColumnValues Values(int column)
    {
        string?[] texts = new string?[Rows];
        for (int row = 0; row < texts.Length; row++)
        {
            texts[row] = Raw(row, column).Trim(" \t"u8).IsEmpty ? null : Text(row, column);
        }

        return new ColumnValues.Texts(texts);
    }

    private ReadOnlySpan<byte> Raw(int row, int column)
    {
        int at = row * columns + column, start = at == 0 ? 0 : _ends[at - 1];
        return _raw.AsSpan(start, _ends[at] - start);
    }
}
