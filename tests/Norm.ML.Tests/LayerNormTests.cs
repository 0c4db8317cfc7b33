using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests;

public class LayerNormTests
{
    readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Normalizes_each_row_over_its_own_elements()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Fixed { Features = [1, 2, 3, 6] }, new Fixed { Features = [10, 20, 30, 60] }]);
        List<float[]> rows = EstimatorContract.Check<RowNormTransformer, float>(
            _context, _context.Transforms.LayerNorm("Out", "Features", new LayerNormOptions { Epsilon = 0 }), data, "Out");

        // Within one unit of rounding of the largest result.
        double[] expected = [.. new double[] { 1, 2, 3, 6 }.Select(x => (x - 3) / Math.Sqrt(3.5))];
        Assert.All(rows, row => Assert.All(row.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, expected[3] / (1 << 23))));
    }

    [Fact]
    public void Takes_rows_of_any_size_from_one_column()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Variable { Features = [1, 3] }, new Variable { Features = [] }, new Variable { Features = [5, 7, 5, 7] }]);
        List<float[]> rows = EstimatorContract.Check<RowNormTransformer, float>(
            _context, _context.Transforms.LayerNorm("Features", options: new LayerNormOptions { Epsilon = 0 }), data, "Features");
        Assert.Equal([[-1, 1], [], [-1, 1, -1, 1]], rows);
    }

    [Fact]
    public void Takes_doubles_and_integers()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Fixed { Doubles = [1e9, 1e9 + 2], Integers = [4, 8] }]);
        var exact = new LayerNormOptions { Epsilon = 0 };
        Assert.Equal([[-1, 1]], EstimatorContract.Check<RowNormTransformer, double>(_context, _context.Transforms.LayerNorm("Out", "Doubles", exact), data, "Out"));
        Assert.Equal([[-1, 1]], EstimatorContract.Check<RowNormTransformer, float>(_context, _context.Transforms.LayerNorm("Out", "Integers", exact), data, "Out"));
    }

    [Fact]
    public void Gamma_and_beta_scale_and_shift_each_element()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Fixed { Features = [1, 3, 1, 3] }]);
        var options = new LayerNormOptions { Epsilon = 0, Gamma = [1, 2, 3, 4], Beta = [10, 20, 30, 40] };
        Assert.Equal([[9, 22, 27, 44]], EstimatorContract.Check<RowNormTransformer, float>(_context, _context.Transforms.LayerNorm("Features", options: options), data, "Features"));
    }

    [Fact]
    public void Loaded_transformers_know_their_options()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Fixed { Features = [1, 3, 1, 3] }]);
        var options = new LayerNormOptions { Epsilon = 0.25, Precision = NormPrecision.Fast, Gamma = [1, 2, 3, 4] };
        using var file = new MemoryStream();
        _context.Model.Save(_context.Transforms.LayerNorm("Out", "Features", options).Fit(data), data.Schema, file);
        file.Position = 0;
        var loaded = Assert.IsType<RowNormTransformer>(new MLContext().Model.Load(file, out _));
        var known = Assert.IsType<LayerNormOptions>(loaded.Options);
        Assert.Equal((NormKind.LayerNorm, 0.25, NormPrecision.Fast), (loaded.Kind, known.Epsilon, known.Precision));
        Assert.Equal([1, 2, 3, 4], known.Gamma!);
        Assert.Empty(known.Beta!);
        Assert.Equal(("Out", "Features"), (loaded.Columns[0].OutputColumnName, loaded.Columns[0].InputColumnName));
    }

    [Fact]
    public void Refuses_what_it_cannot_normalize()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Fixed()]);
        EstimatorContract.Refuses(_context.Transforms.LayerNorm("Text"), data, "'Text'", "accepted: a vector of Single, Double or an integer type");
        EstimatorContract.Refuses(_context.Transforms.LayerNorm("Scalar"), data, "'Scalar'", "is Single");
        EstimatorContract.Refuses(_context.Transforms.LayerNorm("Nothing"), data, "'Nothing'");

        RowNormEstimator sized = _context.Transforms.LayerNorm("Features", options: new() { Gamma = [1, 2] });
        Assert.Contains("a vector of 2 elements", Assert.Throws<ArgumentOutOfRangeException>(() => sized.Fit(data)).Message);
        Assert.Throws<ArgumentException>(() => _context.Transforms.LayerNorm("F", options: new() { Gamma = [1, 2], Beta = [1] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.LayerNorm("F", options: new() { Epsilon = double.NaN }));
    }

    sealed class Fixed
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [0, 0, 0, 0];

        [VectorType(2)]
        public double[] Doubles { get; set; } = [0, 0];

        [VectorType(2)]
        public int[] Integers { get; set; } = [0, 0];

        public string Text { get; set; } = "";

        public float Scalar { get; set; }
    }

    sealed class Variable
    {
        public float[] Features { get; set; } = [];
    }
}
