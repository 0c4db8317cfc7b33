using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tests.Fitting;

/// <summary>Rows of a vector column "Features", of any size, beside a column "Weight".</summary>
internal static class FeatureRows
{
    public static IDataView Load(MLContext context, IEnumerable<float[]> rows, float[]? weights = null, string[]? names = null,
        int[]? dimensions = null) =>
        Load(context, [.. rows], weights, names, dimensions, NumberDataViewType.Single);

    public static IDataView Load(MLContext context, IEnumerable<double[]> rows, float[]? weights = null, string[]? names = null,
        int[]? dimensions = null) =>
        Load(context, [.. rows], weights, names, dimensions, NumberDataViewType.Double);

    /// <summary>Rows whose slots lie around 0, 1000, 2000, ... with spreads of 1, 2, 3, ...</summary>
    public static float[][] Random(int rows, int size, int seed = 17)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, size).Select(i => (float)((1000 * i) + ((i + 1) * random.NextDouble())))
            .ToArray())];
    }

    private static IDataView Load<T>(MLContext context, T[][] rows, float[]? weights, string[]? names, int[]? dimensions, PrimitiveDataViewType item)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row<T>));
        schema["Features"].ColumnType = new VectorDataViewType(item, dimensions ?? [rows[0].Length]);
        if (names is not null)
        {
            var slots = new VBuffer<ReadOnlyMemory<char>>(names.Length, [.. names.Select(name => name.AsMemory())]);
            schema["Features"].AddAnnotation("SlotNames", slots, new VectorDataViewType(TextDataViewType.Instance, names.Length));
        }

        return context.Data.LoadFromEnumerable(rows.Select((row, i) => new Row<T> { Features = row, Weight = weights?[i] ?? 1 }).ToList(), schema);
    }

    private sealed class Row<T>
    {
        public T[] Features { get; set; } = [];

        public float Weight { get; set; }
    }
}
