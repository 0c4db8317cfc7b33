using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Benchmarks.Pipeline;

/// <summary>100,000 rows of 768 numbers in memory, 307 MB, and how to read them.</summary>
internal static class PipelineData
{
    public const int Rows = 100_000;

    public static IDataView Load(MLContext context)
    {
        var random = new Random(1);
        var rows = new PipelineRow[Rows];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = new() { Features = new float[PipelineRow.Size] };
            foreach (ref float value in rows[i].Features.AsSpan())
            {
                value = 0.25f + 2 * random.NextSingle();
            }
        }
        return context.Data.LoadFromEnumerable(rows);
    }

    /// <summary>Reads one column of all rows, with one cursor.</summary>
    public static float Read(IDataView view, string column)
    {
        DataViewSchema.Column source = view.Schema[column];
        using DataViewRowCursor cursor = view.GetRowCursor([source]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(source);
        VBuffer<float> buffer = default;
        float sum = 0;
        while (cursor.MoveNext())
        {
            getter(ref buffer);
            sum += buffer.GetValues()[0];
        }
        return sum;
    }
}
