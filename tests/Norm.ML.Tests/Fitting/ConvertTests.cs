using Microsoft.ML;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests.Fitting;

/// <summary>BatchNorm as a normalizer of ML.NET's own.</summary>
public class ConvertTests
{
    readonly MLContext _context = new(seed: 1);

    [Fact]
    public void MLNets_normalizer_gives_the_same()
    {
        double[][] rows = [.. FeatureRows.Random(50, 6).Select(row => Array.ConvertAll(row, value => (double)value))];
        rows = [.. rows.Select(row => row.Select((value, i) => i == 0 ? 7 : value).ToArray())];
        Same<double>(FeatureRows.Load(_context, rows), new(), 1e-12);
        Same<double>(FeatureRows.Load(_context, rows), new() { Epsilon = 0.5, Gamma = [1, 2, 3, 4, 5, 6], Beta = [6, 5, 4, 3, 2, 1] }, 1e-11);
        Same<double>(FeatureRows.Load(_context, rows), new() { Channels = 2, Beta = [1, 2] }, 1e-12);
        Same<double>(FeatureRows.Load(_context, rows, dimensions: [2, 3]), new() { Layout = NormLayout.ChannelsLast, Beta = [1, 2, 3] }, 1e-12);
        Same<double>(FeatureRows.Load(_context, rows), new() { BatchSize = 10 }, 1e-11);
        // Singles, in which ML.NET's offset loses the digits that the mean has more than the spread.
        Same<float>(FeatureRows.Load(_context, FeatureRows.Random(50, 3)), new(), 2e-3);
    }

    [Fact]
    public void Scalars_of_several_columns_become_one_normalizer()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new { X = 1f, Y = 10.0 }, new { X = 3f, Y = 30.0 }]);
        BatchNormTransformer norm = _context.Transforms.BatchNorm([new("A", "X"), new("Y")], new() { Beta = [1] }).Fit(data);
        ITransformer converted = norm.ToNormalizingTransformer(data.Schema);
        Assert.Equal([[0], [2]], ColumnReader.ByCursor<float>(converted.Transform(data), "A"));
        Assert.Equal([[0], [2]], ColumnReader.ByCursor<double>(converted.Transform(data), "Y"));
    }

    [Fact]
    public void What_it_cannot_express_is_refused()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new { X = 1f, N = 1 }, new { X = 1f, N = 2 }]);
        BatchNormTransformer constant = _context.Transforms.BatchNorm("X", options: new() { Constant = ConstantChannels.Zero, Beta = [5] }).Fit(data);
        Assert.Contains("channel 0 ('X') of column 'X' is 5 whatever the input",
            Assert.Throws<NotSupportedException>(() => constant.ToNormalizingTransformer(data.Schema)).Message);
        BatchNormTransformer integer = _context.Transforms.BatchNorm("N").Fit(data);
        Assert.Contains("Column 'N' is Int32; accepted: Single or Double",
            Assert.Throws<ArgumentOutOfRangeException>(() => integer.ToNormalizingTransformer(data.Schema)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => integer.ToNormalizingTransformer(FeatureRows.Load(_context, [[1f]]).Schema));
    }

    void Same<T>(IDataView data, BatchNormOptions options, double tolerance)
        where T : unmanaged, IConvertible
    {
        BatchNormTransformer norm = _context.Transforms.BatchNorm("Out", "Features", options).Fit(data);
        // A transformer like any other of ML.NET's: it keeps our contract, files included.
        List<T[]> converted = TransformerContract.Check<T>(_context, norm.ToNormalizingTransformer(data.Schema), data, "Out");
        foreach ((T[] expected, T[] actual) in ColumnReader.ByCursor<T>(norm.Transform(data), "Out").Zip(converted))
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.ToDouble(null), pair.Second.ToDouble(null), tolerance));
    }
}
