using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests;

public class BatchNormTests
{
    readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Learns_mean_and_population_variance_of_each_slot()
    {
        IDataView data = Load([1, 10, 7], [2, 20, 7], [3, 30, 7], [6, 60, 7]);
        BatchNormTransformer model = _context.Transforms.BatchNorm("Features").Fit(data);

        Assert.Equal([3.0, 30.0, 7.0], Enumerable.Range(0, 3).Select(i => model.Statistics[i].Mean));
        Assert.Equal([3.5, 350.0, 0.0], Enumerable.Range(0, 3).Select(i => model.Statistics[i].Variance));
        float[] first = ColumnReader.ByCursor<float>(model.Transform(data), "Features")[0];
        float expected = (float)(-2 / Math.Sqrt(3.5));
        Assert.Equal([expected, expected, 0], first);
    }

    [Fact]
    public void Keeps_the_contract_on_vectors() =>
        EstimatorContract.Check<BatchNormTransformer, float>(_context, _context.Transforms.BatchNorm("Out", "Features"), Load(Rows(300, 5)), "Out");

    [Fact]
    public void Keeps_the_contract_in_place_of_its_input() =>
        EstimatorContract.Check<BatchNormTransformer, float>(_context, _context.Transforms.BatchNorm("Features"), Load(Rows(300, 5)), "Features");

