using Microsoft.ML;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests.Fitting;

/// <summary>BatchNorm inside the linear layer after it.</summary>
public class FoldTests
{
    readonly MLContext _context = new(seed: 1);

    public static TheoryData<BatchNormOptions> Options =>
    [
        new BatchNormOptions(),
        new BatchNormOptions { Epsilon = 0.1, Gamma = [1, 2, 3, 4, 5, 6], Beta = [-3, 1, 4, -1, 5, 9] },
        new BatchNormOptions { Channels = 2 },
        new BatchNormOptions { Channels = 3, Layout = NormLayout.ChannelsLast, Gamma = [1, -2, 3], Beta = [7, 8, 9] },
        new BatchNormOptions { Constant = ConstantChannels.Zero },
        new BatchNormOptions { BatchSize = 10 },
    ];

    [Theory]
    [MemberData(nameof(Options))]
    public void The_folded_layer_predicts_what_norm_and_layer_predict(BatchNormOptions options)
    {
        double[][] rows = [.. FeatureRows.Random(40, 6).Select(row => Array.ConvertAll(row, value => value < 1000 ? 42.0 : value))];
        IDataView data = FeatureRows.Load(_context, rows);
        BatchNormTransformer norm = _context.Transforms.BatchNorm("Out", "Features", options).Fit(data);

        var random = new Random(3);
        double[] weights = [.. Enumerable.Range(0, 4 * 6).Select(_ => random.NextDouble() - 0.5)], bias = [.. Enumerable.Range(0, 4).Select(_ => random.NextDouble())];
        FoldedLinear folded = norm.FoldInto<double>(weights, bias);
        List<double[]> normalized = ColumnReader.ByCursor<double>(norm.Transform(data), "Out");
        for (int i = 0; i < rows.Length; i++)
        {
            double[] expected = Layer(weights, bias, normalized[i]), actual = Layer(folded.Weights, folded.Bias, rows[i]);
            // Means of up to 5000 beside spreads of about 1: up to four of the 16 digits.
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-11));
        }
    }

    [Fact]
    public void Layers_of_singles_are_taken_too()
    {
        BatchNormTransformer norm = _context.Transforms.BatchNorm([new("A", "Features"), new("W", "Weight")]).Fit(FeatureRows.Load(_context, [[1f, 10], [3, 30]], weights: [5, 7]));
        FoldedLinear folded = norm.FoldInto<float>([2, 30, 4, 50], [1, 0], "Features");
        // Means 2 and 20, deviations 1 and 10.
        Assert.Equal([2, 3, 4, 5], folded.Weights);
        Assert.Equal([1 - 4 - 60, -8 - 100], folded.Bias);
        Assert.Equal([1], norm.FoldInto<float>([1], [0], "W").Weights);
    }

    [Fact]
    public void What_is_no_layer_behind_the_column_is_refused()
    {
        BatchNormTransformer norm = _context.Transforms.BatchNorm("Features").Fit(FeatureRows.Load(_context, [[1f, 10], [3, 30]]));
        foreach ((int weights, int biases) in new[] { (3, 1), (2, 0), (0, 1), (0, 0), (5, 2) })
        {
            string message = Assert.Throws<ArgumentException>(() => norm.FoldInto<double>(new double[weights], new double[biases])).Message;
            Assert.Contains($"{weights} weights and {biases} biases are not a layer after the 2 channels of 'Features'", message);
        }

        Assert.Contains("'Other' does not name one column", Assert.Throws<ArgumentException>(() => norm.FoldInto<double>([1, 2], [0], "Other")).Message);
    }

    static double[] Layer(double[] weights, double[] bias, double[] inputs) =>
        [.. bias.Select((b, output) => b + inputs.Select((x, i) => x * weights[(output * inputs.Length) + i]).Sum())];
}
