using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Digests;

/// <summary>
/// Digests of the results of the norms: a line for each norm, element type, precision or direction, and class of sizes. Kept statistics count to
/// the line of the outputs, and so do outputs with a residual.
/// </summary>
internal static class KernelDigests
{
    private static readonly (string Name, int[] Sizes)[] Classes =
    [
        ("1 to 16", [.. Enumerable.Range(1, 16)]),
        ("17 to 128", [.. Enumerable.Range(17, 112)]),
        ("129 to 300", [.. Enumerable.Range(129, 172)]),
        ("449 to 20001", [449, 512, 768, 1000, 1024, 4096, 5000, 20001]),
    ];

    /// <summary>What ordinary data meet; hard data meet every kind there is.</summary>
    private static readonly AffineKind[] Affines = [AffineKind.None, AffineKind.GammaOnly, AffineKind.Random];

    /// <summary>The names of norms and types that have lines: <c>norm | type | </c> is how these begin.</summary>
    public static IEnumerable<(NormUnderTest Norm, string Type)> Groups() => Norms.All.SelectMany(
        norm => (norm.OverRows ? (string[])["float", "double", "Half"] : ["float", "double"]).Select(type => (norm, type)));

    /// <summary>The lines of a norm and a type.</summary>
    public static Dictionary<string, string> Of(NormUnderTest norm, string type, Manner manner) => type switch
    {
        "float" => Digests<float>(norm, type, manner),
        "double" => Digests<double>(norm, type, manner),
        _ => Digests<Half>(norm, type, manner),
    };

