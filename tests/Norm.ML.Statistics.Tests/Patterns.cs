namespace Norm.ML.Tests.Statistics;

/// <summary>Columns of data that are hard for some way of computing a variance.</summary>
internal static class Patterns
{
    public static readonly (string Name, Func<int, Random, double> Value)[] All =
    [
        ("normal", (_, r) => Normal(r)),
        ("mean 3", (_, r) => 3 + Normal(r)),
        ("mean 1e3 spread 1", (_, r) => 1e3 + Normal(r)),
        ("mean 1e6 spread 1", (_, r) => 1e6 + Normal(r)),
        ("mean 1e4 spread 1e-2", (_, r) => 1e4 + 1e-2 * Normal(r)),
        ("mean 1e9 spread 1e-2", (_, r) => 1e9 + 1e-2 * Normal(r)),
        ("mean -1e12 spread 1", (_, r) => -1e12 + Normal(r)),
        ("drift at 1e6", (i, _) => 1e6 + 1e-2 * i),
        ("alternating 1e6 +- 1.1", (i, _) => 1e6 + ((i & 1) == 0 ? 1.1 : -1.1)),
        ("two values 1.1 and 0.3", (i, _) => (i & 1) == 0 ? 1.1 : 0.3),
        ("near constant by one ulp", (i, _) => i % 3 == 1 ? Math.BitIncrement(0.1) : 0.1),
        ("one ulp in one row", (i, _) => i == 77 ? Math.BitIncrement(1e5) : 1e5),
        ("outlier 1e9 first", (i, r) => i == 0 ? 1e9 : 1e6 + Normal(r)),
        ("outlier 1e9 in the middle", (i, r) => i == 1500 ? 1e9 : 1e6 + Normal(r)),
        ("outlier 1e9 at a chunk's start", (i, r) => i == 1024 ? 1e9 : 1e6 + Normal(r)),
        ("outlier 1e9 last", (i, r) => i == 2999 ? 1e9 : 1e6 + Normal(r)),
        ("outlier beside a constant", (i, _) => i == 0 ? 1e6 : 0.1),
        ("outliers start all chunks", (i, r) => i % 512 == 0 ? 1e9 * (1 + i) : Normal(r)),
        ("lognormal", (_, r) => Math.Exp(3 * Normal(r))),
        ("lognormal wide", (_, r) => Math.Exp(20 * Normal(r))),
        ("one hot", (i, _) => i == 1111 ? 1 : 0),
        ("sparse", (_, r) => r.Next(100) == 0 ? Normal(r) : 0),
        ("1e30", (_, r) => 1e30 * Normal(r)),
        ("1e30 spread 1e24", (_, r) => 1e30 + 1e24 * Normal(r)),
        ("1e-30", (_, r) => 1e-30 * Normal(r)),
        ("float subnormals", (_, r) => 1e-42 * r.Next(1, 1000)),
    ];

    /// <summary>Beyond the range of floats, or of the squares of doubles.</summary>
    public static readonly (string Name, Func<int, Random, double> Value)[] Extreme =
    [
        ("1e200", (_, r) => 1e200 * Normal(r)),
        ("1e200 spread 1e190", (_, r) => 1e200 + 1e190 * Normal(r)),
        ("around +-1e300", (i, r) => (i % 2 == 0 ? 1e300 : -1e300) + 1e290 * Normal(r)),
        ("largest", (i, _) => i % 3 == 0 ? -double.MaxValue : double.MaxValue),
        ("largest in one chunk", (i, r) => i == 700 ? double.MaxValue : Normal(r)),
        ("constant 1e200 then -1e200", (i, _) => i < 1024 ? 1e200 : -1e200),
        ("1e-200", (_, r) => 1e-200 * Normal(r)),
        ("subnormals", (_, r) => double.Epsilon * r.Next(1, 1000)),
        ("subnormals beside zero chunks", (i, r) => i < 1024 ? 0 : double.Epsilon * r.Next(1000)),
        ("constant 1e-200 then 2e-200", (i, _) => i < 1024 ? 1e-200 : 2e-200),
        ("1e-200 then 1", (i, r) => i < 1024 ? 1e-200 * Normal(r) : Normal(r)),
        ("1e-170 then 1e-140", (i, r) => i < 1024 ? 1e-170 * Normal(r) : 1e-140 * Normal(r)),
        ("1e200 then 1e-200", (i, r) => i < 1024 ? 1e200 * Normal(r) : 1e-200 * Normal(r)),
        ("1e150 then 1e170", (i, r) => i < 1024 ? 1e150 * Normal(r) : 1e170 * Normal(r)),
        ("1e154, squares beside the limit", (_, r) => 1e154 * Normal(r)),
        ("1e-146, squares beside the limit", (_, r) => 1e-146 * Normal(r)),
    ];

    public static double[] Column(Func<int, Random, double> value, int rows, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(i => value(i, random))];
    }

    /// <summary>Box and Muller's; the same on every platform to a few units, which tests here do not depend on.</summary>
    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Rows of the given columns.</summary>
    public static double[] Rows(params double[][] columns)
    {
        double[] rows = new double[columns.Length * columns[0].Length];
        for (int i = 0; i < columns[0].Length; i++)
        {
            for (int c = 0; c < columns.Length; c++)
            {
                rows[i * columns.Length + c] = columns[c][i];
            }
        }

        return rows;
    }
}
