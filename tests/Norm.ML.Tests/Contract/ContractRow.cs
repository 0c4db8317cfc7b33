using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tests.Contract;

/// <summary>A row with a column of every kind that a norm takes, and of some that it refuses.</summary>
internal sealed class ContractRow
{
    public const int Count = 200;

    [VectorType(12)]
    public float[] Flat { get; set; } = [];

    [VectorType(4, 1, 3)]
    public float[] Image { get; set; } = [];

    [VectorType(12)]
    public double[] Doubles { get; set; } = [];

    [VectorType(6)]
    public long[] Integers { get; set; } = [];

    [VectorType(12)]
    public VBuffer<float> Sparse { get; set; }

    public float[] Variable { get; set; } = [];

    public float Single { get; set; }

    public double Double { get; set; }

    public byte Byte { get; set; }

    public float Weight { get; set; }

    public float Label { get; set; }

    /// <summary>The number of the row, whatever order the rows come in.</summary>
    public float Number { get; set; }

    public bool Truth { get; set; }

    public string Text { get; set; } = "";

    /// <summary>A few keys, with unlike numbers of rows.</summary>
    public string Tenant { get; set; } = "";

    /// <summary>Five keys that are integers.</summary>
    public long Shop { get; set; }

    public static IDataView Load(MLContext context) =>
        context.Data.Cache(context.Data.LoadFromEnumerable(Enumerable.Range(0, Count).Select(row => Create(new Random(row), row)).ToList()));

    private static ContractRow Create(Random random, int row)
    {
        float[] Floats(int count) => [.. Enumerable.Range(0, count).Select(i => (float)((10 * i) + (random.NextDouble() * (1 + (row % 3)))))];
        return new()
        {
            Flat = Floats(12),
            Image = Floats(12),
            Doubles = [.. Floats(12).Select(value => 1e9 + value)],
            Integers = [.. Enumerable.Range(0, 6).Select(_ => (1L << 40) + random.NextInt64(1L << 20))],
            Sparse = new VBuffer<float>(12, 3, Floats(3), [1, 5, 8]),
            Variable = Floats(3 * (row % 4)),
            Single = row % 17,
            Double = 1e9 + random.NextDouble(),
            Byte = (byte)random.Next(256),
            Weight = 1 + (row % 3),
            Label = (float)(3 * random.NextDouble()),
            Number = row,
            Truth = random.Next(2) == 0,
            Text = "text",
            Tenant = $"tenant {(int)Math.Sqrt(row)}",
            Shop = 100 + (row % 5),
        };
    }
}
