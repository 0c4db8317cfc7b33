using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tests.Onnx;

/// <summary>Rows with the kinds of columns that a graph can take.</summary>
internal sealed class OnnxData
{
    private static readonly double[] NonFinite = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.NaN];

    /// <summary>Sets of rows by name; each says how a number of a row comes about.</summary>
    private static readonly Dictionary<string, Func<Random, int, double>> Sets = new()
    {
        ["ordinary"] = (random, row) => (2 * random.NextDouble()) - 1,
        ["means of many sizes"] = (random, row) => Math.Pow(10, row % 8) + ((row % 5 == 4 ? 0 : 1 + (row % 3)) * random.NextDouble()),
        ["about 1e6"] = (random, row) => 1e6 + random.NextDouble(),
        ["about 1e30"] = (random, row) => 1e30 * (1 + (1e-3 * random.NextDouble())),
        ["about 1e-30"] = (random, row) => 1e-30 * (1 + (1e-3 * random.NextDouble())),
        ["constants"] = (random, row) => row % 2 == 0 ? 0.1 : 1e30,
        ["one constant"] = (random, row) => 0.1,
        ["NaN and infinity"] = (random, row) => row % 3 == 0 && random.Next(6) == 0 ? NonFinite[row % 4] : random.NextDouble(),
    };

    public static IEnumerable<string> Names => Sets.Keys;

    [VectorType(12)]
    public float[] Flat { get; set; } = [];

    [VectorType(4, 1, 3)]
    public float[] Image { get; set; } = [];

    [VectorType(3, 4)]
    public float[] ChannelsLast { get; set; } = [];

    [VectorType(12)]
    public double[] Doubles { get; set; } = [];

    [VectorType(4, 1, 3)]
    public double[] DoubleImage { get; set; } = [];

    [VectorType(3, 4)]
    public double[] DoubleChannelsLast { get; set; } = [];

    [VectorType(6)]
    public long[] Integers { get; set; } = [];

    public byte Byte { get; set; }

    public float Single { get; set; }

    public double Double { get; set; }

    public float Label { get; set; }

    public static IDataView Load(MLContext context, string set = "means of many sizes")
    {
        var random = new Random(7);
        return context.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(row => Create(random, row, Sets[set])).ToList());
    }

    private static OnnxData Create(Random random, int row, Func<Random, int, double> number)
    {
        double[] Doubles(int count) => [.. Enumerable.Range(0, count).Select(_ => number(random, row))];
        float[] Floats(int count) => Array.ConvertAll(Doubles(count), value => (float)value);
        return new()
        {
            Flat = Floats(12),
            Image = Floats(12),
            ChannelsLast = Floats(12),
            Doubles = Doubles(12),
            DoubleImage = Doubles(12),
            DoubleChannelsLast = Doubles(12),
            Integers = [.. Enumerable.Range(0, 6).Select(_ => (1L << 40) + random.NextInt64(1L << 20))],
            Byte = (byte)random.Next(256),
            Single = Floats(1)[0],
            Double = Doubles(1)[0],
            Label = (float)random.NextDouble(),
        };
    }
}
