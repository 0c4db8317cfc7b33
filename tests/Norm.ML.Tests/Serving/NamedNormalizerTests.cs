using System.Globalization;
using System.Text;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tests.Serving;

public sealed class NamedNormalizerTests
{
    private const int Rows = 40;

    private static readonly MLContext Context = new(seed: 1);

    private static readonly string[] Names = ["height", "weight", "größe \"x\"", "d"];

    private static readonly double[][] Values = [.. Enumerable.Range(0, Rows).Select(row => (double[])
        [1.5 + 0.01 * row, 70 + 7.0 / (row + 3), Math.Sin(row), 1.7e9 + row])];

    private static IDataView Data()
    {
        var frame = new DataFrame();
        for (int i = 0; i < Names.Length; i++)
        {
            frame.Columns.Add(new DoubleDataFrameColumn(Names[i], Values.Select(row => row[i])));
        }

        frame.Columns.Add(new StringDataFrameColumn("id", Values.Select((_, row) => $"r{row}")));
        return frame;
    }

    private static (ITransformer Model, DataViewSchema Schema, IDataView Out) Fit(Func<TransformsCatalog, IEstimator<ITransformer>> norm, bool round)
    {
        IDataView data = Data();
        IEstimator<ITransformer> chain = Context.Transforms.Concatenate("Features", Names);
        if (round)
        {
            chain = chain.Append(norm(Context.Transforms))
                .Append(Context.Transforms.Conversion.ConvertType("Features", outputKind: DataKind.Single));
        }
        else
        {
            chain = chain.Append(Context.Transforms.Conversion.ConvertType("Features", outputKind: DataKind.Single))
                .Append(norm(Context.Transforms));
        }

        using var file = new MemoryStream();
        Context.Model.Save(chain.Fit(data), data.Schema, file);
        file.Position = 0;
        ITransformer model = Context.Model.LoadChecked(file, out DataViewSchema? schema);
        return (model, schema!, model.Transform(data));
    }

