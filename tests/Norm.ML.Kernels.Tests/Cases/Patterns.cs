namespace Norm.ML.Kernels.Tests.Cases;

/// <summary>All patterns, for every element type.</summary>
internal static class Patterns
{
    public static IReadOnlyList<Pattern> All { get; } =
    [
        new("normal", s => s.Random.Normal()),
        new("uniform", s => s.Random.Uniform()),
        new("mean 3, spread 1", s => 3 + s.Random.Normal()),
        new("mean 1e3, spread 1", s => 1e3 + s.Random.Normal()),
        new("mean 1e4, spread 1e-2", s => 1e4 + 1e-2 * s.Random.Normal()),
        new("mean 1e6, spread 1", s => 1e6 + s.Random.Normal()),
        new("zeros", _ => 0),
        new("constant 0.1", _ => 0.1),
        new("constant 1234.5, epsilon 0", _ => 1234.5678, Epsilon: 0),
        new("one ulp apart", s => 1 + (s.Random.Below(2) == 0 ? 0 : s.Ulp)),
        new("one ulp apart, epsilon 0", s => 7 * (1 + (s.Random.Below(2) == 0 ? 0 : s.Ulp)), Epsilon: 0),
        new("one element an ulp off", s => 5 * (1 + (s.Index == s.Length / 3 ? s.Ulp : 0)), Epsilon: 0),
        new("two values 1.1 and 0.3", s => s.Index % 2 == 0 ? 1.1 : 0.3),
        new("alternating 1.1", s => s.Index % 2 == 0 ? 1.1 : -1.1),
        new("alternating 1e6 + 1", s => 1e6 + (s.Index % 2 == 0 ? 1 : -1)),
        new("outlier 1e6 first", s => s.Index == 0 ? 1e6 : s.Random.Normal()),
        new("outlier 1e6 in the middle", s => s.Index == s.Length / 2 ? 1e6 : s.Random.Normal()),
        new("outlier 1e6 last", s => s.Index == s.Length - 1 ? 1e6 : s.Random.Normal()),
        new("1e30", s => 1e30 * s.Random.Normal()),
        new("mean 1e30", s => 1e30 * (1 + 1e-3 * s.Random.Normal())),
        new("near the largest", s => s.Largest * (2 * s.Random.Uniform() - 1), OverflowsSquares: true),
        new("largest, one ulp apart", s => s.Largest * (1 - (s.Random.Below(2) == 0 ? 0 : s.Ulp)), OverflowsSquares: true),
        new("1e-30", s => 1e-30 * s.Random.Normal()),
        new("1e-30, epsilon 0", s => 1e-30 * s.Random.Normal(), Epsilon: 0),
        new("subnormal", s => s.Smallest * s.Random.Below(1 << 20), OverflowsSquares: true),
        new("subnormal, epsilon 0", s => s.Smallest * s.Random.Below(1 << 20), Epsilon: 0, OverflowsSquares: true),
        new("lognormal", Lognormal),
        new("ramp", s => s.Index - 0.25 * s.Length),
        new("one-hot", s => s.Index == s.Length * 2 / 3 ? 1 : 0),
        new("huge and tiny", s => s.Index % 3 == 0 ? s.Largest * s.Random.Uniform() : s.Index % 3 == 1 ? s.Smallest * s.Random.Below(99)
            : s.Random.Normal(), OverflowsSquares: true),
    ];

    /// <summary>Every segment has another of all the patterns, so that easy and hard ones are neighbours.</summary>
    public static Pattern Mixed { get; } = new("mixed neighbours", _ => 0);

    public static Pattern Get(string name) => name == Mixed.Name ? Mixed : All.First(p => p.Name == name);

    public static IEnumerable<string> Names => [.. All.Select(p => p.Name), Mixed.Name];

    /// <summary>Fills one segment. What overflows the element type (1e30 in half precision) becomes the largest number.</summary>
    public static void Fill(Pattern pattern, Numbers random, double largest, double ulp, double smallest, Span<double> segment)
    {
        for (int i = 0; i < segment.Length; i++)
        {
            double value = pattern.Element(new Pattern.Site(i, segment.Length, random, largest, ulp, smallest));
            segment[i] = Math.Clamp(value, -largest, largest);
        }
    }

    /// <summary>A sign, a mantissa in [1, 2) and a two-sided exponent: about nine decades.</summary>
    private static double Lognormal(Pattern.Site s)
    {
        double magnitude = Math.ScaleB(1 + s.Random.Uniform(), (int)(5 * s.Random.Normal()));
        return s.Random.Below(2) == 0 ? magnitude : -magnitude;
    }
}
