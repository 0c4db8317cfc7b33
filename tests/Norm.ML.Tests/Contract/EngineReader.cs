using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tests.Contract;

/// <summary>Reads a column through a prediction engine, one row at a time, whatever the types of the columns that a transformer reads.</summary>
internal static class EngineReader
{
    public static List<T[]> Read<T>(MLContext context, NormTransformer transformer, IDataView data, string output)
        where T : unmanaged
    {
        // Up to two input columns, which a class can declare; the column of keys is one of them.
        string? key = (transformer as FittedNormTransformer)?.Options.GroupColumnName
            ?? (transformer as BatchNormInverseTransformer)?.Options.GroupColumnName;
        string[] inputs = [.. transformer.Columns.Select(pair => pair.InputColumnName).Concat(key is null ? [] : [key]).Distinct()];
        Assert.InRange(inputs.Length, 1, 2);
        DataViewSchema.Column first = data.Schema[inputs[0]], second = data.Schema[inputs[^1]];
        MethodInfo read = typeof(EngineReader).GetMethod(nameof(ReadAs), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(MemberType(first.Type), MemberType(second.Type), MemberType(transformer.Transform(data).Schema[output].Type));
        try
        {
            return [.. ((IEnumerable<object>)read.Invoke(null, [context, transformer, data, inputs, output])!)
                .Select(value => value is VBuffer<T> vector ? vector.DenseValues().ToArray() : [(T)value])];
        }
        catch (TargetInvocationException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerException!);
            throw;
        }
    }

    private static List<object> ReadAs<TFirst, TSecond, TOut>(MLContext context, NormTransformer transformer, IDataView data, string[] inputs,
        string output)
    {
        SchemaDefinition source = SchemaDefinition.Create(typeof(Source<TFirst, TSecond>)), target = SchemaDefinition.Create(typeof(Target<TOut>));
        Name(source, nameof(Source<,>.First), inputs[0], data.Schema[inputs[0]].Type);
        if (inputs.Length == 2)
        {
            Name(source, nameof(Source<,>.Second), inputs[1], data.Schema[inputs[1]].Type);
        }
        else
        {
            source.RemoveAt(1);
        }

        Name(target, nameof(Target<>.Value), output, transformer.GetOutputSchema(data.Schema)[output].Type);
        using PredictionEngine<Source<TFirst, TSecond>, Target<TOut>> engine =
            context.Model.CreatePredictionEngine<Source<TFirst, TSecond>, Target<TOut>>(transformer, inputSchemaDefinition: source,
            outputSchemaDefinition: target);

        var rows = new List<object>();
        DataViewSchema.Column first = data.Schema[inputs[0]], second = data.Schema[inputs[^1]];
        using DataViewRowCursor cursor = data.GetRowCursor([first, second]);
        ValueGetter<TFirst> getFirst = cursor.GetGetter<TFirst>(first);
        ValueGetter<TSecond> getSecond = cursor.GetGetter<TSecond>(second);
        var example = new Source<TFirst, TSecond>();
        while (cursor.MoveNext())
        {
            getFirst(ref example.First);
            getSecond(ref example.Second);
            rows.Add(engine.Predict(example).Value!);
        }

        return rows;
    }

    private static void Name(SchemaDefinition schema, string member, string name, DataViewType type)
    {
        SchemaDefinition.Column column = schema.Single(c => c.MemberName == member);
        (column.ColumnName, column.ColumnType) = (name, type);
    }

    private static Type MemberType(DataViewType type) =>
        type is VectorDataViewType vector ? typeof(VBuffer<>).MakeGenericType(vector.ItemType.RawType) : type.RawType;

    private sealed class Source<TFirst, TSecond>
    {
        public TFirst First = default!;

        public TSecond Second = default!;
    }

    private sealed class Target<T>
    {
        public T Value = default!;
    }
}
