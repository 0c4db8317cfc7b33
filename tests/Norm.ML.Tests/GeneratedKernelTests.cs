using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests;

public class GeneratedKernelTests
{
    readonly MLContext _context = new(seed: 1);

    [Fact]
    public void The_generated_extension_normalizes_a_column()
    {
        IDataView data = Load();
        List<float[]> rows = EstimatorContract.Check<NormKernelTransformer<FourNorm, float>, float>(_context, _context.Transforms.FourNorm("Out", "Features"), data, "Out");

        List<float[]> expected = ColumnReader.ByCursor<float>(_context.Transforms.LayerNorm("Out", "Features").Fit(data).Transform(data), "Out");
        EstimatorContract.Same(expected, rows);
    }

    [Fact]
    public void Parameters_are_kept_in_the_model() => EstimatorContract.Check<NormKernelTransformer<FourNorm, float>, float>(
        _context, _context.Transforms.Kernel<FourNorm, float>("Features", null, new() { Gamma = [1, 2, 3, 4], Beta = [4, 3, 2, 1] }), Load(), "Features");

    [Fact]
    public void Refuses_columns_that_it_was_not_generated_for()
    {
        IDataView data = Load();
        var estimator = _context.Transforms.FourNorm("Doubles");
        EstimatorContract.Refuses(estimator, data, "'Doubles'", "Double", "a vector of 4 elements of Single");
#pragma warning disable NORM014 // The analyzer sees what this test wants to see at run time.
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.FourNorm("Pair").Fit(data)).Message;
#pragma warning restore NORM014
        Assert.Contains("a vector of 4 elements of Single or an integer type, for which FourNorm was generated", message);
        Assert.Throws<ArgumentException>(() => _context.Transforms.Kernel<FourNorm, float>("Features", null, new() { Gamma = [1] }));
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