    private static string Json(double[] row) => "{\"id\": {\"deep\": [1, 2]}, " + string.Join(", ", Names.Select((name, i) =>
        $"\"{name.Replace("\"", "\\\"", StringComparison.Ordinal)}\" : {row[i].ToString("R", CultureInfo.InvariantCulture)}").Reverse()) + "}";

    private static NamedNormalizer<float> Make(bool allowMissing = false)
    {
        (ITransformer model, DataViewSchema schema, _) = Fit(t => t.BatchNorm("Features"), round: true);
        return model.CreateNamedNormalizer<float>(schema, allowMissing: allowMissing);
    }

    [Theory]
    [InlineData("BatchNorm", true)]
    [InlineData("BatchNorm", false)]
    [InlineData("LayerNorm", true)]
    [InlineData("LayerNorm", false)]
    public void Rows_by_name_have_the_bits_of_the_model(string norm, bool round)
    {
        (ITransformer model, DataViewSchema schema, IDataView results) =
            Fit(t => norm == "BatchNorm" ? t.BatchNorm("Features") : t.LayerNorm("Features"), round);
        NamedNormalizer<float> normalizer = model.CreateNamedNormalizer<float>(schema);
        Assert.Equal(Names, normalizer.Names);
        Assert.Equal("Features", normalizer.OutputColumnName);
        float[][] expected = [.. results.GetColumn<float[]>("Features")];
        var frame = (DataFrame)Data();
        float[] y = new float[5];
        for (int row = 0; row < Rows; row++)
        {
            normalizer.Normalize(Names.Zip(Values[row]).ToDictionary(n => n.First, n => n.Second), y);
            Assert.Equal(expected[row], y[..4]);
            normalizer.NormalizeJson(Encoding.UTF8.GetBytes(Json(Values[row])), y);
            Assert.Equal(expected[row], y[..4]);
            normalizer.Normalize(frame.Rows[row].GetValues(), y);
            Assert.Equal(expected[row], y[..4]);
        }
    }

    [Fact]
    public void Doubles_are_given_where_the_norms_compute_in_double()
    {
        (ITransformer model, DataViewSchema schema, _) = Fit(t => t.BatchNorm("Features"), round: true);
        double[] expected = new double[4], y = new double[4];
        model.CreateSpanNormalizer<double>(schema).Normalize(Values[7], expected);
        model.CreateNamedNormalizer<double>(schema).NormalizeJson(Encoding.UTF8.GetBytes(Json(Values[7])), y);
        Assert.Equal(expected, y);
        (ITransformer single, DataViewSchema columns, _) = Fit(t => t.BatchNorm("Features"), round: false);
        Assert.Throws<ArgumentException>(() => single.CreateNamedNormalizer<double>(columns));
    }

    [Fact]
    public void A_row_from_a_dictionary_or_from_json_allocates_nothing()
    {
        NamedNormalizer<float> normalizer = Make();
        Dictionary<string, float> row = Names.Zip(Values[3]).ToDictionary(n => n.First, n => (float)n.Second);
        byte[] json = Encoding.UTF8.GetBytes(Json(Values[3]));
        float[] y = new float[4];
        for (int i = 0; i < 100; i++)
        {
            normalizer.Normalize(row, y);
            normalizer.NormalizeJson(json, y);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            normalizer.Normalize(row, y);
            normalizer.NormalizeJson(json, y);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData("[1, 2]", "not a JSON object")]
    [InlineData("{\"height\": 1", "not JSON")]
    [InlineData("{\"height\": 1, \"weight\": 2}", "no 'größe \"x\"' and 1 more")]
    [InlineData("{\"height\": 1, \"height\": 2}", "'height' comes twice")]
    [InlineData("{\"height\": \"1\"}", "'height' is a string; accepted: a number.")]
    [InlineData("{\"height\": null}", "'height' is missing")]
    [InlineData("{\"height\": 1e999}", "beyond the range of a Double")]
    [InlineData("{\"height\": 1, \"weight\": 2, \"größe \\\"x\\\"\": 3, \"d\": 4} 5", "")]
    public void A_wrong_row_is_refused_and_the_results_stay(string json, string message)
    {
        float[] y = [-1, -1, -1, -1];
        FormatException refused = Assert.Throws<FormatException>(() => Make().NormalizeJson(Encoding.UTF8.GetBytes(json), y));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.Equal([-1, -1, -1, -1], y);
    }

    [Fact]
    public void Wrong_dictionaries_and_values_are_refused_by_name()
    {
        NamedNormalizer<float> normalizer = Make();
        float[] y = new float[4];
        var row = new Dictionary<string, double> { ["height"] = 1, ["weight"] = 2, ["d"] = 3 };
        Assert.Contains("no 'größe", Assert.Throws<ArgumentException>(() => normalizer.Normalize(row, y)).Message, StringComparison.Ordinal);
        row["größe \"x\""] = double.NaN;
        Assert.Contains("is missing", Assert.Throws<ArgumentException>(() => normalizer.Normalize(row, y)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("destination", () => normalizer.Normalize(row, y.AsSpan(1)));
        KeyValuePair<string, object?>[] objects = [new("height", 1), new("weight", 2f), new("größe \"x\"", true), new("d", new DateTime(2026, 1, 1))];
        Assert.Contains("'d' is of type DateTime", Assert.Throws<ArgumentException>(() => normalizer.Normalize(objects, y)).Message,
            StringComparison.Ordinal);
        objects[3] = new("height", 4);
        Assert.Contains("comes twice", Assert.Throws<ArgumentException>(() => normalizer.Normalize(objects, y)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_values_become_nan_where_that_is_allowed()
    {
        NamedNormalizer<float> normalizer = Make(allowMissing: true);
        float[] y = new float[4], whole = new float[4];
        normalizer.NormalizeJson(Encoding.UTF8.GetBytes(Json(Values[0])), whole);
        normalizer.NormalizeJson("{\"height\": 1.5, \"weight\": null, \"größe \\\"x\\\"\": 0, \"d\": 1700000000}"u8, y);
        Assert.Equal([whole[0], float.NaN, whole[2], whole[3]], y);
        normalizer.Normalize([new("height", 1.5), new("weight", null), new("größe \"x\"", 0), new("d", 1_700_000_000)], y);
        Assert.Equal([whole[0], float.NaN, whole[2], whole[3]], y);
    }

    [Fact]
    public void A_wide_row_takes_the_same_way()
    {
        string[] names = [.. Enumerable.Range(0, 300).Select(i => $"column {i}")];
        var frame = new DataFrame([.. names.Select((name, i) => new SingleDataFrameColumn(name, [i, i + 1, 2 * i]))]);
        ITransformer model = Context.Transforms.Concatenate("Features", names).Append(Context.Transforms.BatchNorm("Features")).Fit(frame);
        float[] expected = model.Transform(frame).GetColumn<float[]>("Features").ElementAt(2), y = new float[300];
        NamedNormalizer<float> normalizer = model.CreateNamedNormalizer<float>(((IDataView)frame).Schema);
        normalizer.Normalize(frame.Rows[2].GetValues(), y);
        Assert.Equal(expected, y);
        Array.Clear(y);
        normalizer.NormalizeJson(Encoding.UTF8.GetBytes("{" + string.Join(",", names.Select((name, i) => $"\"{name}\":{2 * i}")) + "}"), y);
        Assert.Equal(expected, y);
    }

    [Fact]
    public void A_column_whose_numbers_have_no_names_is_refused()
    {
        IDataView data = Context.Data.LoadFromEnumerable([new Vector { Features = [1, 2] }, new Vector { Features = [2, 4] }]);
        ITransformer model = Context.Transforms.BatchNorm("Features").Fit(data);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => model.CreateNamedNormalizer<float>(data.Schema));
        Assert.Contains("have no names", refused.Message, StringComparison.Ordinal);
    }

    private sealed class Vector
    {
        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }
}
