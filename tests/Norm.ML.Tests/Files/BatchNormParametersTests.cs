using Microsoft.ML;
using Norm.ML.Tests.Contract;
using Norm.ML.Tests.Fitting;

namespace Norm.ML.Tests.Files;

/// <summary>A trained BatchNorm from a safetensors file, by PyTorch's names.</summary>
public sealed class BatchNormParametersTests : IDisposable
{
    readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void The_files_layer_is_the_norm_in_kernels_and_pipelines()
    {
        Write(("bn.running_mean", [2], [1, -2]), ("bn.running_var", [2], [4, 0.25f]), ("bn.weight", [2], [2, 3]), ("bn.bias", [2], [0.5f, -1]));
        float[] expected = [.. new[] { (3.0, 1.0, 4.0, 2.0, 0.5), (1.0, -2.0, 0.25, 3.0, -1.0) }
            .Select(c => (float)(((c.Item1 - c.Item2) / Math.Sqrt(c.Item3 + 1e-5) * c.Item4) + c.Item5))];
        float[] y = new float[2];
        BatchNormParameters.FromSafetensors(_path, "bn").ToFitted<float>().Normalize([3, 1], y);
        Assert.Equal(expected, y);

        var context = new MLContext();
        IDataView data = FeatureRows.Load(context, [[3f, 1f]]);
        BatchNormTransformer norm = context.Transforms.BatchNorm("Out", "Features", BatchNormOptions.FromSafetensors(_path, "bn")).Fit(data);
        Assert.Equal(expected, Assert.Single(ColumnReader.ByCursor<float>(norm.Transform(data), "Out")));
        Assert.Equal(1e-5, norm.Options.Epsilon);
    }

    [Fact]
    public void Gamma_and_beta_may_be_missing()
    {
        Write(("running_mean", [1], [1]), ("running_var", [1], [4]));
        BatchNormParameters plain = BatchNormParameters.FromSafetensors(_path, "");
        Assert.Equal((1.0, 4.0, null, null), (plain.Mean[0], plain.Variance[0], plain.Gamma, plain.Beta));
    }

    [Fact]
    public void Errors_name_the_tensor_its_shape_and_what_is_expected()
    {
        Write(("bn.running_mean", [2], [1, -2]));
        Refuses("has no tensor 'bn.running_var'; it has 'bn.running_mean'");
        Write(("bn.running_mean", [2], [1, -2]), ("bn.running_var", [3], [1, 1, 1]));
        Refuses("tensor 'bn.running_var' has the shape [3]; expected: [2], as many channels as 'bn.running_mean' has");
        Write(("bn.running_mean", [2], [1, -2]), ("bn.running_var", [2], [1, 1]), ("bn.weight", [1, 2], [1, 1]));
        Refuses("tensor 'bn.weight' has the shape [1, 2]; expected: [2]");
        Write(("bn.running_mean", [1, 2], [1, -2]), ("bn.running_var", [2], [1, 1]));
        Refuses("tensor 'bn.running_mean' has the shape [1, 2]; expected: one dimension");
        Write(("bn.running_mean", [2], [1, -2]), ("bn.running_var", [2], [1, -1]));
        Refuses("tensor 'bn.running_var' has -1 for channel 1; a variance is at least 0");
        Write(("bn.running_mean", [2], [1, float.NaN]), ("bn.running_var", [2], [1, 1]));
        Refuses("tensor 'bn.running_mean' has NaN for channel 1; expected: a finite number");

        void Refuses(string message) => Assert.Contains(message, Assert.Throws<InvalidDataException>(() => BatchNormParameters.FromSafetensors(_path, "bn")).Message);
    }

    void Write(params (string Name, int[] Shape, float[] Values)[] tensors)
    {
        int at = 0;
        IEnumerable<string> header = tensors.Select(tensor =>
        {
            int begin = at;
            at += tensor.Values.Length * sizeof(float);
            return $"\"{tensor.Name}\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(",", tensor.Shape)}],\"data_offsets\":[{begin},{at}]}}";
        });
        File.WriteAllBytes(_path, SafetensorsBytes.Write($"{{{string.Join(",", header)}}}", [.. tensors.SelectMany(tensor => tensor.Values).SelectMany(BitConverter.GetBytes)]));
    }
}