    private static Dictionary<string, string> Digests<T>(NormUnderTest norm, string type, Manner manner)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var digests = new Dictionary<string, string>();
        foreach ((string name, int[] sizes) in Classes)
        {
            using Digest strict = new(), fast = new(), exact = new(), backward = new();
            foreach (int size in sizes.Where(s => s >= norm.SmallestSize))
            {
                foreach (Problem<T> p in Sweep<T>(norm, size))
                {
                    Forward(norm, p, NormPrecision.Strict, manner, strict);
                    Forward(norm, p, NormPrecision.Fast, manner, fast);
                    if (IsExact<T>())
                    {
                        Exact(norm, p, manner, exact);
                    }

                    if (typeof(T) != typeof(Half))
                    {
                        Backward(norm, p, manner, backward);
                    }
                }
            }
            digests[$"{norm.Name} | {type} | Strict | {name}"] = strict.ToString();
            if (norm.PerExample)
            {
                digests[$"{norm.Name} | {type} | Fast | {name}"] = fast.ToString();
            }

            if (IsExact<T>())
            {
                digests[$"{norm.Name} | {type} | Exact | {name}"] = exact.ToString();
            }

            if (typeof(T) != typeof(Half))
            {
                digests[$"{norm.Name} | {type} | Backward | {name}"] = backward.ToString();
            }
        }
        return digests;
    }

    /// <summary>Ordinary data, and segments of every hard pattern side by side. Few and many rows, because they take different ways.</summary>
    private static IEnumerable<Problem<T>> Sweep<T>(NormUnderTest norm, int size) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] counts = size > 300 ? [2] : size <= 16 ? [1, 4, 9, 17, 18 + size] : size % 5 == 0 ? [1, 17] : [1 + size % 19];
        foreach (int segments in counts)
        {
            NormShape shape = norm.Shape(size, segments);
            yield return Problems.Make<T>(norm, shape, Patterns.All[0], Affines[(size + segments) % Affines.Length], size);
            yield return Problems.Make<T>(norm, shape, Patterns.Mixed, AffineKinds.All[(size + segments) % AffineKinds.All.Count], size);
        }
    }

    private static void Forward<T>(NormUnderTest norm, Problem<T> p, NormPrecision precision, Manner manner, Digest digest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int segments = p.Geometry.Segments.Length;
        T[] y = manner.Target(p.X), kept = manner.Target(p.X);
        double[] mean = new double[segments], other = new double[segments];
        manner.EachPart(norm, p, (part, at, segment) => norm.Forward(part, manner.Source(part.X, y, at), y.AsSpan(at, part.X.Length), precision));
        digest.Add(y);
        manner.EachPart(norm, p, (part, at, segment) => norm.ForwardKeeping(
            part, manner.Source(part.X, kept, at), kept.AsSpan(at, part.X.Length), mean.AsSpan(segment, part.Geometry.Segments.Length),
            other.AsSpan(segment, part.Geometry.Segments.Length), precision));
        digest.Add(kept);
        digest.Add(mean, other);
        if (norm is not (LayerNormUnderTest or RmsNormUnderTest))
        {
            return;
        }

        T[] sum = new T[y.Length];
        manner.EachPart(norm, p, (part, at, _) => Residual(norm, part, sum.AsSpan(at, part.X.Length), y.AsSpan(at, part.X.Length), precision));
        digest.Add(sum, y);
    }

    // Doubles have no exact precision of their own.
    private static bool IsExact<T>() => typeof(T) != typeof(double);

    // What is kept beside exact outputs is kept beside strict ones.
    private static void Exact<T>(NormUnderTest norm, Problem<T> p, Manner manner, Digest digest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] y = manner.Target(p.X);
        manner.EachPart(norm, p, (part, at, _) =>
            norm.Forward(part, manner.Source(part.X, y, at), y.AsSpan(at, part.X.Length), NormPrecision.Exact));
        digest.Add(y);
    }

    private static void Residual<T>(NormUnderTest norm, Problem<T> p, Span<T> sum, Span<T> y, NormPrecision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (norm is LayerNormUnderTest)
        {
            LayerNorm.NormalizeResidual(p.X, p.Dy, p.Shape.Channels, p.Gamma, p.Beta, sum, y, p.Epsilon, precision);
        }
        else
        {
            RmsNorm.NormalizeResidual(p.X, p.Dy, p.Shape.Channels, p.Gamma, sum, y, p.Epsilon, precision, norm.UnitOffset);
        }
    }

    /// <summary>Gradients of gamma and beta are rounded once per call: they come from one call with all examples.</summary>
    private static void Backward<T>(NormUnderTest norm, Problem<T> p, Manner manner, Digest digest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int segments = p.Geometry.Segments.Length;
        T[] dx = manner.Target(p.Dy), dgamma = new T[p.Geometry.Affines], dbeta = new T[p.Geometry.Affines];
        double[] mean = new double[segments], other = new double[segments];
        if (manner.IsWhole(norm))
        {
            norm.Backward(p, manner.Source(p.Dy, dx, 0), p.X, dx, dgamma, dbeta);
        }
        else
        {
            norm.Backward(p, p.Dy, p.X, default, dgamma, dbeta);
            manner.EachPart(
                norm, p, (part, at, _) => norm.Backward(part, manner.Source(part.Dy, dx, at), part.X, dx.AsSpan(at, part.X.Length), default,
                    default));
        }
        digest.Add(dx, dgamma, dbeta);
        norm.ForwardKeeping(p, p.X, new T[p.X.Length], mean, other, NormPrecision.Strict);
        norm.BackwardKept(p, p.Dy, p.X, mean, other, dx, dgamma, dbeta);
        digest.Add(dx, dgamma, dbeta);
    }

    /// <summary>The lines of <see cref="FittedBatchNorm{T}"/>.</summary>
    public static Dictionary<string, string> Fitted()
    {
        var digests = new Dictionary<string, string>();
        foreach ((string name, int[] sizes) in Classes)
        {
            digests[$"FittedBatchNorm | float | {name}"] = Fitted<float>(sizes);
            digests[$"FittedBatchNorm | double | {name}"] = Fitted<double>(sizes);
        }
        return digests;
    }

    private static string Fitted<T>(int[] sizes) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var digest = new Digest();
        foreach (int channels in sizes)
        {
            Numbers random = Numbers.For(channels);
            double[] mean = [.. Enumerable.Range(0, channels).Select(_ => 100 * random.Normal())], variance = [.. mean.Select(m => m * m)];
            T[] gamma = Element<T>.From([.. mean.Select(_ => random.Normal())]), beta = Element<T>.From([.. mean.Select(_ => random.Normal())]);
            T[] x = Element<T>.From([.. Enumerable.Range(0, channels * (2 + channels % 17)).Select(i => mean[i % channels] + random.Normal())]);
            T[] y = new T[x.Length];
            foreach (bool affine in (bool[])[true, false])
            {
                var fitted = new FittedBatchNorm<T>(mean, variance, affine ? gamma : [], affine ? beta : []);
                fitted.Normalize(x, y);
                digest.Add(y);
                fitted.Denormalize(x, y);
                digest.Add(y);
                fitted.Normalize(x, y, spatial: 2 + channels % 17);
                digest.Add(y);
            }
        }
        return digest.ToString();
    }
}
