using Microsoft.CodeAnalysis;
using Norm.ML.Generators.Tests.Testing;

namespace Norm.ML.Generators.Tests.Diagnostics;

/// <summary>A call of the library with a constant size is reported where a kernel would be written out for all that the call fixes.</summary>
public class ConstantSizeTests
{
    [Theory]
    [InlineData("LayerNorm.Normalize<float>(x, 8, g, b, y)", "[LayerNorm<float>(8)]")]
    [InlineData("LayerNorm.Normalize<float>(x, Size, g, b, y)", "[LayerNorm<float>(12)]")]
    [InlineData("LayerNorm.Normalize<float>(x, 4 * 4, g, default, y)", "[LayerNorm<float>(16, Bias = false)]")]
    [InlineData("LayerNorm.Normalize<float>(x, 8, default, default, y)", "[LayerNorm<float>(8, Affine = false)]")]
    [InlineData("LayerNorm.Normalize<float>(x, 8, [], [], y, 1e-6)", "[LayerNorm<float>(8, Epsilon = 1E-06, Affine = false)]")]
    [InlineData("LayerNorm.Normalize<float>(x, 8, g, b, y, 1e-5, NormPrecision.Fast)", "[LayerNorm<float>(8, Precision = NormPrecision.Fast)]")]
    [InlineData("LayerNorm.Normalize<double>(u, 8, u, u, v, 1e-5, NormPrecision.Fast)", "[LayerNorm<double>(8)]")]
    [InlineData("RmsNorm.Normalize<float>(x, 64, g, y)", "[RmsNorm<float>(64)]")]
    [InlineData("RmsNorm.Normalize<float>(x, 64, g, y, 1e-5, NormPrecision.Strict, true)", "[RmsNorm<float>(64, UnitOffset = true)]")]
    [InlineData("UnitNorm.Normalize<float>(x, 64, y)", "[UnitNorm<float>(64)]")]
    [InlineData("UnitNorm.Normalize<float>(x, 8, y, 1e-5)", "[UnitNorm<float>(8, Epsilon = 1E-05)]")]
    [InlineData("Norm.ML.LayerNorm.Normalize<float>(x, 8, g, b, y)", "[global::Norm.ML.LayerNorm<float>(8)]")]
    public void Calls_with_a_constant_size_are_reported(string call, string request)
    {
        Diagnostic report = Assert.Single(Find(call));
        Assert.Equal(DiagnosticSeverity.Info, report.Severity);
        Assert.Contains(request, report.GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LayerNorm.Normalize<float>(x, n, g, b, y)")] // known at run time
    [InlineData("LayerNorm.Normalize<float>(x, 768, g, b, y)")] // not written out
    [InlineData("LayerNorm.Normalize<float>(x, 1, g, b, y)")]
    [InlineData("LayerNorm.Normalize<float>(x, 8, g, b, y, epsilon)")]
    [InlineData("LayerNorm.Normalize<float>(x, 8, g, b, y, 0)")] // no attribute takes it
    [InlineData("LayerNorm.Normalize<float>(x, 8, g, b, y, 1e-5, precision)")]
    [InlineData("LayerNorm.Normalize<float>(x, 8, default, b, y)")] // beta alone
    [InlineData("LayerNorm.Normalize<float>(x, 8, g, b, y, default, default)")] // keeps statistics
    [InlineData("LayerNorm.Normalize<System.Half>(default, 8, default, default, default)")]
    [InlineData("RmsNorm.Normalize<float>(x, 8, default, y, 1e-5, NormPrecision.Strict, true)")]
    [InlineData("LayerNorm.Normalize<float>(x, size: 8, g, b, y)")]
    [InlineData("UnitNorm.Normalize<float>(x, n, y)")]
    [InlineData("UnitNorm.Normalize<float>(x, 8, y, default(System.Span<double>))")] // keeps lengths
    public void Other_calls_are_not(string call) => Assert.Empty(Find(call));

    private static IEnumerable<Diagnostic> Find(string call) => Reports.OfAnalyzers(GeneratorRun.Of($$"""
        using Norm.ML;

        class Program
        {
            const int Size = 12;

            static void Main(float[] x, float[] y, float[] g, float[] b, double[] u, double[] v, int n, double epsilon, NormPrecision precision)
            {
                {{call}};
            }
        }
        """)).Where(report => report.Id == "NORM019");
}
