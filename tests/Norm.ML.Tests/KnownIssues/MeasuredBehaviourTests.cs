using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests.KnownIssues;

/// <summary>Data on which ML.NET's normalizers were measured to be wrong, and what ours give: docs/known-issues.md has both.</summary>
public class MeasuredBehaviourTests
{
    readonly MLContext _context = new(seed: 1);

    [Fact]
    public void A_column_is_centred_by_default() => Near([-1.41421356, -0.70710678, 0, 0.70710678, 1.41421356], Column<float>(1, 2, 3, 4, 5), 1e-7);

    [Fact]
    public void A_mean_far_above_the_spread_costs_no_digits()
    {
        double[] expected = [-1.34164079, -0.44721360, 0.44721360, 1.34164079];
        Near(expected, Column<float>(1e8f, 1e8f + 8, 1e8f + 16, 1e8f + 24), 1e-7);
        Near(expected, Row([1e8f, 1e8f + 8, 1e8f + 16, 1e8f + 24]), 1e-7);
        Near(expected, Row([40000, 40001, 40002, 40003]), 1e-7);
    }

    [Fact]
    public void A_spread_of_one_unit_in_the_last_place_is_seen() =>
        Near([-0.57735027, 1.73205081, -0.57735027, -0.57735027], Column<float>(1, float.BitIncrement(1), 1, 1), 1e-7);

    [Fact]
    public void Subnormal_columns_are_normalized() => Near([-1.22474487, 0, 1.22474487], Column<float>(1e-40f, 2e-40f, 3e-40f), 1e-5);

    [Fact]
    public void The_largest_doubles_are_normalized() =>
        Near([1.4142135623730951, -1.4142135623730951, 0, 0], Column(double.MaxValue, -double.MaxValue, 1, 2), 1e-15);

    [Fact]
    public void A_constant_column_is_centred_and_keeps_its_scale()
    {
        BatchNormTransformer model = _context.Transforms.BatchNorm("Features").Fit(Load<float>([[7], [7], [7]]));
        Assert.Equal([0, 1, 999_993], ColumnReader.ByCursor<float>(model.Transform(Load<float>([[7], [8], [1e6f]])), "Features").Select(row => row[0]));
    }

    [Theory]
    [InlineData(3e30f, 4e30f)]
    [InlineData(3e8f, 4e8f)]
    [InlineData(3, 4)]
    [InlineData(3e-30f, 4e-30f)]
    [InlineData(3e-42f, 4e-42f)]
    public void Rows_of_any_magnitude_are_divided_by_their_root_mean_square(float a, float b)
    {
        IDataView data = Load<float>([[a, b]]);
        float[] y = ColumnReader.ByCursor<float>(_context.Transforms.RmsNorm("Features", options: new() { Epsilon = 0 }).Fit(data).Transform(data), "Features")[0];

        // Of subnormals there are some thousand steps between 0 and the values: the input itself is rounded.
        Near([0.6 * Math.Sqrt(2), 0.8 * Math.Sqrt(2)], y, a < 1e-38f ? 1e-3 : 1e-7);
    }

    [Fact]
    public void A_row_with_NaN_is_never_passed_on_as_if_it_were_normalized()
    {
        Assert.All(Row([3, float.NaN, 4]), value => Assert.True(float.IsNaN(value)));
        Assert.All(Row([3, float.PositiveInfinity, 4]), value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void A_long_row_far_from_zero_has_mean_zero()
    {
        var random = new Random(1);
        float[] y = Row([.. Enumerable.Range(0, 16384).Select(_ => (float)(1000 + (Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))))]);
        Assert.InRange(Math.Abs(y.Average(value => (double)value)), 0, 1e-8);
        Assert.InRange(y.Average(value => (double)value * value), 1 - 1e-7, 1 + 1e-7);
    }

    T[] Column<T>(params T[] values)
        where T : unmanaged
    {
        IDataView data = Load<T>([.. values.Select(value => new[] { value })]);
        return [.. ColumnReader.ByCursor<T>(_context.Transforms.BatchNorm("Features").Fit(data).Transform(data), "Features").Select(row => row[0])];
    }

    float[] Row(float[] values)
    {
        IDataView data = Load<float>([values]);
        return ColumnReader.ByCursor<float>(_context.Transforms.LayerNorm("Features", options: new() { Epsilon = 0 }).Fit(data).Transform(data), "Features")[0];
    }

    IDataView Load<T>(T[][] rows)
        where T : unmanaged
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Example<T>));
        schema["Features"].ColumnType = new VectorDataViewType(typeof(T) == typeof(double) ? NumberDataViewType.Double : NumberDataViewType.Single, rows[0].Length);
        return _context.Data.LoadFromEnumerable(rows.Select(row => new Example<T> { Features = row }), schema);
    }

    static void Near<T>(double[] expected, T[] actual, double relative)
        where T : unmanaged
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double value = Convert.ToDouble(actual[i], null), allowed = relative * Math.Max(1, Math.Abs(expected[i]));
            Assert.True(Math.Abs(value - expected[i]) <= allowed, $"Element {i}: expected {expected[i]:R}, got {value:R}.");
        }
    }

    sealed class Example<T>
    {
        public T[] Features { get; set; } = [];
    }
}
