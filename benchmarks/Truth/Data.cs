namespace Norm.ML.Truth;

/// <summary>Data of every kind, ordinary and hard; the same seed gives the same bits.</summary>
internal static class Data
{
    public static IReadOnlyList<(string Name, Func<Random, int, int, double> Value)> Patterns { get; } =
    [
        ("normal", (r, _, _) => Normal(r)),
        ("uniform", (r, _, _) => r.NextDouble()),
        ("mean 3, spread 1", (r, _, _) => 3 + Normal(r)),
        ("mean 1e3, spread 1", (r, _, _) => 1e3 + Normal(r)),
        ("mean 1e6, spread 1", (r, _, _) => 1e6 + Normal(r)),
        ("mean 1e4, spread 1e-2", (r, _, _) => 1e4 + 1e-2 * Normal(r)),
        ("constant", (_, _, _) => 0.1f),
        ("one ulp apart", (r, _, _) => r.Next(3) == 0 ? MathF.BitIncrement(0.1f) : 0.1f),
        ("two values", (r, _, _) => r.Next(2) == 0 ? 1.1 : 0.3),
        ("alternating", (_, i, _) => i % 2 == 0 ? 1.1 : -1.1),
        ("one outlier", (r, i, n) => i == n / 2 ? 1e6 : Normal(r)),
        ("one-hot", (_, i, n) => i == n / 3 ? 1 : 0),
        ("half zeros", (r, _, _) => Math.Max(0, Normal(r))),
        ("ternary", (r, _, _) => r.Next(3) - 1),
        ("small integers", (r, _, _) => r.Next(-8, 9)),
        ("bytes", (r, _, _) => r.Next(256)),
        ("about 1e30", (r, _, _) => 1e30 * Normal(r)),
        ("near the largest float", (r, _, _) => 3.2e38 * (2 * r.NextDouble() - 1)),
        ("about 1e-30", (r, _, _) => 1e-30 * Normal(r)),
        ("subnormal", (r, _, _) => 1e-40 * Normal(r)),
        ("lognormal", (r, _, _) => Math.Exp(5 * Normal(r))),
        ("ramp", (_, i, _) => 100 + 0.5 * i),
    ];

    /// <summary>The kinds of gamma and beta.</summary>
    public static IReadOnlyList<string> Parameters { get; } =
        ["none", "gamma", "gamma and beta", "beta", "large beta", "gamma of many sizes", "tiny gamma", "beta that cancels", "halves"];

    private static readonly double[] Epsilons = [1e-5, 1e-5, 1e-12, 1e-3, 0];

    public static Problem Make(NormName norm, int size, int number, int seed)
    {
        var random = new Random(seed);
        (int channels, int spatial, int groups) = norm switch
        {
            NormName.GroupNorm => size % 4 == 0 ? (8, size / 4, 4) : (2 * size, 1, 2),
            NormName.InstanceNorm => (3, size, 3),
            NormName.BatchNorm => (number, 1, 1),
            _ => (size, 1, 1),
        };
        int rows = norm == NormName.BatchNorm ? size : Math.Max(1, norm is NormName.GroupNorm or NormName.InstanceNorm ? number / groups : number);
        double epsilon = Epsilons[random.Next(Epsilons.Length)];
        var p = new Problem(norm, rows, channels, spatial, groups, epsilon, new float[rows * channels * spatial], [], []);
        for (int s = 0; s < p.Segments; s++)
        {
            Func<Random, int, int, double> value = Patterns[(seed + s) % Patterns.Count].Value;
            for (int i = 0; i < p.Length; i++)
            {
                p.X[p.Place(s, i).At] = (float)value(random, i, p.Length);
            }
        }

        return WithParameters(p, Parameters[random.Next(Parameters.Count)], random);
    }

    public static Problem WithParameters(Problem p, string kind, Random random)
    {
        float[] Each(Func<int, double> value) => [.. Enumerable.Range(0, p.Channels).Select(i => (float)value(i))];
        (float[] gamma, float[] beta) = kind switch
        {
            "none" => ([], []),
            "gamma" => (Each(_ => Normal(random)), Array.Empty<float>()),
            "beta" => ([], Each(_ => Normal(random))),
            "large beta" => (Each(_ => 1 + 0.1 * Normal(random)), Each(_ => 1e3 * Normal(random))),
            "gamma of many sizes" =>
                (Each(_ => Normal(random) * Math.Pow(10, random.Next(-15, 16))), Each(_ => Normal(random) * Math.Pow(10, random.Next(-15, 16)))),
            "tiny gamma" => (Each(_ => Normal(random) * Math.Pow(10, -36 - 5 * random.NextDouble())), Array.Empty<float>()),
            "halves" => (Each(_ => random.Next(-16, 17) / 8.0), Each(_ => random.Next(-16, 17) / 8.0)),
            _ => (Each(_ => Normal(random)), Each(_ => Normal(random))),
        };
        if (kind == "beta that cancels" && p.Segments > 0)
        {
            Segment truth = p.Truth(0);
            for (int i = 0; i < p.Length; i++)
            {
                (int at, int affine) = p.Place(0, i);
                beta[affine] = (float)(-truth.Scaled(p.X[at], gamma[affine]) * (1 + Math.Pow(2, -random.Next(12, 24))));
            }
        }

        return p with { Gamma = p.Norm == NormName.UnitNorm ? [] : gamma, Beta = p.SubtractsMean ? beta : [] };
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
