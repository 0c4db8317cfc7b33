using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Hosting.Tests;

public sealed class ServedNormalizerTests : IDisposable
{
    private static readonly string[] Names = ["a", "b"];

    private readonly string _folder = Directory.CreateTempSubdirectory("norm-ml-hosting-").FullName;

    private string Model => Path.Combine(_folder, "model.zip");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_name_gives_the_norms_of_its_model()
    {
        Save(Model, 10);
        string other = Path.Combine(_folder, "other.zip");
        Save(other, 1000);
        using ServiceProvider services = new ServiceCollection().AddNormalizer("one", Model).AddNormalizer("two", other).BuildServiceProvider();
        ServedNormalizer one = services.GetRequiredKeyedService<ServedNormalizer>("one");
        ServedNormalizer two = services.GetRequiredKeyedService<ServedNormalizer>("two");
        Assert.Equal(("one", Model, 1L), (one.Name, one.ModelPath, one.Current.Number));
        Assert.Same(one, services.GetRequiredKeyedService<ServedNormalizer>("one"));
        Assert.Equal(Names, one.Current.Normalizer.Names);
        Assert.Equal([1f, 0f], Json(one, "{\"a\": 20, \"b\": 5}"));
        Assert.Equal([1f, 0f], Json(two, "{\"a\": 2000, \"b\": 500}"));
        float[] y = new float[2];
        one.Normalize(new Dictionary<string, double> { ["a"] = 20, ["b"] = 5 }, y);
        Assert.Equal([1f, 0f], y);
        KeyValuePair<string, object?>[] row = [new("b", 5L), new("a", 20)];
        one.Normalize(row, y);
        Assert.Equal([1f, 0f], y);
        Assert.Null(services.GetKeyedService<ServedNormalizer>("three"));
    }

    [Fact]
    public async Task A_changed_file_is_served_without_a_failed_row()
    {
        Save(Model, 10);
        using ServiceProvider services = new ServiceCollection()
            .AddNormalizer("m", Model, options => options.ReloadEvery = TimeSpan.FromMilliseconds(20)).BuildServiceProvider();
        ServedNormalizer served = services.GetRequiredKeyedService<ServedNormalizer>("m");
        using var end = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        Task<HashSet<float>> serving = Task.Run(() =>
        {
            HashSet<float> seen = [];
            while (!seen.Contains(0.1f) && !end.IsCancellationRequested)
            {
                seen.Add(Json(served, "{\"a\": 20, \"b\": 5}")[0]);
            }

            return seen;
        });
        string next = Path.Combine(_folder, "next.zip");
        Save(next, 100, shift: -90);
        File.Move(next, Model, overwrite: true);
        // Every row is one model's or the other's.
        Assert.Equal([0.1f, 1f], (await serving).Order());
        Assert.Equal((2L, null), (served.Current.Number, served.LastProblem));
    }

    [Fact]
    public void A_damaged_file_leaves_the_model_that_is_served()
    {
        Save(Model, 10);
        using ServiceProvider services = new ServiceCollection()
            .AddNormalizer("m", Model, options => options.ReloadEvery = Timeout.InfiniteTimeSpan).BuildServiceProvider();
        ServedNormalizer served = services.GetRequiredKeyedService<ServedNormalizer>("m");
        byte[] good = File.ReadAllBytes(Model);
        File.WriteAllBytes(Model, good[..^100]);
        Assert.False(served.Reload());
        Assert.Contains(Model, served.LastProblem, StringComparison.Ordinal);
        Assert.Equal([1f, 0f], Json(served, "{\"a\": 20, \"b\": 5}"));
        File.Delete(Model);
        Assert.False(served.Reload());
        Assert.Equal([1f, 0f], Json(served, "{\"a\": 20, \"b\": 5}"));
        Assert.Equal(1, served.Current.Number);
        File.WriteAllBytes(Model, good);
        Assert.True(served.Reload());
        Assert.Equal((2L, null), (served.Current.Number, served.LastProblem));
    }

