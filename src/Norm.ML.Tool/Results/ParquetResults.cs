using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Sources;
using Parquet;
using Parquet.Schema;

namespace Norm.ML.Tool.Results;

/// <summary>A result as Parquet: a row group when enough rows have come. A number that is missing or NaN is null.</summary>
internal sealed class ParquetResults : ResultFile
{
    // Of a row group: what readers like, and what fits into memory.
    private const int MostRows = 1 << 17, MostValues = 1 << 23;

    private readonly ResultTarget _target;
    private readonly DataField[] _fields;
    private readonly SeekableCopy _copy;
    private ParquetWriter _writer = null!;
    private readonly List<ColumnValues[]> _blocks = [];
    private readonly int _mostRows;
    private int _rows;

    public ParquetResults(ResultTarget target)
    {
        Typed.Check(target);
        _target = target;
        _fields = [.. target.Plan.Fields.Select(field => field.Type switch
        {
            CellType.Text => new DataField<string>(field.Name),
            CellType.Integer => new DataField<long>(field.Name, true),
            CellType.Boolean => new DataField<bool>(field.Name, true),
            _ => target.Numbers.IsSingle && field.Result >= 0 ? new DataField<float>(field.Name, true)
                : (DataField)new DataField<double>(field.Name, true),
        })];
        _mostRows = Math.Clamp(MostValues / _fields.Length, StatisticsAccumulator.RowsPerChunk, MostRows);
        _copy = new SeekableCopy(target);
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Snappy };
        _copy.Write(() => _writer = ParquetWriter.CreateAsync(new ParquetSchema(_fields), _copy.Stream, options).GetAwaiter().GetResult());
    }

    public override object Make(BlockCells cells, ModelRows results, IReadOnlyList<int> numbers) => Columns(_target.Plan, cells, results, numbers);

    public override void Write(object made)
    {
        var columns = (ColumnValues[])made;
        _blocks.Add(columns);
        _rows += Typed.Rows(columns[0]);
        if (_rows >= _mostRows)
        {
            _copy.Write(WriteGroup);
        }
    }

    public override void End()
    {
        using (_copy)
        {
            if (_rows > 0)
            {
                _copy.Write(WriteGroup);
            }

            _copy.Write(() => _writer.DisposeAsync().AsTask().GetAwaiter().GetResult());
            _copy.End();
        }
    }

    private void WriteGroup()
    {
        using ParquetRowGroupWriter group = _writer.CreateRowGroup();
        for (int i = 0; i < _fields.Length; i++)
        {
            int column = i;
            ColumnValues[] parts = [.. _blocks.Select(block => block[column])];
            Task done = _target.Plan.Fields[i].Type switch
            {
                CellType.Text => group.WriteAsync(_fields[i], (IReadOnlyCollection<string>)Typed.Join<string>(parts)!, null),
                CellType.Integer => group.WriteAsync(_fields[i], (ReadOnlyMemory<long?>)Typed.Join<long?>(parts), null, null, default),
                CellType.Boolean => group.WriteAsync(_fields[i], (ReadOnlyMemory<bool?>)Typed.Join<bool?>(parts), null, null, default),
                _ when _fields[i].ClrType == typeof(float) => group.WriteAsync(_fields[i],
                    (ReadOnlyMemory<float?>)Array.ConvertAll(Typed.Join<double>(parts), value => double.IsNaN(value) ? (float?)null : (float)value),
                    null, null, default),
                _ => group.WriteAsync(_fields[i],
                    (ReadOnlyMemory<double?>)Array.ConvertAll(Typed.Join<double>(parts), value => double.IsNaN(value) ? (double?)null : value),
                    null, null, default),
            };
            done.GetAwaiter().GetResult();
        }

        group.CompleteValidate();
        (_rows, _) = (0, _blocks.Count);
        _blocks.Clear();
    }
}

/// <summary>What files that know types have in common.</summary>
internal static class Typed
{
    /// <summary>Refuses columns that have no type here, and digits.</summary>
    public static void Check(ResultTarget target)
    {
        if (target.Plan.Fields.FirstOrDefault(field => field.Type == CellType.Other) is { } other)
        {
            throw new ToolException($"{target.Name}: column {Cell.Show(other.Name)} holds nested values or bytes, which are not written; "
                + "--select names the columns to write.");
        }
    }

    public static int Rows(ColumnValues values) => values switch
    {
        ColumnValues.Numbers numbers => numbers.Values.Length,
        ColumnValues.Integers integers => integers.Values.Length,
        ColumnValues.Booleans booleans => booleans.Values.Length,
        _ => ((ColumnValues.Texts)values).Values.Length,
    };

    /// <summary>Parts of a column, one after the other.</summary>
    public static T[] Join<T>(IReadOnlyList<ColumnValues> parts) => [.. parts.SelectMany(part => (T[])(object)(part switch
    {
        ColumnValues.Numbers numbers => numbers.Values,
        ColumnValues.Integers integers => integers.Values,
        ColumnValues.Booleans booleans => booleans.Values,
        _ => ((ColumnValues.Texts)part).Values,
    }))];
}
