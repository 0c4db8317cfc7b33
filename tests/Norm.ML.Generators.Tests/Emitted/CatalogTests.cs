using Microsoft.CodeAnalysis;
using Norm.ML.Generators.Tests.Testing;

namespace Norm.ML.Generators.Tests.Emitted;

/// <summary>The generator knows every norm of the catalog, without a line of its own for any.</summary>
public class CatalogTests
{
    public static TheoryData<string> Kinds => [.. NormCatalog.All.Select(norm => norm.Kind.ToString())];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_norm_of_the_catalog_has_a_generated_kernel(string kind)
    {
        string arguments = Definition(kind).Segment switch
        {
            NormSegment.Group => "2, 8",
            NormSegment.Instance => "8, Spatial = 4",
            _ => "8",
        };
        GeneratorRun run = GeneratorRun.Of(Source.Kernel($"{kind}<float>({arguments})"));
        Assert.Empty(run.Complaints);
        Assert.Contains($"global::Norm.ML.NormKind.{kind};", Assert.Single(run.Files).SourceText.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kernel_is_suggested_for_every_norm_of_rows(string kind)
    {
        NormDefinition norm = Definition(kind);
        if (norm.Segment != NormSegment.Row)
        {
            return;
        }

        string parameters = (norm.HasGamma ? "x, " : "") + (norm.HasBeta ? "x, " : "");
        Diagnostic report = Assert.Single(
            Reports.OfAnalyzers(GeneratorRun.Of(
                $"class P {{ static void M(float[] x) => Norm.ML.{kind}.Normalize<float>(x, 8, {parameters}x); }}")),
            one => one.Id == "NORM019");
        Assert.Contains($"Norm.ML.{kind}<float>(8)]", report.GetMessage(), StringComparison.Ordinal);
    }

    private static NormDefinition Definition(string kind) => NormCatalog.All.Single(norm => norm.Kind.ToString() == kind);
}