    [Fact]
    public void A_file_that_is_not_there_or_is_not_a_model_is_refused_when_it_is_asked_for()
    {
        using ServiceProvider services = new ServiceCollection().AddNormalizer("m", Model).BuildServiceProvider();
        IOException refused = Assert.ThrowsAny<IOException>(() => services.GetKeyedService<ServedNormalizer>("m"));
        Assert.Contains(Model, refused.Message, StringComparison.Ordinal);
        File.WriteAllText(Model, "no model");
        Assert.Throws<FormatException>(() => services.GetKeyedService<ServedNormalizer>("m"));
    }

    [Fact]
    public void A_name_twice_and_options_out_of_range_are_refused()
    {
        IServiceCollection services = new ServiceCollection().AddNormalizer("m", Model);
        Assert.Contains("'m' is registered already", Assert.Throws<ArgumentException>(() => services.AddNormalizer("m", Model)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => services.AddNormalizer("", Model));
        Assert.Contains("ReloadEvery is 00:00:00", Assert.Throws<ArgumentException>(
            () => services.AddNormalizer("n", Model, options => options.ReloadEvery = TimeSpan.Zero)).Message, StringComparison.Ordinal);
        Assert.Contains("DriftRows is 1", Assert.Throws<ArgumentException>(
            () => services.AddNormalizer("n", Model, options => options.DriftRows = 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_missing_and_infinite_values_reloads_and_drift_are_measured()
    {
        Save(Model, 10);
        var measured = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == ServedNormalizer.MeterName)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags, add: true));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags, add: false));
        listener.Start();
        using ServiceProvider services = new ServiceCollection().AddNormalizer("measured", Model, options =>
            (options.AllowMissing, options.DriftRows, options.ReloadEvery) = (true, 4, Timeout.InfiniteTimeSpan)).BuildServiceProvider();
        ServedNormalizer served = services.GetRequiredKeyedService<ServedNormalizer>("measured");
        float[] y = new float[2];
        // b as fitted: 5 with deviation 5. a: 10 deviations of 10 away, with a tenth of the deviation.
        for (int i = 0; i < 4; i++)
        {
            served.Normalize(new Dictionary<string, double> { ["a"] = i % 2 == 0 ? 109 : 111, ["b"] = i % 2 == 0 ? 0 : 10 }, y);
        }

        served.Normalize(new Dictionary<string, double> { ["a"] = double.NaN, ["b"] = double.PositiveInfinity }, y);
        served.Reload();
        Assert.Equal(5, measured["norm_ml.serving.rows"]);
        Assert.Equal(1, measured["norm_ml.serving.missing_values"]);
        Assert.Equal(1, measured["norm_ml.serving.infinite_values"]);
        Assert.Equal(1, measured["norm_ml.serving.reloads"]);
        Assert.Equal(10, measured["norm_ml.serving.drift.mean_shift"], 1e-12);
        Assert.Equal(10, measured["norm_ml.serving.drift.spread_ratio"], 1e-12);

        void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, bool add)
        {
            if (tags is [{ Key: "normalizer", Value: "measured" }])
            {
                measured.AddOrUpdate(instrument.Name, value, (_, before) => add ? before + value : value);
            }
        }
    }

    // Column a has mean shift + scale and deviation scale; b has mean and deviation scale / 2.
    private static void Save(string path, double scale, double shift = 0)
    {
        var context = new MLContext(seed: 1);
        IDataView data = context.Data.LoadFromEnumerable(
            [new Row { A = shift, B = 0 }, new Row { A = shift + 2 * scale, B = scale }]);
        ITransformer model = context.Transforms.Concatenate("Features", "a", "b").Append(context.Transforms.BatchNorm("Features")).Fit(data);
        context.Model.Save(model, data.Schema, path);
    }

    private static float[] Json(ServedNormalizer served, string row)
    {
        float[] y = new float[2];
        served.NormalizeJson(System.Text.Encoding.UTF8.GetBytes(row), y);
        return y;
    }

    private sealed class Row
    {
        [ColumnName("a")]
        public double A { get; set; }

        [ColumnName("b")]
        public double B { get; set; }
    }
}
