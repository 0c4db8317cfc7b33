using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests;

public class GeneratedFittedKernelTests
{
    readonly MLContext _context = new(seed: 1);

    [Fact]
    public void TheGeneratedExtensionFitsAndNormalizesAColumn()
    {
        IDataView data = Load();
        List<float[]> rows = EstimatorContract.Check<FittedNormKernelTransformer<FourChannels, float>, float>(_context, _context.Transforms.FourChannels("Out", "Features"), data, "Out");

        List<float[]> expected = ColumnReader.ByCursor<float>(
            _context.Transforms.BatchNorm("Out", "Features", new() { Epsilon = 1e-5 }).Fit(data).Transform(data), "Out");
        EstimatorContract.Same(expected, rows);
    }

    [Fact]
    public void StatisticsAndParametersAreKeptInTheModel()
    {
        IDataView data = Load();
        var estimator = _context.Transforms.FourChannels("Features", options: new() { Gamma = [1, 2, 3, 4], Beta = [4, 3, 2, 1], Correction = 1 });
        EstimatorContract.Check<FittedNormKernelTransformer<FourChannels, float>, float>(_context, estimator, data, "Features");

        FittedNormKernelTransformer<FourChannels, float> fitted = estimator.Fit(data);
        Assert.Equal([3.0, 1.5, 2, 2.5], Enumerable.Range(0, 4).Select(i => fitted.Statistics[i].Mean));
        Assert.Equal((1e-5, 4, 1.0), (fitted.Options.Epsilon, fitted.Options.Channels!.Value, fitted.Options.Correction));
    }

    [Fact]
    public void RefusesWhatTheKernelWasNotGeneratedFor()
    {
        IDataView data = Load();
        EstimatorContract.Refuses(_context.Transforms.FourChannels("Doubles"), data, "'Doubles'", "Double", "a vector of 4 elements of Single");
#pragma warning disable NORM014 // The analyzer sees what this test wants to see at run time.
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.FourChannels("Pair").Fit(data)).Message;
#pragma warning restore NORM014
        Assert.Contains("a vector of 4 elements of Single or an integer type, for which FourChannels was generated", message);
    }

    [Fact]
    public void RefusesOptionsThatContradictTheKernel()
    {
        (BatchNormOptions Options, string Name)[] wrong =
        [
            (new() { Epsilon = 1e-3 }, "Epsilon is 0.001, but FourChannels was generated with 1E-05"),
            (new() { Channels = 2 }, "Channels is 2, but FourChannels was generated with 4"),
            (new() { Layout = NormLayout.ChannelsLast }, "Layout is ChannelsLast"),
            (new() { Gamma = [1] }, "Gamma has 1 elements; FourChannels takes 4"),
            (new() { Beta = [1, 2] }, "Beta has 2 elements; FourChannels takes 4"),
        ];
        Assert.All(wrong, item => Assert.Contains(item.Name, Assert.Throws<ArgumentException>(() => _context.Transforms.FourChannels("Features", options: item.Options)).Message));
    }

    IDataView Load() => _context.Data.LoadFromEnumerable([new Example(), new Example { Features = [5, 1, 1, 1] }]);

    sealed class Example
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [1, 2, 3, 4];

        [VectorType(4)]
        public double[] Doubles { get; set; } = [1, 2, 3, 4];

        [VectorType(2)]
        public float[] Pair { get; set; } = [1, 2];
    }
}
