using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Results;

/// <summary>A result as a NumPy matrix of f8, or f4: columns of numbers only.</summary>
internal sealed class NpyResults : ResultFile
{
    // Room for any number of rows and columns.
    private const int HeaderBytes = 128;

    private readonly ResultTarget _target;
    private readonly SeekableCopy _copy;
    private readonly long _start;
    private long _rows;

    public NpyResults(ResultTarget target)
    {
        if (target.Plan.Fields.FirstOrDefault(field => field.Type is CellType.Text or CellType.Other) is { } text)
        {
            throw new ToolException($"{target.Name}: a NumPy matrix holds numbers only, and column {Cell.Show(text.Name)} does not; "
                + "--select names the columns to write.");
        }

        _target = target;
        _copy = new SeekableCopy(target);
        _start = _copy.Stream.Position;
        _copy.Write(() => _copy.Stream.Write(Header()));
    }

    public override object Make(BlockCells cells, ModelRows results, IReadOnlyList<int> numbers)
    {
        ColumnValues[] columns = Columns(_target.Plan, cells, results, numbers);
        return _target.Numbers.IsSingle ? Bytes(columns, cells.Rows, value => (float)value) : Bytes(columns, cells.Rows, value => value);
    }

    public override void Write(object made)
    {
        byte[] bytes = (byte[])made;
        _copy.Write(() => _copy.Stream.Write(bytes));
        _rows += bytes.Length / _target.Plan.Fields.Count / (_target.Numbers.IsSingle ? sizeof(float) : sizeof(double));
    }

    public override void End()
    {
        using (_copy)
        {
            _copy.Write(() =>
            {
                long end = _copy.Stream.Position;
                _copy.Stream.Position = _start;
                _copy.Stream.Write(Header());
                _copy.Stream.Position = end;
            });
            _copy.End();
        }
    }

    private static byte[] Bytes<T>(ColumnValues[] columns, int rows, Func<double, T> convert)
        where T : unmanaged
    {
        T[] values = new T[rows * columns.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            for (int row = 0; row < rows; row++)
            {
                values[row * columns.Length + i] = convert(columns[i] switch
                {
                    ColumnValues.Integers integers => integers.Values[row] ?? double.NaN,
                    ColumnValues.Booleans booleans => booleans.Values[row] is { } value ? value ? 1 : 0 : double.NaN,
                    var numbers => ((ColumnValues.Numbers)numbers).Values[row],
                });
            }
        }

        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }

    private byte[] Header()
    {
        string text = string.Create(CultureInfo.InvariantCulture,
            $"{{'descr': '<{(_target.Numbers.IsSingle ? "f4" : "f8")}', 'fortran_order': False, 'shape': ({_rows}, {_target.Plan.Fields.Count}), }}");
        return [0x93, .. "NUMPY"u8, 1, 0, HeaderBytes - 10, 0, .. Encoding.ASCII.GetBytes(text.PadRight(HeaderBytes - 11)), (byte)'\n'];
    }
}