    [Fact]
    public void Keeps_the_contract_on_scalars()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 100).Select(i => new Numbers { Single = i, Double = i * 1e6, Integer = i * 3, Byte = (byte)i }));
        EstimatorContract.Check<BatchNormTransformer, float>(_context, _context.Transforms.BatchNorm("Out", "Single"), data, "Out");
        EstimatorContract.Check<BatchNormTransformer, double>(_context, _context.Transforms.BatchNorm("Out", "Double"), data, "Out");
        EstimatorContract.Check<BatchNormTransformer, float>(_context, _context.Transforms.BatchNorm("Out", "Integer"), data, "Out");
        EstimatorContract.Check<BatchNormTransformer, float>(_context, _context.Transforms.BatchNorm("Out", "Byte"), data, "Out");
    }

    [Fact]
    public void Normalizes_several_columns_in_one_pass()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 100).Select(i => new Numbers { Single = i, Double = i * 1e6 }));
        BatchNormEstimator estimator = _context.Transforms.BatchNorm([new("A", "Single"), new("B", "Double")]);
        List<float[]> single = EstimatorContract.Check<BatchNormTransformer, float>(_context, estimator, data, "A");
        List<double[]> wide = EstimatorContract.Check<BatchNormTransformer, double>(_context, estimator, data, "B");
        EstimatorContract.Same(single, ColumnReader.ByCursor<float>(_context.Transforms.BatchNorm("A", "Single").Fit(data).Transform(data), "A"));
        EstimatorContract.Same(wide, ColumnReader.ByCursor<double>(_context.Transforms.BatchNorm("B", "Double").Fit(data).Transform(data), "B"));
    }

    [Fact]
    public void Sparse_rows_give_what_dense_rows_give()
    {
        var random = new Random(3);
        float[][] dense = [.. Enumerable.Range(0, 50).Select(_ => Enumerable.Range(0, 8).Select(i => random.Next(3) == 0 ? i + random.NextSingle() : 0).ToArray())];
        IDataView sparse = _context.Data.LoadFromEnumerable(dense.Select(row =>
        {
            int[] indices = [.. Enumerable.Range(0, 8).Where(i => row[i] != 0)];
            return new SparseExample { Features = new VBuffer<float>(8, indices.Length, [.. indices.Select(i => row[i])], indices) };
        }));
        BatchNormEstimator estimator = _context.Transforms.BatchNorm("Out", "Features");
        List<float[]> expected = ColumnReader.ByCursor<float>(estimator.Fit(Load(8, dense)).Transform(Load(8, dense)), "Out");
        EstimatorContract.Same(expected, EstimatorContract.Check<BatchNormTransformer, float>(_context, estimator, sparse, "Out"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void Many_cursors_learn_the_same_bits_as_one(int rows)
    {
        IDataView one = Load(5, Rows(rows + 1, 5));
        IDataView many = _context.Data.Cache(one);
        BatchNormEstimator estimator = _context.Transforms.BatchNorm("Out", "Features");
        Assert.Equal(estimator.Fit(one).Statistics, estimator.Fit(many).Statistics);
    }

    [Theory]
    [InlineData(ConstantChannels.CenterOnly, 0.0, 2.0)]
    [InlineData(ConstantChannels.Zero, 0.0, 0.0)]
    [InlineData(ConstantChannels.Epsilon, 4.0, 1.0)]
    public void Constant_channels_do_what_the_option_says(ConstantChannels constant, double epsilon, double expected)
    {
        IDataView data = Load(1, [7], [7], [7]);
        BatchNormTransformer model = _context.Transforms.BatchNorm("Out", "Features", new BatchNormOptions { Constant = constant, Epsilon = epsilon }).Fit(data);
        float[] result = ColumnReader.ByCursor<float>(model.Transform(Load(1, [9])), "Out")[0];
        Assert.Equal([(float)expected], result);
    }

    [Fact]
    public void Missing_values_are_skipped_in_the_statistics_and_stay_missing()
    {
        IDataView data = Load(2, [1, 5], [float.NaN, 6], [3, float.PositiveInfinity]);
        BatchNormTransformer model = _context.Transforms.BatchNorm("Features").Fit(data);
        Assert.Equal((2, 1, 0, 2.0), (model.Statistics[0].Count, model.Statistics[0].Missing, model.Statistics[0].Infinite, model.Statistics[0].Mean));
        Assert.Equal((2, 0, 1, 5.5), (model.Statistics[1].Count, model.Statistics[1].Missing, model.Statistics[1].Infinite, model.Statistics[1].Mean));

        List<float[]> rows = ColumnReader.ByCursor<float>(model.Transform(data), "Features");
        Assert.Equal([-1, float.NaN, 1], rows.Select(row => row[0]));
        Assert.Equal([-1, 1, float.PositiveInfinity], rows.Select(row => row[1]));
    }

    [Fact]
    public void Gamma_and_beta_scale_and_shift()
    {
        IDataView data = Load(2, [1, 10], [3, 30]);
        BatchNormTransformer model = _context.Transforms.BatchNorm("Features", options: new BatchNormOptions { Gamma = [2, 3], Beta = [10, 20] }).Fit(data);
        Assert.Equal([[8, 17], [12, 23]], ColumnReader.ByCursor<float>(model.Transform(data), "Features"));
    }

    [Fact]
    public void Slot_names_pass_and_trainers_are_told_not_to_normalize_again()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 9).Select(i => new Numbers { Single = i, Other = i * i }));
        IDataView transformed = _context.Transforms.Concatenate("Features", "Single", "Other").Append(_context.Transforms.BatchNorm("Features")).Fit(data).Transform(data);
        DataViewSchema.Column column = transformed.Schema["Features"];
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        Assert.Equal(["Single", "Other"], names.DenseValues().Select(name => name.ToString()));
        Assert.True(column.IsNormalized());
    }

    [Fact]
    public void Logs_what_it_saw()
    {
        var messages = new List<string>();
        _context.Log += (_, e) => messages.Add(e.Message);
        _context.Transforms.BatchNorm("Features").Fit(Load(2, [1, 5], [float.NaN, 6], [3, 7]));
        Assert.Contains(messages, message => message.Contains("BatchNorm of 'Features': 2 channels, 3 rows, 1 missing and 0 infinite values"));
    }

    [Fact]
    public void Logs_what_an_update_added_up_to()
    {
        BatchNormTransformer model = _context.Transforms.BatchNorm("Features").Fit(Load(2, [1, 5], [float.NaN, 6], [3, 7]));
        var messages = new List<string>();
        _context.Log += (_, e) => messages.Add(e.Message);
        model.Update(Load(2, [1, float.PositiveInfinity]));
        Assert.Contains(messages, message => message.Contains("2 channels, 4 rows, 1 missing and 1 infinite values"));
    }

    [Fact]
    public void Refuses_what_it_cannot_normalize()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Unfit { Text = "a", Variable = [1] }, new Unfit { Text = "b", Variable = [1, 2] }]);
        EstimatorContract.Refuses(_context.Transforms.BatchNorm("Text"), data, "'Text'", "accepted: a number or a vector of known size");
        EstimatorContract.Refuses(_context.Transforms.BatchNorm("Variable"), data, "'Variable'", "Vector<Single", "known size");
        EstimatorContract.Refuses(_context.Transforms.BatchNorm("Out", "Missing"), data, "'Missing'", "'Text', 'Variable'");
    }

    [Fact]
    public void Refuses_another_size_than_it_was_fitted_on()
    {
        BatchNormTransformer model = _context.Transforms.BatchNorm("Features").Fit(Load(2, [1, 5], [2, 6]));
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => model.Transform(Load(3, [1, 2, 3]))).Message;
        Assert.Contains("'Features'", message);
        Assert.Contains("a vector of 2 channels", message);
    }

    [Fact]
    public void Refuses_data_that_teaches_nothing()
    {
        BatchNormEstimator estimator = _context.Transforms.BatchNorm("Features");
        Assert.Contains("at least 2 rows", Assert.Throws<InvalidOperationException>(() => estimator.Fit(Load(2, [1, 5]))).Message);
        Assert.Contains("no finite value", Assert.Throws<InvalidOperationException>(() => estimator.Fit(Load(2, [1, float.NaN], [2, float.NaN]))).Message);
    }

    [Fact]
    public void Refuses_options_that_make_no_sense()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.BatchNorm("F", options: new() { Epsilon = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.BatchNorm("F", options: new() { Epsilon = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.BatchNorm("F", options: new() { MaximumExampleCount = 0 }));
        Assert.Throws<ArgumentException>(() => _context.Transforms.BatchNorm("F", options: new() { Constant = ConstantChannels.Epsilon }));
        Assert.Throws<ArgumentException>(() => _context.Transforms.BatchNorm([new("F", "A"), new("F", "B")]));
        string message = Assert.Throws<ArgumentException>(() => _context.Transforms.BatchNorm("Features", options: new() { Gamma = [1, 2, 3] }).Fit(Load(2, [1, 5], [2, 6]))).Message;
        Assert.Contains("Gamma has 3 elements; column 'Features' has 2 channels", message);
    }

    [Fact]
    public void Looks_at_no_more_rows_than_asked()
    {
        BatchNormTransformer model = _context.Transforms.BatchNorm("Features", options: new() { MaximumExampleCount = 3 }).Fit(Load(1, [1], [2], [3], [1000]));
        Assert.Equal((3, 2.0), (model.Statistics[0].Count, model.Statistics[0].Mean));
    }

    [Fact]
    public void Stops_when_cancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => _context.Transforms.BatchNorm("Features", options: new() { Cancellation = source.Token }).Fit(Load(Rows(10, 3))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Stops_at_the_next_block_when_cancelled_while_it_reads(bool manyCursors)
    {
        using var source = new CancellationTokenSource();
        int read = 0;
        IEnumerable<Example> Endless()
        {
            for (int i = 0; ; i++)
            {
                if (Interlocked.Increment(ref read) == 3000)
                    source.Cancel();
                yield return new Example { Features = [i, i % 7] };
            }
        }

        SchemaDefinition schema = SchemaDefinition.Create(typeof(Example));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);
        IDataView endless = _context.Data.LoadFromEnumerable(Endless(), schema);
        // Rows that end, but not soon, with a cursor for each processor.
        IDataView data = manyCursors ? _context.Data.Cache(_context.Data.TakeRows(endless, 4000)) : endless;
        BatchNormEstimator estimator = _context.Transforms.BatchNorm("Features", options: new() { Cancellation = source.Token });
        Assert.ThrowsAny<OperationCanceledException>(() => estimator.Fit(data));
        Assert.InRange(read, 3000, 5000);
    }

    [Fact]
    public void Stops_when_the_context_is_cancelled()
    {
        BatchNormEstimator estimator = _context.Transforms.BatchNorm("Features");
        typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!.Invoke(_context, null);
        Assert.ThrowsAny<OperationCanceledException>(() => estimator.Fit(Load(Rows(10, 3))));
    }

    IDataView Load(params float[][] rows) => Load(rows[0].Length, rows);

    IDataView Load(int size, params float[][] rows)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Example));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, size);
        return _context.Data.LoadFromEnumerable(rows.Select(row => new Example { Features = row }), schema);
    }

    static float[][] Rows(int rows, int size)
    {
        var random = new Random(17);
        return [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, size).Select(i => (float)((1000 * i) + random.NextDouble())).ToArray())];
    }

    sealed class Example
    {
        public float[] Features { get; set; } = [];
    }

    sealed class SparseExample
    {
        [VectorType(8)]
        public VBuffer<float> Features { get; set; }
    }

    sealed class Numbers
    {
        public float Single { get; set; }

        public float Other { get; set; }

        public double Double { get; set; }

        public int Integer { get; set; }

        public byte Byte { get; set; }
    }

    sealed class Unfit
    {
        public string Text { get; set; } = "";

        public float[] Variable { get; set; } = [];
    }
}
