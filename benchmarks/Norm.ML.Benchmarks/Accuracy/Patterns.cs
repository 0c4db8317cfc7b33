namespace Norm.ML.Benchmarks.Accuracy;

/// <summary>Ordinary data, and the data on which norms go wrong.</summary>
internal static class Patterns
{
    public static IReadOnlyList<Pattern> All { get; } =
    [
        Each("normal", (random, _) => Normal(random)),
        Each("mean 3, spread 1", (random, _) => 3 + Normal(random)),
        Each("mean 1e3, spread 1", (random, _) => 1e3 + Normal(random)),
        Each("mean 1e6, spread 1", (random, _) => 1e6 + Normal(random)),
        Each("mean 1e4, spread 1e-2", (random, _) => 1e4 + 1e-2 * Normal(random)),
        Each("constant 0.1", (_, _) => 0.1f),
        Each("one unit in the last place", (_, i) => i % 3 == 0 ? MathF.BitIncrement(0.1f) : 0.1f),
        Each("two values, 1.1 and 0.3", (_, i) => i % 2 == 0 ? 1.1 : 0.3),
        Each("alternating 1e6 +- 1", (_, i) => 1e6 + (i % 2 == 0 ? 1 : -1)),
        Outlier("outlier 1e6 first", length => 0),
        Outlier("outlier 1e6 in the middle", length => length / 2),
        Outlier("outlier 1e6 last", length => length - 1),
        Each("about 1e30", (random, _) => 1e30 * Normal(random)),
        Each("near the largest float", (random, _) => 3.2e38 * (2 * random.NextDouble() - 1)),
        Each("about 1e-30", (random, _) => 1e-30 * Normal(random)),
        Each("lognormal over decades", (random, _) => Math.Exp(5 * Normal(random))),
        Each("ramp", (_, i) => 100 + 0.5 * i),
    ];

    private static Pattern Each(string name, Func<Random, int, double> value) => new(name, (row, random) =>
    {
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = (float)value(random, i);
        }
    });

    private static Pattern Outlier(string name, Func<int, int> place) => new(name, (row, random) =>
    {
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = (float)Normal(random);
        }

        row[place(row.Length)] = 1e6f;
    });

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
