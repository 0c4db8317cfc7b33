using Norm.ML.Generators.Tests.Testing;

namespace Norm.ML.Generators.Tests.Diagnostics;

/// <summary>
/// A kernel that is fitted on a column of another size: a warning where all of the way from the data to the kernel is known, and none elsewhere.
/// </summary>
public class ColumnSizeTests
{
    private const string Kernel = "ml.Transforms.BertNorm(\"Embedding\")";
    private const string Load = "ml.Data.LoadFromEnumerable(rows)";

    [Theory]
    [InlineData("[VectorType(9)] public float[] Embedding = [];", Kernel, true)]
    [InlineData("[VectorType(9)] public float[] Embedding { get; set; } = [];", "ml.Transforms.BertNorm(\"Out\", \"Embedding\")", true)]
    [InlineData("[VectorType(9)] public float[] Embedding = [];",
        "Norm.ML.NormKernelCatalog.Kernel<BertNorm, float>(ml.Transforms, \"Embedding\", null, null)", true)]
    [InlineData("[ColumnName(\"Embedding\"), VectorType(3, 3)] public float[] Other = [];", Kernel, true)]
    [InlineData("[VectorType(8)] public float[] Embedding = [];", Kernel, false)]
    [InlineData("[VectorType(3, 8)] public float[] Embedding = [];", Kernel, false)]
    [InlineData("[VectorType] public float[] Embedding = [];", Kernel, false)]
    [InlineData("public float[] Embedding = [];", Kernel, false)]
    [InlineData("[VectorType(9)] private float[] Embedding = [];", Kernel, false)]
    [InlineData("[VectorType(9)] public static float[] Embedding = [];", Kernel, false)]
    [InlineData("[VectorType(9)] public float[] Embedding = [];", "ml.Transforms.BertNorm(\"Embedding\", \"Other\")", false)]
    [InlineData("[VectorType(9)] public float[] Embedding = [];", "ml.Transforms.BertNorm(\"Embedding\", name)", false)]
    public void The_column_of_the_data_decides(string member, string kernel, bool reported) =>
        Check("LayerNorm<float>(8)", member, $"return ((IEstimator){kernel}).Fit({Load});", reported ? kernel : null);

    // Learned statistics belong to channels, so that the column has to be one example.
    [Theory]
    [InlineData("[VectorType(9)] public float[] Embedding = [];", true)]
    [InlineData("[VectorType(48)] public float[] Embedding = [];", true)]
    [InlineData("[VectorType(24)] public float[] Embedding = [];", false)]
    [InlineData("[VectorType(8, 3)] public float[] Embedding = [];", false)]
    public void A_fitted_kernel_takes_its_size_only(string member, bool reported) =>
        Check("BatchNorm<float>(8, Spatial = 3)", member, $"return {Kernel}.Fit({Load});", reported ? Kernel : null);

