using Microsoft.ML;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests.Fitting;

/// <summary>
/// Running statistics over mini-batches, beside what PyTorch 1.13.1 gives for the same rows (CPU, double). The constants are of
/// <code>
/// m = torch.nn.BatchNorm1d(3, momentum=0.3).double()
/// for b in range(5):
///     m(torch.tensor([[(r*7%11) + j*100 + (r*13%17)*0.25*(j+1) for j in range(3)] for r in range(b*8, min(b*8+8, rows))], dtype=torch.float64))
/// m.running_mean.tolist(), m.running_var.tolist()
/// </code>
/// with <c>momentum=None</c> for the cumulative average.
/// </summary>
public class MiniBatchTests
{
    readonly MLContext _context = new(seed: 1);

    public static TheoryData<int, double?, double[], double[]> PyTorch => new()
    {
        { 40, 0.3, [5.838305624999999, 90.63581624999999, 175.43332687499998], [11.188213348214285, 15.325646607142856, 22.30274727678571] },
        // The last batch has five rows.
        { 37, 0.3, [5.744555624999999, 90.54581625, 175.34707687499997], [10.933749062499999, 13.966003749999999, 19.759711562499994] },
        { 40, null, [7.0125, 108.97500000000001, 210.9375], [13.254464285714286, 18.225, 26.604464285714286] },
    };

    [Theory]
    [MemberData(nameof(PyTorch))]
    public void Gives_PyTorchs_numbers(int rows, double? momentum, double[] mean, double[] variance)
    {
        MomentumRule rule = momentum is { } share ? MomentumRule.PyTorch(share) : MomentumRule.CumulativeAverage;
        IDataView data = FeatureRows.Load(_context, Rows(rows));
        BatchNormTransformer model = _context.Transforms.BatchNorm("Features", options: new() { BatchSize = 8, Momentum = rule }).Fit(data);
        ExponentialMoments running = model.Statistics.Exponential!;
        Assert.Equal(5, running.BatchCount);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(mean[i], running.Mean[i], 1e-15 * mean[i]);
            Assert.Equal(variance[i], running.Variance[i], 4e-15 * variance[i]);
        }

        // The same through several cursors, in row order.
        Assert.Equal(model.Statistics, _context.Transforms.BatchNorm("Features", options: new() { BatchSize = 8, Momentum = rule }).Fit(_context.Data.Cache(data)).Statistics);
    }

    [Fact]
    public void Normalizes_as_PyTorch_does_at_inference()
    {
        // m.eval()(torch.tensor([[1., 105., 207.]])) after the first training above, with its epsilon of 1e-5.
        BatchNormTransformer model = _context.Transforms.BatchNorm("Features", options: new() { BatchSize = 8, Momentum = MomentumRule.PyTorch(0.3), Epsilon = 1e-5 })
            .Fit(FeatureRows.Load(_context, Rows(40)));
        double[] actual = ColumnReader.ByCursor<double>(model.Transform(FeatureRows.Load(_context, [[1.0, 105, 207]])), "Features")[0];
        Assert.All(new[] { -1.4464810037559213, 3.6692001865010937, 6.684201509752337 }.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 4e-15));
    }

    [Fact]
    public void Positions_of_a_channel_are_in_its_batch()
    {
        // torch.nn.BatchNorm2d(2), four batches of ten images [2, 1, 3]: [(r*7%11) + j*100 + (r*13%17)*0.25*(j*3+k+1) for k in range(3)].
        IDataView data = FeatureRows.Load(
            _context, Enumerable.Range(0, 40).Select(r => Enumerable.Range(0, 6).Select(i => (r * 7 % 11) + (i / 3 * 100) + (r * 13 % 17 * 0.25 * (i + 1))).ToArray()), dimensions: [2, 1, 3]);
        ExponentialMoments running = _context.Transforms.BatchNorm("Features", options: new() { BatchSize = 10 }).Fit(data).Statistics.Exponential!;
        Assert.All(new[] { 3.0910150000000005, 39.5098025 }.Zip(running.Mean.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-13));
        Assert.All(new[] { 7.7299320689655175, 19.209200280172414 }.Zip(running.Variance.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-13));
    }

    [Fact]
    public void A_batch_that_is_too_small_is_named()
    {
        string message = Assert.Throws<InvalidOperationException>(() => _context.Transforms.BatchNorm("Features", options: new() { BatchSize = 8 })
            .Fit(FeatureRows.Load(_context, Rows(17)))).Message;
        Assert.Contains("Mini-batch 3 of column 'Features' would be 1 of the 17 rows", message);
        Assert.Contains("DropLast = true", message);

        // Where the number of rows is not known beforehand, when they have been read.
        IDataView unknown = _context.Data.FilterRowsByColumn(FeatureRows.Load(_context, Rows(17)), "Weight", 0, 2);
        Assert.Null(unknown.GetRowCount());
        message = Assert.Throws<InvalidOperationException>(() => _context.Transforms.BatchNorm("Features", options: new() { BatchSize = 8 }).Fit(unknown)).Message;
        Assert.Contains("Mini-batch 3 of column 'Features' (1 rows)", message);
        Assert.Contains("DropLast = true", message);
        // ONNX's rule divides by n, so that one row will do.
        Assert.Equal(3, _context.Transforms.BatchNorm("Features", options: new() { BatchSize = 8, Momentum = MomentumRule.Onnx(0.9) })
            .Fit(FeatureRows.Load(_context, Rows(17))).Statistics.Exponential!.BatchCount);
    }

    [Fact]
    public void A_short_last_batch_is_left_out()
    {
        BatchNormOptions options = new() { BatchSize = 8, DropLast = true };
        BatchNormTransformer whole = _context.Transforms.BatchNorm("Features", options: options).Fit(FeatureRows.Load(_context, Rows(16)));
        BatchNormTransformer cut = _context.Transforms.BatchNorm("Features", options: options).Fit(FeatureRows.Load(_context, Rows(17)));
        Assert.Equal((2, 17), (cut.Statistics.Exponential!.BatchCount, cut.Statistics.RowCount));
        Assert.Equal(whole.Statistics.Exponential!.Mean.ToArray(), cut.Statistics.Exponential.Mean.ToArray());
        Assert.Contains("7 rows", Assert.Throws<InvalidOperationException>(() => _context.Transforms.BatchNorm("Features", options: options).Fit(FeatureRows.Load(_context, Rows(7)))).Message);
        Assert.Equal("DropLast", Assert.Throws<ArgumentException>(() => _context.Transforms.BatchNorm("Features", options: new() { DropLast = true })).ParamName);

        using var file = new MemoryStream();
        _context.Model.Save(cut, FeatureRows.Load(_context, Rows(2)).Schema, file);
        file.Position = 0;
        var loaded = Assert.IsType<BatchNormTransformer>(_context.Model.Load(file, out _));
        Assert.True(loaded.Options.DropLast);
    }

    [Fact]
    public void Options_that_contradict_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.BatchNorm("Features", options: new() { BatchSize = 1 }));
        Assert.Throws<ArgumentException>(() => _context.Transforms.BatchNorm("Features", options: new() { Momentum = MomentumRule.PyTorch() }));
    }

    static IEnumerable<double[]> Rows(int rows) =>
        Enumerable.Range(0, rows).Select(r => Enumerable.Range(0, 3).Select(j => (r * 7 % 11) + (j * 100) + (r * 13 % 17 * 0.25 * (j + 1))).ToArray());
}
