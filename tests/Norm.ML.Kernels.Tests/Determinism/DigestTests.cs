using System.Globalization;
using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Determinism;

/// <summary>
/// The bits of results are constants: <c>digests.txt</c> has a line for each norm, element type, direction and class of sizes. The suite runs with
/// vectors of 512, 256 and 128 bits and without, and on other processors, so equal constants prove equal bits. After a deliberate change of the
/// arithmetic, <c>NORM_ML_WRITE_DIGESTS=1</c> rewrites the table.
/// </summary>
public class DigestTests
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

    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (NormUnderTest norm in Norms.All)
        {
            data.Add(norm.Name, "float");
            data.Add(norm.Name, "double");
            if (norm.TakesHalf)
            {
                data.Add(norm.Name, "Half");
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Results_have_the_committed_bits(string norm, string type) => DigestTable.Check($"{norm} | {type} |", type switch
    {
        "float" => Digests<float>(Norms.Get(norm), type),
        "double" => Digests<double>(Norms.Get(norm), type),
        _ => Digests<Half>(Norms.Get(norm), type),
    });

    [Fact]
    public void Generated_kernels_have_the_committed_bits() => DigestTable.Check("generated | ", GeneratedKernels.Digests());

    [Fact]
    public void Rows_of_a_fitted_BatchNorm_have_the_committed_bits() => DigestTable.Check("FittedBatchNorm | ", FittedDigests());

    [Fact]
    public void The_table_has_no_other_lines()
    {
        string[] groups = [.. Cases().Select(row => $"{row[0]} | {row[1]} | "), "generated | ", "FittedBatchNorm | "];
        Assert.DoesNotContain(DigestTable.Read().Keys, line => !groups.Any(group => line.StartsWith(group, StringComparison.Ordinal)));
    }

    /// <summary>Numbers are formatted and read nowhere in a kernel, but this makes sure.</summary>
    [Fact]
    public void The_culture_does_not_matter()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("sv-SE") { NumberFormat = { NegativeSign = "~", NumberDecimalSeparator = "," } };
            Results_have_the_committed_bits("LayerNorm", "float");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static Dictionary<string, string> Digests<T>(NormUnderTest norm, string type) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var digests = new Dictionary<string, string>();
        foreach ((string name, int[] sizes) in Classes)
        {
            using Digest strict = new(), fast = new(), backward = new();
            foreach (int size in sizes.Where(s => s >= norm.SmallestSize))
            {
                foreach (Problem<T> p in Sweep<T>(norm, size))
                {
                    Forward(norm, p, NormPrecision.Strict, strict);
                    Forward(norm, p, NormPrecision.Fast, fast);
                    if (typeof(T) != typeof(Half))
                    {
                        Backward(norm, p, backward);
                    }
                }
            }
            digests[$"{norm.Name} | {type} | Strict | {name}"] = strict.ToString();
            if (norm.PerExample)
            {
                digests[$"{norm.Name} | {type} | Fast | {name}"] = fast.ToString();
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

    private static void Forward<T>(NormUnderTest norm, Problem<T> p, NormPrecision precision, Digest digest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int segments = p.Geometry.Segments.Length;
        T[] y = new T[p.X.Length];
        double[] mean = new double[segments], other = new double[segments];
        digest.Add(norm.Forward(p, precision));
        norm.ForwardKeeping(p, p.X, y, mean, other, precision);
        digest.Add(y);
        digest.Add(mean, other);
        T[] sum = new T[y.Length];
        if (norm is LayerNormUnderTest)
        {
            LayerNorm.NormalizeResidual(p.X, p.Dy, p.Shape.Channels, p.Gamma, p.Beta, sum, y, p.Epsilon, precision);
        }
        else if (norm is RmsNormUnderTest)
        {
            RmsNorm.NormalizeResidual(p.X, p.Dy, p.Shape.Channels, p.Gamma, sum, y, p.Epsilon, precision, norm.UnitOffset);
        }
        else
        {
            return;
        }

        digest.Add(sum, y);
    }

    private static void Backward<T>(NormUnderTest norm, Problem<T> p, Digest digest) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int segments = p.Geometry.Segments.Length;
        T[] dx = new T[p.X.Length], dgamma = new T[p.Geometry.Affines], dbeta = new T[p.Geometry.Affines];
        norm.Backward(p, p.Dy, p.X, dx, dgamma, dbeta);
        digest.Add(dx, dgamma, dbeta);
        double[] mean = new double[segments], other = new double[segments];
        norm.ForwardKeeping(p, p.X, new T[p.X.Length], mean, other, NormPrecision.Strict);
        norm.BackwardKept(p, p.Dy, p.X, mean, other, dx, dgamma, dbeta);
        digest.Add(dx, dgamma, dbeta);
    }

    private static Dictionary<string, string> FittedDigests()
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
