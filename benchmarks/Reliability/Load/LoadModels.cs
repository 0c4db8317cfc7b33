using System.Text;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Reliability.Load;

/// <summary>The models that take turns, rows as JSON, and what each model makes of each row, byte for byte.</summary>
internal sealed class LoadModels
{
    public const int RowLength = 16;

    private const int DistinctRows = 4096;

    private LoadModels(string folder, int seed)
    {
        var random = new Random(seed);
        float[][] rows = [.. Enumerable.Range(0, DistinctRows).Select(row => Enumerable.Range(0, RowLength)
            .Select(i => (float)(Math.Pow(10, i % 6) * (1 + random.NextDouble()))).ToArray())];
        var ml = new MLContext(seed: 1);
        IDataView data = ml.Data.LoadFromEnumerable(rows.Select(row => new Example { Features = row }));
        IEstimator<ITransformer>[] estimators =
        [
            ml.Transforms.BatchNorm("Features"),
            ml.Transforms.LayerNorm("Features"),
            ml.Transforms.BatchNorm("Features", options: new() { Epsilon = 1e-3, MaximumExampleCount = DistinctRows / 2 })
                .Append(ml.Transforms.UnitNorm("Features")),
        ];
        Rows = Array.ConvertAll(rows, row => JsonSerializer.SerializeToUtf8Bytes(row));
        Expected = new byte[estimators.Length][][];
        Files = new string[estimators.Length];
        for (int model = 0; model < estimators.Length; model++)
        {
            ITransformer transformer = estimators[model].Fit(data);
            Files[model] = Path.Combine(folder, $"model-{model}.zip");
            ml.Model.Save(transformer, data.Schema, Files[model]);
            Expected[model] = [.. transformer.Transform(data).GetColumn<float[]>("Features").Select(row => JsonSerializer.SerializeToUtf8Bytes(row))];
        }
    }

    /// <summary>Each row as JSON.</summary>
    public byte[][] Rows { get; }

    /// <summary>For each model, what it makes of each row, as JSON.</summary>
    public byte[][][] Expected { get; }

    /// <summary>The model files.</summary>
    public string[] Files { get; }

    public static LoadModels Make(string folder, int seed) => new(folder, seed);

    /// <summary>The body of a request: one row, or several in brackets.</summary>
    public byte[] Body(ReadOnlySpan<int> rows, bool batch) => Join(Rows, rows, batch);

    /// <summary>Which model has made all of an answer; -1 for none.</summary>
    public int ModelOf(ReadOnlySpan<byte> answer, ReadOnlySpan<int> rows, bool batch)
    {
        for (int model = 0; model < Expected.Length; model++)
        {
            if (IsOf(Expected[model], answer, rows, batch))
            {
                return model;
            }
        }

        return -1;
    }

    public static string Describe(ReadOnlySpan<byte> answer) => Encoding.UTF8.GetString(answer[..Math.Min(200, answer.Length)]);

    private static bool IsOf(byte[][] expected, ReadOnlySpan<byte> answer, ReadOnlySpan<int> rows, bool batch)
    {
        if (!batch)
        {
            return answer.SequenceEqual(expected[rows[0]]);
        }

        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<byte> row = expected[rows[i]];
            if (answer.IsEmpty || answer[0] != (i == 0 ? '[' : ',') || !answer[1..].StartsWith(row))
            {
                return false;
            }

            answer = answer[(1 + row.Length)..];
        }

        return answer.SequenceEqual("]"u8);
    }

    private static byte[] Join(byte[][] all, ReadOnlySpan<int> rows, bool batch)
    {
        if (!batch)
        {
            return all[rows[0]];
        }

        using var body = new MemoryStream();
        for (int i = 0; i < rows.Length; i++)
        {
            body.WriteByte((byte)(i == 0 ? '[' : ','));
            body.Write(all[rows[i]]);
        }

        body.WriteByte((byte)']');
        return body.ToArray();
    }

    private sealed class Example
    {
        [VectorType(RowLength)]
        public float[] Features { get; set; } = [];
    }
}
