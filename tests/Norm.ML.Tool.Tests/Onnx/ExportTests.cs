using Microsoft.ML.OnnxRuntime;
using Norm.ML.Onnx;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Onnx;

public sealed class ExportTests : IDisposable
{
    private readonly Workplace _place = new();

    [Theory]
    [InlineData("17")]
    [InlineData("21", "--strict")]
    [InlineData("23")]
    public void An_exported_model_gives_the_models_numbers(string opset, params string[] options)
    {
        string model = _place.Fit("a,b\n1000000.5,2\n1000001.25,4\n1000003,9\n");
        Outcome outcome = _place.Run(["export", model, "--onnx", _place.At("model.onnx"), "--opset", opset, .. options]).Succeeded();
        Assert.Empty(outcome.Out);
        Assert.Contains($"model.onnx: opset {opset}, 2 inputs, gives Features.output, with ", outcome.Error);
        Assert.Equal(options.Length == 0, outcome.Error.Contains("BatchNormalization", StringComparison.Ordinal));

        using var session = new InferenceSession(_place.At("model.onnx"));
        using OrtValue a = OrtValue.CreateTensorValueFromMemory<double>([1000000.5, 1000003], [2, 1]),
            b = OrtValue.CreateTensorValueFromMemory<double>([2, 9], [2, 1]);
        using var run = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, new Dictionary<string, OrtValue> { ["a"] = a, ["b"] = b },
            ["Features.output"]);
        double[] expected = [.. _place.Apply(model, "a,b\n1000000.5,2\n1000003,9\n").Split('\n')[1..3].SelectMany(line =>
            line.Split(',').Select(double.Parse))];
        Assert.All(expected.Zip(results[0].GetTensorDataAsSpan<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void The_file_goes_beside_the_model_by_default_and_never_over_it()
    {
        string model = _place.Fit("a,b\n1,2\n3,5\n");
        _place.Run("export", model).Succeeded();
        Assert.Equal(23, OnnxNorms.Read(_place.At("model.onnx")).Opset);
        _place.Run("export", model, "--onnx", model).Failed(1, "--onnx names the same file as MODEL.zip");
    }

    [Fact]
    public void What_cannot_be_exported_is_an_error_that_says_why()
    {
        _place.Run("export", _place.At("none.zip")).Failed(1, "none.zip", "no such file");
        _place.Run("export", _place.Fit("a,b\n1,2\n3,5\n"), "--opset", "16").Failed(2, "16", "--help' lists what is accepted.");
        _place.Run("export").Failed(2, "MODEL.zip");

        var ml = new Microsoft.ML.MLContext();
        Microsoft.ML.IDataView data = ml.Data.LoadFromEnumerable([new Row(), new Row { A = 2 }]);
        ml.Model.Save(Microsoft.ML.NormalizationCatalog.NormalizeMinMax(ml.Transforms, nameof(Row.A)).Fit(data), data.Schema, _place.At("other.zip"));
        _place.Run("export", _place.At("other.zip")).Failed(1, "other.zip: Step 1, NormalizingTransformer, cannot be written as ONNX");
        Assert.DoesNotContain("other.onnx", _place.Files);
    }

    public void Dispose() => _place.Dispose();

    private sealed class Row
    {
        public float A { get; set; }
    }
}
