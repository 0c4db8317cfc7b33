using FsCheck;
using FsCheck.Fluent;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Properties;

/// <summary>A random call, as a few small numbers, so that a failure shrinks to a small one.</summary>
/// <param name="Norm">An index into <see cref="Norms.All"/>.</param>
/// <param name="Size">Elements per segment, at least 2.</param>
/// <param name="Segments">About so many segments.</param>
/// <param name="Pattern">An index into <see cref="Patterns.All"/>.</param>
/// <param name="Seed">For everything else.</param>
internal sealed record Call(int Norm, int Size, int Segments, int Pattern, int Seed)
{
    public NormUnderTest Under => Norms.All[Norm];

    public NormShape Shape => Under.Shape(Size, Segments);

    public Problem<T> Problem<T>(Pattern? pattern = null, AffineKind? affine = null)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        Problems.Make<T>(Under, Shape, pattern ?? Patterns.All[Pattern], affine ?? AffineKinds.All[Seed % AffineKinds.All.Count], Seed);

    public override string ToString() => $"{Under}, {Segments} segments of {Size}, '{Patterns.All[Pattern]}', seed {Seed}";
}

internal static class Calls
{
    /// <summary>Runs a property over random calls; always the same ones, except in a deep run.</summary>
    public static void Hold(Action<Call> property, int times = 80, Func<NormUnderTest, bool>? which = null)
    {
        int[] norms = [.. Enumerable.Range(0, Norms.All.Count).Where(i => which?.Invoke(Norms.All[i]) ?? true)];
        Gen<Call> gen =
            from norm in Gen.Elements(norms)
            from size in Gen.Frequency((3, Gen.Choose(2, 40)), (2, Gen.Choose(41, 300)), (1, Gen.Choose(301, 1500)))
            from segments in Gen.Choose(1, size > 300 ? 3 : 20)
            from pattern in Gen.Choose(0, Patterns.All.Count - 1)
            from seed in Gen.Choose(0, 9999)
            select new Call(norm, size, segments, pattern, seed);
        Config config = Config.QuickThrowOnFailure.WithMaxTest(Depths.Times(times)).WithQuietOnSuccess(true);
        if (Depths.Current != Depth.Deep)
        {
            config = config.WithReplay(20240229, 17);
        }

        Check.One(config, Prop.ForAll(Arb.From(gen, Smaller), property));
    }

    private static IEnumerable<Call> Smaller(Call c)
    {
        foreach (int size in (int[])[2, c.Size / 2, c.Size - 1])
        {
            if (size >= 2 && size < c.Size)
            {
                yield return c with { Size = size };
            }
        }
        foreach (int segments in (int[])[1, c.Segments / 2, c.Segments - 1])
        {
            if (segments >= 1 && segments < c.Segments)
            {
                yield return c with { Segments = segments };
            }
        }
        if (c.Pattern > 0)
        {
            yield return c with { Pattern = 0 };
        }

        if (c.Seed > 0)
        {
            yield return c with { Seed = 0 };
        }
    }
}
