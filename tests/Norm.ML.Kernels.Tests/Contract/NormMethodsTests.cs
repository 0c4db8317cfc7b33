using Norm.ML.Internals.Norms;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Contract;

/// <summary>Every norm of the catalog is found by its kind, and computes what its own methods compute.</summary>
public class NormMethodsTests
{
    public static TheoryData<NormKind> Kinds => [.. NormCatalog.All.Select(norm => norm.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_norm_of_the_catalog_is_found_by_its_kind(NormKind kind)
    {
        NormUnderTest norm = Norms.All.First(one => one.Name.StartsWith(kind.ToString(), StringComparison.Ordinal));
        NormShape shape = norm.Shape(size: 12, segments: 24);
        var sizes = new NormSizes(shape.Channels, shape.Channels, shape.Spatial, shape.Groups, shape.Layout);
        NormMethods found = NormMethods.Of(kind);
        Assert.StartsWith(kind.ToString(), found.GetType().Name, StringComparison.Ordinal);
        for (int seed = 0; seed < 8; seed++)
        {
            Problem<float> p = Problems.Make<float>(norm, shape, Patterns.Mixed, AffineKind.Random, seed);
            float[] y = new float[p.X.Length], kept = new float[p.X.Length], dx = new float[p.X.Length], expected = new float[p.X.Length];
            found.Normalize<float>(p.X, sizes, p.Gamma, p.Beta, y, p.Epsilon);
            Assert.Equal(norm.Forward(p), y);

            double[] mean = new double[p.Geometry.Segments.Length], other = new double[mean.Length];
            double[] expectedMean = new double[mean.Length], expectedOther = new double[mean.Length];
            Array.Fill(mean, double.NaN);
            found.Normalize<float>(p.X, sizes, p.Gamma, p.Beta, kept, mean, other, p.Epsilon);
            norm.ForwardKeeping<float>(p, p.X, expected, expectedMean, expectedOther, NormPrecision.Strict);
            Assert.Equal(expected, kept);
            Assert.Equal(expectedMean, mean);
            Assert.Equal(
                NormCatalog.Get(kind).Fitted ? expectedOther.Select(variance => 1 / Math.Sqrt(variance + p.Epsilon)) : expectedOther, other);

            Problem<float> plain = Problems.Make<float>(norm, shape, Patterns.Mixed, AffineKind.None, seed);
            float[] dgamma = new float[norm.HasGamma ? p.Geometry.Affines : 0], dbeta = new float[norm.HasBeta ? p.Geometry.Affines : 0];
            found.Backward<float>(plain.Dy, plain.X, sizes, dx, plain.Epsilon);
            norm.Backward<float>(plain, plain.Dy, plain.X, expected, dgamma, dbeta);
            Assert.Equal(expected, dx);
        }
    }
}
