using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Inspect;

public sealed class InspectModelTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public void A_fitted_model_shows_its_norm()
    {
        _place.Run("fit", Workplace.Sample("wine.csv"), "--out", _place.At("wine.zip")).Succeeded();
        Outcome outcome = _place.Run("inspect", _place.At("wine.zip")).Succeeded();
        string[] cells = outcome.Out.Split('\n')[1].Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(["BatchNorm", "2", "Features", "Features", "14 channels", "Vector<Double, 14>", "0", "1, default", "0, default", "178 rows"],
            cells);
        Assert.Contains("nothing to advise", outcome.Error);
        Assert.Contains("no drift to", _place.Run("inspect", _place.At("wine.zip"), Workplace.Sample("wine.csv")).Succeeded().Error);
    }

    [Fact]
    public void Data_that_drifted_makes_a_model_stale()
    {
        string model = _place.Fit("a,b\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i % 10},{i % 7}\n")));
        string newer = _place.Write("newer.csv", "a,b\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i % 10 + 9},{i % 7}\n")));
        string line = _place.Run("inspect", model, newer).Succeeded().Out.Split('\n')
            .First(line => line.StartsWith("advice", StringComparison.Ordinal));
        Assert.StartsWith("advice: BatchNorm of 'Features': 'a' moved by +3.13 deviations, mean 4.5 to 13.5: the statistics are stale", line);

        using var json = JsonDocument.Parse(_place.Run("inspect", model, newer, "--json").Succeeded().Out);
        JsonElement norm = json.RootElement.GetProperty("norms")[0], finding = json.RootElement.GetProperty("findings")[0];
        Assert.Equal(9 / Math.Sqrt(8.25), finding.GetProperty("value").GetDouble(), 1e-12);
        Assert.Equal(4.5, norm.GetProperty("statistics").GetProperty("channels")[0].GetProperty("mean").GetDouble());
        Assert.Equal(13.5, norm.GetProperty("dataStatistics").GetProperty("channels")[0].GetProperty("mean").GetDouble());
    }

    [Fact]
    public void A_norm_that_does_not_match_its_column_is_a_problem_not_an_exception()
    {
        // Saved with a schema that the model was not made for.
        var ml = new MLContext(seed: 1);
        ITransformer model = ml.Transforms.LayerNorm("Features", options: new LayerNormOptions { NormalizedSize = 768 }).Fit(Data(ml, 768));
        ml.Model.Save(model, Data(ml, 512).Schema, _place.At("model.zip"));
        Assert.Contains(
            "problem: LayerNorm of 'Features': norm size 768 does not match a column of 512",
            _place.Run("inspect", _place.At("model.zip")).Succeeded().Out);
    }

    [Fact]
    public void What_is_for_data_is_refused_for_models()
    {
        string model = _place.Fit("a\n1\n2\n");
        _place.Run("inspect", model, "--activations").Failed(1, "this is a model");
        _place.Run("inspect", model, "--ignore", "a").Failed(1, "this is a model");
        _place.Run("inspect", model, Workplace.Sample("iris.csv")).Failed(1, "there is no column 'a'", "model.zip needs");
        _place.Run("inspect", model, _place.Write("bad.csv", "a\n1\nx\n")).Failed(1, "bad.csv, line 3, column 'a': 'x' is not a number");
    }

    public void Dispose() => _place.Dispose();

    private static IDataView Data(MLContext ml, int size)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, size);
        return ml.Data.LoadFromEnumerable([new Row { Features = new float[size] }], schema);
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];
    }
}
