using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests.Files;

/// <summary>Gamma and beta on their way into a pipeline: from arrays, from numbers by column name, from a tensor file.</summary>
public sealed class ParameterPipelineTests : IDisposable
{
    readonly MLContext _context = new(seed: 1);
    readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");

    public ParameterPipelineTests() => File.WriteAllBytes(_path, SafetensorsBytes.Example);

    public void Dispose() => File.Delete(_path);

    public static TheoryData<string> Norms => ["BatchNorm", "LayerNorm", "RmsNorm", "GroupNorm", "InstanceNorm", "a generated kernel"];

    [Theory]
    [MemberData(nameof(Norms))]
    public void Every_norm_takes_them_from_every_source(string norm)
    {
        IDataView data = Wines();
        string[] names = ["acid", "sugar", "salt", "water"];
        double[] gamma = [2, -1, 0.5, 3], beta = [10, 20, 30, 40];

        // y = xhat * gamma + beta, with xhat what the norm gives without them.
        List<float[]> plain = Read(norm, data, null, null), scaled = Read(norm, data, gamma, norm == "RmsNorm" ? null : beta);
        for (int row = 0; row < plain.Count; row++)
        {
            for (int i = 0; i < 4; i++)
                Assert.Equal((plain[row][i] * gamma[i]) + (norm == "RmsNorm" ? 0 : beta[i]), scaled[row][i], 4e-6 * 45);
        }

        var byName = new Dictionary<string, double> { ["water"] = 3, ["salt"] = 0.5, ["sugar"] = -1, ["acid"] = 2 };
        EstimatorContract.Same(scaled, Read(norm, data, NormParameters.FromNames(byName, names), norm == "RmsNorm" ? null : beta));
    }

    [Theory]
    [InlineData("LayerNorm")]
    [InlineData("BatchNorm")]
    [InlineData("RmsNorm")]
    public void A_trained_norm_comes_from_its_file(string norm)
    {
        // "a" is gamma [1, -2.5, 1e-3] and beta [0.1, 1e300, -0]; "b" is gamma [1, -3] alone.
        NormParameters trained = NormParameters.FromSafetensors(_path, "b");
        IDataView data = _context.Data.LoadFromEnumerable([new Pair { Features = [1, 3] }, new Pair { Features = [2, 9] }]);
        EstimatorContract.Same(Read(norm, data, [1, -3], null), Read(norm, data, trained.Gamma, trained.Beta));
        Assert.NotEqual(Read(norm, data, null, null)[0], Read(norm, data, trained.Gamma, trained.Beta)[0]);
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void Other_sizes_than_the_columns_are_refused_with_both(string norm)
    {
        IDataView data = Wines();
        Exception error = Assert.ThrowsAny<ArgumentException>(() => Create(norm, [1, 2, 3], null).Fit(data));
        Assert.Contains("3", error.Message);
        Assert.Contains(norm == "a generated kernel" ? "FourNorm takes 4" : "'Features'", error.Message);
        if (norm is "GroupNorm" or "InstanceNorm" or "LayerNorm")
        {
            error = Assert.ThrowsAny<ArgumentException>(() => Create(norm, [1, 2, 3, 4], [1, 2]).Fit(data));
            Assert.Contains("Gamma has 4 elements and Beta 2", error.Message);
        }
    }

    List<float[]> Read(string norm, IDataView data, IReadOnlyList<double>? gamma, IReadOnlyList<double>? beta) =>
        ColumnReader.ByCursor<float>(Create(norm, gamma, beta).Fit(data).Transform(data), "Out");

    IEstimator<ITransformer> Create(string norm, IReadOnlyList<double>? gamma, IReadOnlyList<double>? beta) => norm switch
    {
        "BatchNorm" => _context.Transforms.BatchNorm("Out", "Features", new() { Gamma = gamma, Beta = beta }),
        "LayerNorm" => _context.Transforms.LayerNorm("Out", "Features", new() { Gamma = gamma, Beta = beta }),
        "RmsNorm" => _context.Transforms.RmsNorm("Out", "Features", new() { Gamma = gamma }),
        "GroupNorm" => _context.Transforms.GroupNorm("Out", "Features", new GroupNormOptions { Groups = 2, Channels = 4, Gamma = gamma, Beta = beta }),
        // A channel needs two positions: beside the four numbers stand the same, normalized.
        "InstanceNorm" => _context.Transforms.CopyColumns("Raw", "Features").Append(_context.Transforms.LayerNorm("Other", "Raw"))
            .Append(_context.Transforms.Concatenate("Features", "Raw", "Other"))
            .Append(_context.Transforms.InstanceNorm("Out", "Features", new() { Channels = 4, Layout = NormLayout.ChannelsLast, Gamma = gamma, Beta = beta })),
        _ => _context.Transforms.Kernel<FourNorm, float>("Out", "Features", new() { Gamma = gamma, Beta = beta }),
    };

    IDataView Wines() => _context.Data.LoadFromEnumerable([new Wine { Features = [1, 2, 4, 9] }, new Wine { Features = [3, 1, 2, 7] }, new Wine { Features = [8, 5, 0, 1] }]);

    sealed class Wine
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];
    }

    sealed class Pair
    {
        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }
}