    [Theory]
    // The data.
    [InlineData("var data = LOAD; return KERNEL.Fit(data);", true)]
    [InlineData("IDataView data = LOAD; var cached = ml.Data.Cache(data); return KERNEL.Fit(ml.Data.TakeRows(cached, 3));", true)]
    [InlineData("var split = ml.Data.TrainTestSplit(LOAD); return KERNEL.Fit(split.TrainSet);", true)]
    [InlineData("return KERNEL.Fit(view);", false)]
    [InlineData("var data = LOAD; data = view; return KERNEL.Fit(data);", false)]
    [InlineData("var data = LOAD; Change(ref data); return KERNEL.Fit(data); static void Change(ref IDataView data) { }", false)]
    [InlineData("return KERNEL.Fit(ml.Data.LoadFromEnumerable(rows, new SchemaDefinition()));", false)]
    [InlineData("return KERNEL.Fit(name == \"\" ? view : LOAD);", false)]
    [InlineData("return KERNEL.Fit(ml.Data.LoadFromTextFile<Row>(name));", true)]
    // The pipeline.
    [InlineData("var kernel = KERNEL; return kernel.Fit(LOAD);", true)]
    [InlineData("return KERNEL.Append(new Estimator()).Fit(LOAD);", true)]
    [InlineData("return ml.Transforms.Concatenate(\"Features\", \"A\").Append(KERNEL).Fit(LOAD);", true)]
    [InlineData("var first = ml.Transforms.Concatenate(\"Features\", \"A\"); var both = first.Append(KERNEL).Append(new Estimator()); return "
        + "both.Fit(LOAD);", true)]
    [InlineData("return ml.Transforms.BertNorm(\"Out\", \"Other\").Append(KERNEL).Fit(LOAD);", true)]
    [InlineData("return ml.Transforms.Concatenate(\"Embedding\", \"A\", \"B\").Append(KERNEL).Fit(LOAD);", false)]
    [InlineData("return ml.Transforms.BertNorm(\"Embedding\", \"Other\").Append(KERNEL).Fit(LOAD);", false)]
    [InlineData("return ml.Transforms.Concatenate(name, \"A\", \"B\").Append(KERNEL).Fit(LOAD);", false)]
    [InlineData("return ml.Transforms.FeaturizeText(\"Features\", new TextOptions()).Append(KERNEL).Fit(LOAD);", false)]
    [InlineData("return ml.Transforms.DropColumns(\"Embedding\").Append(KERNEL).Fit(LOAD);", false)]
    [InlineData("return new EstimatorChain().AppendCacheCheckpoint(ml).Append(KERNEL).Fit(LOAD);", false)]
    [InlineData("return new Estimator().Append(KERNEL).Fit(LOAD);", false)]
    [InlineData("return KERNEL;", false)]
    [InlineData("var again = again.Append(KERNEL); return again.Fit(LOAD);", false)]
    public void Only_what_is_known_is_reported(string body, bool reported) =>
        Check("LayerNorm<float>(8)", "[VectorType(9)] public float[] Embedding = [];", body.Replace("KERNEL", Kernel).Replace("LOAD", Load), reported
            ? Kernel : null);

    [Fact]
    public void An_unrelated_property_of_that_name_is_not_looked_at() => Check("LayerNorm<float>(8)",
        "[VectorType(8)] public float[] Embedding = []; } class Unrelated { [VectorType(9)] public float[] Embedding { get; set; } = [];",
        $"return {Kernel}.Fit({Load});", null);

    // The columns of the file decide, whatever VectorType says.
    [Theory]
    [InlineData("[LoadColumn(0, 8), VectorType(9)] public float[] Embedding = [];", true)]
    [InlineData("[LoadColumn(0, 7), VectorType(9)] public float[] Embedding = [];", false)]
    public void A_text_file_has_to_agree(string member, bool reported) =>
        Check("LayerNorm<float>(8)", member, $"return {Kernel}.Fit(ml.Data.LoadFromTextFile<Row>(name));", reported ? Kernel : null);

    [Fact]
    public void Statements_at_the_top_of_a_file_are_followed() => Assert.Equal(["NORM014: ml.Transforms.BertNorm(\"Embedding\")"], Warnings(
        "LayerNorm<float>(8)", """
            var ml = new MLContext();
            var data = ml.Data.LoadFromEnumerable(new Row[1]);
            var kernel = ml.Transforms.BertNorm("Embedding");
            kernel.Fit(data);

            class Row { [VectorType(9)] public float[] Embedding = []; }
            """));

    private static void Check(string attribute, string member, string body, string? reported) =>
        Assert.Equal(reported is null ? [] : [$"NORM014: {reported}"], Warnings(attribute, $$"""
            class Row { {{member}} }

            class Program { static object Main(MLContext ml, Row[] rows, IDataView view, string name) { {{body}} } }
            """));

    private static IEnumerable<string> Warnings(string attribute, string text) => Reports.Of(
            Source.Kernel(attribute), Source.MLNet.Replace("Estimator<TKernel, T>;", "Estimator<TKernel, T> : Microsoft.ML.Estimator;"),
                Source.Pipelines,
            $"using Demo;\nusing Microsoft.ML;\nusing Microsoft.ML.Data;\n\n{text}")
        .Where(report => report.StartsWith("NORM014", StringComparison.Ordinal));
}
