using System.Text.Json;
using Norm.ML.Onnx;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Onnx;

public sealed class InspectOnnxTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public void The_norms_of_a_network_are_shown_with_findings()
    {
        OnnxModel.FromStatistics<float>(RunningStatistics.FromMoments([1, -2, 0.5], [4, 0, 9]),
            new() { Epsilon = 1e-3, Constant = ConstantChannels.Epsilon, Gamma = [0, 0, 0], Beta = [1, 2, 3] })
            .Save(_place.At("network.onnx"));
        Outcome outcome = _place.Run("inspect", _place.At("network.onnx")).Succeeded();
        string[] lines = outcome.Out.Split('\n'), cells = lines[1].Split("  ",
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(["BatchNorm", "BatchNorm.BatchNormalization", "BatchNormalization", "x", "BatchNorm.BatchNormalization"], cells[..5]);
        Assert.Equal("3 channels", cells[5]);
        Assert.Contains(lines, line =>
            line.StartsWith("problem: BatchNorm 'BatchNorm.BatchNormalization': gamma is 0 throughout", StringComparison.Ordinal));

        using var json = JsonDocument.Parse(_place.Run("inspect", _place.At("network.onnx"), "--json").Succeeded().Out);
        JsonElement norm = json.RootElement.GetProperty("norms")[0];
        Assert.Equal(("BatchNorm", 3, 23), (norm.GetProperty("kind").GetString(), norm.GetProperty("channels").GetInt32(),
            json.RootElement.GetProperty("opset").GetInt32()));
        Assert.Equal((-2.0, 1.0), (norm.GetProperty("mean").GetProperty("min").GetDouble(), norm.GetProperty("mean").GetProperty("max").GetDouble()));
    }

    [Fact]
    public void A_file_that_is_no_whole_model_is_an_error_in_one_line()
    {
        OnnxModel.FromStatistics<float>(RunningStatistics.FromMoments([1], [4])).Save(_place.At("whole.onnx"));
        byte[] bytes = File.ReadAllBytes(_place.At("whole.onnx"));
        _place.Run("inspect", _place.Write("cut.onnx", bytes[..(bytes.Length / 2)])).Failed(1, "cut.onnx' is not a valid ONNX file");
        _place.Run("inspect", _place.Write("text.onnx", "a,b\n1,2\n")).Failed(1, "text.onnx' is not a valid ONNX file");
        Assert.Contains("BatchNorm", _place.Run("inspect", _place.Write("renamed.bin", bytes)).Succeeded().Out);
        _place.Run("inspect", _place.At("whole.onnx"), "--columns", "a").Failed(1, "this is an ONNX file");
    }

    [Fact]
    public void Fit_like_a_norm_takes_its_kind_epsilon_gamma_and_beta()
    {
        OnnxModel.FromStatistics<float>(RunningStatistics.FromMoments([100, 100], [1, 1]),
            new() { Epsilon = 0.25, Gamma = [2, 4], Beta = [1, -1] }).Save(_place.At("batch.onnx"));
        string model = _place.Fit("a,b\n1,10\n3,30\n", "--like", _place.At("batch.onnx"));
        double scale = 2 / Math.Sqrt(1.25), other = 40 / Math.Sqrt(100.25);
        string[] cells = _place.Apply(model, "a,b\n3,30\n").Split('\n')[1].Split(',');
        Assert.Equal(scale + 1, double.Parse(cells[0]), 1e-12);
        Assert.Equal(other - 1, double.Parse(cells[1]), 1e-12);

        var layer = new LikeLayer();
        layer.Save(_place.At("layer.onnx"));
        cells = _place.Apply(_place.Fit("a,b\n1,3\n2,3\n", "--like", _place.At("layer.onnx")), "a,b\n1,3\n").Split('\n')[1].Split(',');
        Assert.Equal(-1 / Math.Sqrt(1 + (double)0.5f), double.Parse(cells[0]), 1e-9);
    }

    [Fact]
    public void Fit_like_a_norm_that_does_not_fit_says_why()
    {
        OnnxModel.FromStatistics<float>(RunningStatistics.FromMoments([0, 0, 0], [1, 1, 1]),
            new() { Gamma = [1, 2, 3] }).Save(_place.At("batch.onnx"));
        string data = _place.Write("data.csv", "a,b\n1,2\n3,5\n");
        _place.Run("fit", data, "--out", _place.At("m.zip"), "--like", _place.At("batch.onnx")).Failed(1, "Gamma has 3 elements", "2 channels");
        _place.Run("fit", data, "--out", _place.At("m.zip"), "--like", _place.At("batch.onnx"), "--like-norm", "other").Failed(1,
            "has no norm 'other'; it has 'BatchNorm.BatchNormalization'");
        _place.Run("fit", data, "--out", _place.At("m.zip"), "--like", _place.At("none.onnx")).Failed(1, "none.onnx: there is no such file.");
        _place.Run("fit", data, "--out", _place.At("m.zip"), "--like", _place.At("batch.onnx"), "--norm", "layer").Failed(2,
            "--like chooses the norm");
        _place.Run("fit", data, "--out", _place.At("m.zip"), "--like-norm", "x").Failed(2, "--like-norm goes with --like.");
        Assert.DoesNotContain("m.zip", _place.Files);
    }

    public void Dispose() => _place.Dispose();

    // A LayerNorm of two columns with an epsilon of its own.
    private sealed class LikeLayer
    {
        private readonly OnnxModel _model;

        public LikeLayer()
        {
            var ml = new Microsoft.ML.MLContext();
            Microsoft.ML.IDataView data = ml.Data.LoadFromEnumerable([new Row()]);
            _model = OnnxModel.FromTransformer(ml.Transforms.LayerNorm("Out", nameof(Row.X), new() { Epsilon = 0.5 }).Fit(data), data.Schema);
        }

        public void Save(string path) => _model.Save(path);
    }

    private sealed class Row
    {
        [Microsoft.ML.Data.VectorType(2)]
        public float[] X { get; set; } = [1, 2];
    }
}
