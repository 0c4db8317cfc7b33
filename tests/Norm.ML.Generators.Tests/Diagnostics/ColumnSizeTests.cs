using Norm.ML.Generators.Tests.Testing;

namespace Norm.ML.Generators.Tests.Diagnostics;

/// <summary>A kernel on a column that is declared with another size.</summary>
public class ColumnSizeTests
{
    [Theory]
    [InlineData("[VectorType(9)] public float[] Embedding = [];", "transforms.BertNorm(\"Embedding\")", true)]
    [InlineData("[VectorType(9)] public float[] Embedding { get; set; } = [];", "transforms.BertNorm(\"Out\", \"Embedding\")", true)]
    [InlineData("[VectorType(9)] public float[] Embedding = [];", "Norm.ML.NormKernelCatalog.Kernel<BertNorm, float>(transforms, \"Embedding\", null, null)", true)]
    [InlineData("[ColumnName(\"Embedding\"), VectorType(3, 3)] public float[] Other = [];", "transforms.BertNorm(\"Embedding\")", true)]
    [InlineData("[VectorType(8)] public float[] Embedding = [];", "transforms.BertNorm(\"Embedding\")", false)]
    [InlineData("[VectorType(3, 8)] public float[] Embedding = [];", "transforms.BertNorm(\"Embedding\")", false)]
    [InlineData("[VectorType] public float[] Embedding = [];", "transforms.BertNorm(\"Embedding\")", false)]
    [InlineData("[VectorType(9)] public float[] Embedding = [];", "transforms.BertNorm(\"Embedding\", \"Other\")", false)]
    [InlineData("[VectorType(9)] public float[] Embedding = [];", "transforms.BertNorm(\"Embedding\", name)", false)]
    [InlineData("[VectorType(9)] public float[] Embedding = []; class Second { [VectorType(8)] public float[] Embedding = []; }", "transforms.BertNorm(\"Embedding\")", false)]
    public void Is_reported_where_no_declaration_matches(string member, string call, bool reported) => Check("LayerNorm<float>(8)", member, call, reported);

    // Learned statistics belong to channels, so that the column has to be one example.
    [Theory]
    [InlineData("[VectorType(9)] public float[] Features = [];", "transforms.BertNorm(\"Features\")", true)]
    [InlineData("[VectorType(9)] public float[] Features = [];", "transforms.BertNorm(\"Out\", \"Features\")", true)]
    [InlineData("[VectorType(9)] public float[] Features = [];", "Norm.ML.NormKernelCatalog.FittedKernel<BertNorm, float>(transforms, \"Features\")", true)]
    [InlineData("[VectorType(48)] public float[] Features = [];", "transforms.BertNorm(\"Features\")", true)]
    [InlineData("[VectorType(24)] public float[] Features = [];", "transforms.BertNorm(\"Features\")", false)]
    [InlineData("[VectorType(8, 3)] public float[] Features = [];", "transforms.BertNorm(\"Features\")", false)]
    public void A_fitted_kernel_takes_its_size_only(string member, string call, bool reported) => Check("BatchNorm<float>(8, Spatial = 3)", member, call, reported);

    private static void Check(string attribute, string member, string call, bool reported) =>
        Assert.Equal(reported ? [$"NORM014: {call}"] : [], Reports.Of(Source.Kernel(attribute), Source.MLNet, $$"""
            using Demo;
            using Microsoft.ML.Data;

            namespace Microsoft.ML.Data
            {
                public class VectorTypeAttribute : System.Attribute { public VectorTypeAttribute() { } public VectorTypeAttribute(params int[] sizes) { } }
                public class ColumnNameAttribute(string name) : System.Attribute { public string Name => name; }
            }

            class Row { {{member}} }

            class Program { static object Main(Microsoft.ML.TransformsCatalog transforms, string name) => {{call}}; }
            """).Where(report => report.StartsWith("NORM014", StringComparison.Ordinal)));
}
