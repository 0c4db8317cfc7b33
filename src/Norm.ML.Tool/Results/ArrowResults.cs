using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Results;

/// <summary>
/// A result as an Arrow file, or as an Arrow stream where it goes to a pipe: a record batch for each block. A number that is missing or NaN is null.
/// </summary>
internal sealed class ArrowResults : ResultFile
{
    private readonly ResultTarget _target;
    private readonly Schema _schema;
    private readonly ArrowStreamWriter _writer;

    public ArrowResults(ResultTarget target)
    {
        Typed.Check(target);
        _target = target;
        _schema = new Schema([.. target.Plan.Fields.Select(field => new Field(field.Name, TypeOf(field), nullable: true))], null);
        _writer = target.Stream.CanSeek ? new ArrowFileWriter(target.Stream, _schema, leaveOpen: true)
            : new ArrowStreamWriter(target.Stream, _schema, leaveOpen: true);
        _writer.WriteStart();
    }

    public override object Make(BlockCells cells, ModelRows results, IReadOnlyList<int> numbers)
    {
        ColumnValues[] columns = Columns(_target.Plan, cells, results, numbers);
        return new RecordBatch(_schema, [.. columns.Select((values, i) => ToArray(values, _schema.FieldsList[i].DataType))], cells.Rows);
    }

    public override void Write(object made)
    {
        using var batch = (RecordBatch)made;
        _writer.WriteRecordBatch(batch);
    }

    public override void End()
    {
        _writer.WriteEnd();
        _writer.Dispose();
    }

    private IArrowType TypeOf(ResultField field) => field.Type switch
    {
        CellType.Text => StringType.Default,
        CellType.Integer => Int64Type.Default,
        CellType.Boolean => BooleanType.Default,
        _ => _target.Numbers.IsSingle && field.Result >= 0 ? FloatType.Default : DoubleType.Default,
    };

    private static IArrowArray ToArray(ColumnValues values, IArrowType type)
    {
        switch (values)
        {
            case ColumnValues.Texts texts:
                var strings = new StringArray.Builder();
                foreach (string? text in texts.Values)
                {
                    strings.Append(text);
                }

                return strings.Build();
            case ColumnValues.Integers integers:
                var longs = new Int64Array.Builder();
                foreach (long? value in integers.Values)
                {
                    longs.Append(value);
                }

                return longs.Build();
            case ColumnValues.Booleans booleans:
                var bools = new BooleanArray.Builder();
                foreach (bool? value in booleans.Values)
                {
                    bools.NullableAppend(value);
                }

                return bools.Build();
            case ColumnValues.Numbers { Values: var numbers } when type is FloatType:
                var floats = new FloatArray.Builder().Reserve(numbers.Length);
                foreach (double value in numbers)
                {
                    floats.Append(double.IsNaN(value) ? null : (float)value);
                }

                return floats.Build();
            default:
                var doubles = new DoubleArray.Builder().Reserve(((ColumnValues.Numbers)values).Values.Length);
                foreach (double value in ((ColumnValues.Numbers)values).Values)
                {
                    doubles.Append(double.IsNaN(value) ? null : value);
                }

                return doubles.Build();
        }
    }
}
