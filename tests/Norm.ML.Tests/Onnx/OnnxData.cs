using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tests.Onnx;

/// <summary>Rows that are hard to normalize: means far above spreads, equal elements, integers that a Single rounds.</summary>
sealed class OnnxData
{
    public const int Rows = 40;

    [VectorType(12)]
    public float[] Flat { get; set; } = [];

    [VectorType(4, 1, 3)]
    public float[] Image { get; set; } = [];

    [VectorType(3, 4)]
    public float[] ChannelsLast { get; set; } = [];

    [VectorType(12)]
    public double[] Doubles { get; set; } = [];

    [VectorType(6)]
    public long[] Integers { get; set; } = [];

    public byte Byte { get; set; }

    public double Scalar { get; set; }

    public float[] Variable { get; set; } = [1, 2];

    public static IDataView Load(MLContext context)
    {
        var random = new Random(7);
        return context.Data.LoadFromEnumerable(Enumerable.Range(0, Rows).Select(row => Create(random, row)).ToList());
    }

    static OnnxData Create(Random random, int row)
    {
        double mean = Math.Pow(10, row % 8), spread = row % 5 == 4 ? 0 : 1 + row % 3;
        float[] Floats(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(mean + spread * random.NextDouble()))];
        return new()
        {
            Flat = Floats(12),
            Image = Floats(12),
            ChannelsLast = Floats(12),
            Doubles = [.. Floats(12).Select(value => value + 1e-6 * random.NextDouble())],
            Integers = [.. Enumerable.Range(0, 6).Select(_ => (1L << 40) + random.NextInt64(1L << 20))],
            Byte = (byte)random.Next(256),
            Scalar = 1e9 + random.NextDouble(),
        };
    }
}
