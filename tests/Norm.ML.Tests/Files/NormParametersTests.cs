using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests.Files;

public sealed class NormParametersTests : IDisposable
{
    readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");

    public NormParametersTests() => File.WriteAllBytes(_path, SafetensorsBytes.Example);

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Reads_gamma_and_beta_by_prefix()
    {
        NormParameters both = NormParameters.FromSafetensors(_path, "a");
        Assert.Equal([1, -2.5, (double)1e-3f], both.Gamma);
        Assert.Equal([0.1, 1e300, -0.0], both.Beta);

        NormParameters gammaOnly = NormParameters.FromSafetensors(_path, "b");
        Assert.Equal([1, -3], gammaOnly.Gamma);
        Assert.Null(gammaOnly.Beta);
    }

    [Fact]
    public void Reads_gamma_and_beta_by_name()
    {
        Assert.Null(NormParameters.FromSafetensors(_path, "a.weight", null).Beta);
        Assert.Equal([1, -3], NormParameters.FromSafetensors(_path, "b.weight", "b.weight").Beta);
    }

    [Fact]
    public void Says_what_does_not_fit()
    {
        string message = Assert.Throws<InvalidDataException>(() => NormParameters.FromSafetensors(_path, "a.weight", "b.weight")).Message;
        Assert.Equal($"'{_path}' has 3 elements in 'a.weight' and 2 in 'b.weight'; gamma and beta are of one size.", message);
        message = Assert.Throws<InvalidDataException>(() => NormParameters.FromSafetensors(_path, "")).Message;
        Assert.StartsWith($"'{_path}' has no tensor 'weight'; it has ", message);

        // The file is closed again, whatever happened.
        File.WriteAllBytes(_path, SafetensorsBytes.Example[..^1]);
        Assert.StartsWith($"'{_path}' is not a valid", Assert.Throws<InvalidDataException>(() => NormParameters.FromSafetensors(_path, "a")).Message);
        Assert.Throws<FileNotFoundException>(() => NormParameters.FromSafetensors(_path + ".not", "a"));
    }

    [Fact]
    public void They_are_options_of_the_norms()
    {
        var context = new MLContext(seed: 1);
        NormParameters trained = NormParameters.FromSafetensors(_path, "b");
        IDataView data = context.Data.LoadFromEnumerable([new Pair()]);
        var options = new LayerNormOptions { Epsilon = 0, Gamma = trained.Gamma, Beta = trained.Beta };
        Assert.Equal([[-1, -3]], ColumnReader.ByCursor<float>(context.Transforms.LayerNorm("Values", options: options).Fit(data).Transform(data), "Values"));
    }

    [Fact]
    public void Numbers_by_name_follow_the_slots()
    {
        var values = new Dictionary<string, double> { ["sugar"] = 2, ["acid"] = 1 };
        Assert.Equal([1, 2], NormParameters.FromNames(values, ["acid", "sugar"]));
        Assert.Equal(
            "2 values do not fit 3 slots. Without a value: 'salt', 'Acid'. Without a slot: 'acid'. (Parameter 'values')",
            Assert.Throws<ArgumentException>(() => NormParameters.FromNames(values, ["salt", "Acid", "sugar"])).Message);
        Assert.Contains("cannot be told apart: 'acid'", Assert.Throws<ArgumentException>(() => NormParameters.FromNames(values, ["acid", "acid"])).Message);
    }

    sealed class Pair
    {
        [VectorType(2)]
        public float[] Values { get; set; } = [1, 3];
    }
}
