using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests;

/// <summary>RMSNorm, GroupNorm and InstanceNorm as components, and what LayerNorm shares with them: how an example is cut.</summary>
public class RowNormTests
{
    private static readonly LayerNormOptions ExactLayer = new() { Epsilon = 0 };

    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void RmsNorm_divides_by_the_root_mean_square()
    {
        IDataView data = Load([3, 4, 0, 5, 5, 0, -5, 5, 5, 0, -5, -5]);
        var options = new RmsNormOptions { Epsilon = 0, NormalizedSize = 2 };
        double root = Math.Sqrt(12.5);
        Near([3 / root, 4 / root, 0, Math.Sqrt(2)], Check(_context.Transforms.RmsNorm("Out", "Flat", options), data)[0][..4]);
    }

    [Fact]
    public void UnitNorm_divides_by_the_length()
    {
        IDataView data = Load([3, 4, 0, 5, 5, 0, -5, 5, 5, 0, -5, -5]);
        Near([0.6, 0.8, 0, 1], Check(_context.Transforms.UnitNorm("Out", "Flat", new() { NormalizedSize = 2 }), data)[0][..4]);
    }

    [Fact]
    public void RmsNorm_multiplies_by_one_plus_gamma_on_request()
    {
        IDataView data = Load([2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
        var options = new RmsNormOptions { Epsilon = 0, NormalizedSize = 2, Gamma = [0, 1], UnitOffset = true };
        Near([1, 2, 1, 2], Check(_context.Transforms.RmsNorm("Out", "Flat", options), data)[0][..4]);
    }

    [Fact]
    public void LayerNorm_takes_the_last_dimension_as_a_row()
    {
        IDataView data = Load([1, 3, 10, 30, 5, 5, 2, 6, 0, 1, 7, 9]);
        Near([-1, 1, -1, 1, 0, 0, -1, 1, -1, 1, -1, 1], Check(_context.Transforms.LayerNorm("Out", "Pairs", ExactLayer), data)[0]);
        // The same elements as a flat vector, read as pairs.
        EstimatorContract.Same(
            Check(_context.Transforms.LayerNorm("Out", "Pairs", ExactLayer), data),
            Check(_context.Transforms.LayerNorm("Out", "Flat", ExactLayer with { NormalizedSize = 2 }), data));
    }

    [Fact]
    public void GroupNorm_and_InstanceNorm_take_the_first_dimension_as_channels()
    {
        IDataView data = Load([1, 3, 1, 3, 1, 3, 9, 9, 9, 1, 1, 1]);
        List<float[]> instance = Check(_context.Transforms.InstanceNorm("Out", "Image", new() { Epsilon = 0 }), data);
        Near([-1, 1, -1, 1, -1, 1, 1, 1, 1, -1, -1, -1], instance[0]);

        // A group per channel is InstanceNorm; one group is LayerNorm of the whole.
        EstimatorContract.Same(instance, Check(_context.Transforms.GroupNorm("Out", "Image", new() { Epsilon = 0, Groups = 2 }), data));
        Near(
            [.. Check(_context.Transforms.LayerNorm("Out", "Image", ExactLayer with { NormalizedSize = 12 }), data)[0].Select(
                value => (double)value)],
            Check(_context.Transforms.GroupNorm("Out", "Image", new() { Epsilon = 0, Groups = 1 }), data)[0]);
    }

    [Fact]
    public void Options_read_a_flat_vector_as_an_image()
    {
        IDataView data = Load([1, 3, 1, 3, 1, 3, 9, 9, 9, 1, 1, 1]);
        EstimatorContract.Same(
            Check(_context.Transforms.InstanceNorm("Out", "Image", new() { Gamma = [2, 3], Beta = [4, 5] }), data),
            Check(_context.Transforms.InstanceNorm("Out", "Flat", new() { Channels = 2, Gamma = [2, 3], Beta = [4, 5] }), data));
    }

    [Fact]
    public void Channels_may_come_last()
    {
        IDataView data = Load([1, 5, 3, 5, 1, 9, 3, 9, 1, 9, 3, 5]);
        var options = new InstanceNormOptions { Epsilon = 0, Channels = 2, Layout = NormLayout.ChannelsLast };
        Near([-1, -1, 1, -1, -1, 1, 1, 1, -1, 1, 1, -1], Check(_context.Transforms.InstanceNorm("Out", "Flat", options), data)[0]);
    }

    [Fact]
    public void Sequences_of_any_length_are_cut_into_rows()
    {
        IDataView data = _context.Data.LoadFromEnumerable(
            [new Sequence { Steps = [1, 3, 10, 30] }, new Sequence { Steps = [] }, new Sequence { Steps = [7, 5] }]);
        List<float[]> rows = Check(_context.Transforms.LayerNorm("Out", "Steps", ExactLayer with { NormalizedSize = 2 }), data);
        Near([-1, 1, -1, 1], rows[0]);
        Assert.Empty(rows[1]);
        Near([1, -1], rows[2]);
    }

    [Fact]
    public void A_sequence_that_cannot_be_cut_is_named()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Sequence { Steps = [1, 3, 10] }]);
        IDataView transformed = _context.Transforms.LayerNorm("Out", "Steps", ExactLayer with { NormalizedSize = 2 }).Fit(data).Transform(data);
        string message = Assert.Throws<InvalidOperationException>(() => ColumnReader.ByCursor<float>(transformed, "Out")).Message;
        Assert.Contains("'Steps'", message);
        Assert.Contains("3 elements in a row; expected: a multiple of 2", message);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused_before_the_first_row()
    {
        IDataView data = Load(new float[12]);
        Refuses(_context.Transforms.LayerNorm("Out", "Flat", new() { NormalizedSize = 5 }), "'Flat'", "multiple of 5");
        Refuses(_context.Transforms.RmsNorm("Out", "Pairs", new() { Gamma = [1, 2, 3] }), "'Pairs'", "3 elements");
        Refuses(_context.Transforms.GroupNorm("Out", "Flat", new() { Groups = 2 }), "'Flat'", "Channels");
        Refuses(_context.Transforms.GroupNorm("Out", "Image", new() { Groups = 3 }), "'Image'", "3 groups", "2");
        Refuses(_context.Transforms.InstanceNorm("Out", "Flat", new() { Channels = 12 }), "'Flat'", "2 positions");
        Refuses(_context.Transforms.InstanceNorm("Out", "Image", new() { Beta = [1] }), "'Image'", "1 channels");
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.GroupNorm("Out", "Image", new() { Groups = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.GroupNorm("Out", "Image", new() { Groups = 2, Channels = 3 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.LayerNorm("Out", "Flat", new() { NormalizedSize = 0 }));

        void Refuses(RowNormEstimator estimator, params string[] named)
        {
            string message = Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(data)).Message;
            Assert.All(named, name => Assert.Contains(name, message));
        }
    }

    private List<float[]> Check(RowNormEstimator estimator, IDataView data) =>
        EstimatorContract.Check<RowNormTransformer, float>(_context, estimator, data, "Out");

    private IDataView Load(params float[][] rows) =>
        _context.Data.LoadFromEnumerable(rows.Select(row => new Example { Flat = row, Pairs = row, Image = row }));

    // Within one unit of rounding of the largest expected value.
    private static void Near(double[] expected, float[] actual)
    {
        double unit = expected.Max(Math.Abs) / (1 << 23);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, unit));
    }

    private sealed class Example
    {
        [VectorType(12)]
        public float[] Flat { get; set; } = [];

        [VectorType(6, 2)]
        public float[] Pairs { get; set; } = [];

        [VectorType(2, 2, 3)]
        public float[] Image { get; set; } = [];
    }

    private sealed class Sequence
    {
        public float[] Steps { get; set; } = [];
    }
}
