using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tests.Pipelines;

/// <summary>A pipeline by a prediction engine, one row after the other, whatever the types of its columns.</summary>
internal static class PipelineEngine
{
    private const int Most = 6;

    /// <summary>Whether an engine can be asked: a class has as many columns, none of them hidden.</summary>
    public static bool Takes(IDataView data) => data.Schema.Count <= Most && !data.Schema.Any(column => column.IsHidden);

    /// <summary>The rows of one column.</summary>
    public static List<ulong[]> Read(MLContext context, ITransformer transformer, IDataView data, string output)
    {
        DataViewSchema.Column result = transformer.GetOutputSchema(data.Schema)[output];
        Type[] types = [.. Enumerable.Range(0, Most).Select(i => i < data.Schema.Count ? MemberType(data.Schema[i].Type) : typeof(byte)),
            MemberType(result.Type)];
        return (List<ulong[]>)typeof(PipelineEngine).GetMethod(nameof(ReadAs), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(types).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [context, transformer, data, result], null)!;
    }

    private static List<ulong[]> ReadAs<T0, T1, T2, T3, T4, T5, TOut>(MLContext context, ITransformer transformer, IDataView data,
        DataViewSchema.Column output)
    {
        SchemaDefinition source = SchemaDefinition.Create(typeof(Source<T0, T1, T2, T3, T4, T5>)),
            target = SchemaDefinition.Create(typeof(Target<TOut>));
        FieldInfo[] fields = [.. Enumerable.Range(0, Most).Select(i => typeof(Source<T0, T1, T2, T3, T4, T5>).GetField($"F{i}")!)];
        foreach (DataViewSchema.Column column in data.Schema)
        {
            SchemaDefinition.Column field = source.Single(one => one.MemberName == $"F{column.Index}");
            (field.ColumnName, field.ColumnType) = (column.Name, column.Type);
        }

        source.RemoveAll(one => fields[data.Schema.Count..].Any(field => field.Name == one.MemberName));
        (target[0].ColumnName, target[0].ColumnType) = (output.Name, output.Type);
        using PredictionEngine<Source<T0, T1, T2, T3, T4, T5>, Target<TOut>> engine =
            context.Model.CreatePredictionEngine<Source<T0, T1, T2, T3, T4, T5>, Target<TOut>>(transformer, inputSchemaDefinition: source,
                outputSchemaDefinition: target);
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        Action<object>[] setters = [.. data.Schema.Select(column => Setter(cursor, column, fields[column.Index]))];
        var example = new Source<T0, T1, T2, T3, T4, T5>();
        var rows = new List<ulong[]>();
        while (cursor.MoveNext())
        {
            Array.ForEach(setters, set => set(example));
            rows.Add(Bits(engine.Predict(example).Value!));
        }

        return rows;
    }

    private static ulong[] Bits(object value) => value switch
    {
        VBuffer<float> floats => [.. floats.DenseValues().Select(PipelineReader.Bits)],
        VBuffer<double> doubles => [.. doubles.DenseValues().Select(PipelineReader.Bits)],
        float single => [PipelineReader.Bits(single)],
        double number => [PipelineReader.Bits(number)],
        _ => throw new NotSupportedException($"{value.GetType()} is not a type of a norm's results."),
    };

    private static Action<object> Setter(DataViewRow row, DataViewSchema.Column column, FieldInfo field) =>
        (Action<object>)typeof(PipelineEngine).GetMethod(nameof(SetterOf), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(field.FieldType).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [row, column, field], null)!;

    private static Action<object> SetterOf<T>(DataViewRow row, DataViewSchema.Column column, FieldInfo field)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        return example =>
        {
            T value = default!;
            getter(ref value);
            field.SetValue(example, value);
        };
    }

    private static Type MemberType(DataViewType type) =>
        type is VectorDataViewType vector ? typeof(VBuffer<>).MakeGenericType(vector.ItemType.RawType) : type.RawType;

    private sealed class Source<T0, T1, T2, T3, T4, T5>
    {
        public T0 F0 = default!;

        public T1 F1 = default!;

        public T2 F2 = default!;

        public T3 F3 = default!;

        public T4 F4 = default!;

        public T5 F5 = default!;
    }

    private sealed class Target<T>
    {
        public T Value = default!;
    }
}
