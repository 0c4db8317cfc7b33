using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tests.Contract;

/// <summary>Sparse rows stay sparse where zeros stay zeros, with the values of the rows in full.</summary>
public class SparseRowTests
{
    private const int Slots = 9000;

    private static readonly MLContext Context = new(seed: 1);

    [Fact]
    public void RmsNorm_keeps_them()
    {
        double[] gamma = [.. Enumerable.Range(1, Slots).Select(i => i / 100.0)];
        Same(t => t.RmsNorm("Y", "X"));
        Same(t => t.RmsNorm("X"));
        Same(t => t.RmsNorm("Y", "X", new() { Epsilon = 0 }));
        Same(t => t.RmsNorm("Y", "X", new() { Epsilon = 10 }));
        Same(t => t.RmsNorm("Y", "X", new() { Gamma = gamma, Epsilon = 0 }));
        Same(t => t.RmsNorm("Y", "X", new() { Gamma = gamma, UnitOffset = true }));
        Same(t => t.RmsNorm("Y", "X", new() { Gamma = [.. gamma.Select(g => g % 3 == 0 ? -g : g * 1e-20)], Epsilon = 1e-3 }));
        Same(t => t.RmsNorm("Y", "X", new() { NormalizedSize = 90, Precision = NormPrecision.Fast }));
    }

    [Fact]
    public void UnitNorm_keeps_them()
    {
        Same(t => t.UnitNorm("Y", "X"));
        Same(t => t.UnitNorm("X"));
        Same(t => t.UnitNorm("Y", "X", new() { Epsilon = 0 }));
        Same(t => t.UnitNorm("Y", "X", new() { Epsilon = 1000 }));
        Same(t => t.UnitNorm("Y", "X", new() { NormalizedSize = 90, Precision = NormPrecision.Fast }));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(200)]
    [InlineData(5000)]
    public void RmsNorm_and_UnitNorm_of_hard_sparse_rows_has_the_bits_of_rows_in_full(int slots)
    {
        var random = new Random(slots);
        float[] scales = [1, 1e-3f, 1e-30f, 1e-38f, 1e-44f, 1e15f, 3e37f];
        VBuffer<float>[] rows = [.. Enumerable.Range(0, 400).Select(row =>
        {
            int[] indices = [.. Enumerable.Range(0, slots).Where(_ => random.Next(Math.Min(slots, 50)) == 0)];
            return new VBuffer<float>(slots, indices.Length, [.. indices.Select(
                _ => scales[row % 3 == 0 ? random.Next(scales.Length) : row % scales.Length] * (random.NextSingle() - 0.5f) * 2)], indices);
        })];
        var type = new VectorDataViewType(NumberDataViewType.Single, slots);
        ArraySource<float> sparse = new(type, rows), dense = ArraySource<float>.Dense(type, [.. rows.Select(row => row.DenseValues().ToArray())]);
        double[] gamma = [.. Enumerable.Range(0, slots).Select(_ => random.NextDouble() * 1.7)];
        foreach (RowNormOptions options in (RowNormOptions[])[new RmsNormOptions(), new RmsNormOptions { Epsilon = 0 },
            new RmsNormOptions { Gamma = gamma }, new RmsNormOptions { Gamma = gamma, Epsilon = 0 },
            new RmsNormOptions { Gamma = gamma, UnitOffset = true, Epsilon = 1e-12 }, new UnitNormOptions(), new UnitNormOptions { Epsilon = 0 },
            new UnitNormOptions { Epsilon = 1e-25 }])
        {
            NormTransformer norm = Context.Transforms.RowNorm("Y", "X", options).Fit(dense);
            EstimatorContract.Same(Positive(ColumnReader.ByCursor<float>(norm.Transform(dense), "Y")),
                Positive(ColumnReader.ByCursor<float>(norm.Transform(sparse), "Y")));
        }
    }

    [Fact]
    public void BatchNorm_without_centre_keeps_them_and_the_way_back_does()
    {
        BatchNormOptions options = new() { Center = false, Epsilon = 1e-3 };
        Same(t => t.BatchNorm("Y", "X", options));
        Same(t => t.BatchNorm("Y", "X", options with { Channels = 90, Gamma = [.. Enumerable.Range(1, 90).Select(i => i / 7.0)] }));
        var (sparse, dense) = Rows();
        BatchNormInverseTransformer back = Context.Transforms.BatchNorm("X", options: options).Fit(sparse).Inverse("Y", "X");
        Assert.All(Read(back.Transform(sparse), "Y"), row => Assert.False(row.IsDense));
        EstimatorContract.Same(ColumnReader.ByCursor<float>(back.Transform(dense), "Y"), ColumnReader.ByCursor<float>(back.Transform(sparse), "Y"));
    }

    [Fact]
    public void Norms_that_move_zeros_give_rows_in_full()
    {
        (ArraySource<float> sparse, _) = Rows();
        foreach (IEstimator<NormTransformer> norm in (IEstimator<NormTransformer>[])[
            Context.Transforms.LayerNorm("Y", "X"), Context.Transforms.BatchNorm("Y", "X"),
            Context.Transforms.BatchNorm("Y", "X", new() { Center = false, Beta = new double[Slots - 1].Append(1).ToArray() })])
        {
            Assert.All(Read(norm.Fit(sparse).Transform(sparse), "Y"), row => Assert.True(row.IsDense));
        }
    }

    [Fact]
    public void A_fit_of_sparse_rows_has_the_bits_of_one_of_rows_in_full()
    {
        (ArraySource<float> sparse, ArraySource<float> dense) = Rows(700);
        Assert.Equal(Context.Transforms.BatchNorm("X").Fit(dense).Statistics, Context.Transforms.BatchNorm("X").Fit(sparse).Statistics);
    }

    [Fact]
    public void Without_centre_is_ScikitLearns_scaler_and_survives_saving()
    {
        // StandardScaler(with_mean=False): x / std.
        var data = ArraySource<double>.Dense(new VectorDataViewType(NumberDataViewType.Double, 2), [1, 10], [3, 10], [8, 10]);
        BatchNormTransformer model = Context.Transforms.BatchNorm("X", options: new() { Center = false }).Fit(data);
        using var file = new MemoryStream();
        Context.Model.Save(model, data.Schema, file);
        file.Position = 0;
        var loaded = (BatchNormTransformer)Context.Model.Load(file, out _);
        Assert.False(loaded.Options.Center);
        foreach (BatchNormTransformer norm in (BatchNormTransformer[])[model, loaded, loaded.Update(data)])
        {
            List<double[]> rows = ColumnReader.ByCursor<double>(norm.Transform(data), "X");
            Assert.Equal(8 / Math.Sqrt(26 / 3.0), rows[2][0], 1e-15);
            Assert.Equal(10, rows[2][1]);
        }

        Assert.Equal(0, model.FoldInto<double>([1, 1], [0]).Bias[0]);
        Assert.Contains("Center", Assert.Throws<ArgumentException>(
            () => BatchNorm.Merge(model, Context.Transforms.BatchNorm("X").Fit(data))).Message);
    }

    [Fact]
    public void Rows_that_become_NaN_and_infinities_of_a_fit_are_said()
    {
        var context = new MLContext();
        var said = new List<string>();
        context.Log += (_, message) => said.Add(message.Message);
        var data = ArraySource<float>.Dense(new VectorDataViewType(NumberDataViewType.Single, 2), [1, float.NaN], [2, 3], [float.PositiveInfinity, 1],
            [4, 6]);
        ColumnReader.ByCursor<float>(context.Transforms.LayerNorm("Y", "X").Fit(data).Transform(data), "Y");
        Assert.Contains(said, message => message.Contains("Column 'X': 2 rows became NaN, because they hold 1 missing and 1 infinite values",
            StringComparison.Ordinal));
        context.Transforms.BatchNorm("X").Fit(data);
        Assert.Contains(said, message => message.Contains("1 infinite values, 1 in channel 0", StringComparison.Ordinal));
    }

    private static void Same(Func<TransformsCatalog, IEstimator<NormTransformer>> create)
    {
        (ArraySource<float> sparse, ArraySource<float> dense) = Rows();
        NormTransformer norm = create(Context.Transforms).Fit(dense);
        string output = norm.Columns[0].OutputColumnName;
        Assert.All(Read(norm.Transform(sparse), output), row => Assert.InRange(row.GetValues().Length, 0, 40));

        // -0 of a negative factor is 0 in a sparse row.
        EstimatorContract.Same(Positive(ColumnReader.ByCursor<float>(norm.Transform(dense), output)),
            Positive(ColumnReader.ByCursor<float>(norm.Transform(sparse), output)));
        Assert.True(sparse.IsUnchanged);
    }

    private static List<float[]> Positive(List<float[]> rows) => rows.ConvertAll(row => Array.ConvertAll(row, value => value + 0f));

    private static List<VBuffer<float>> Read(IDataView view, string name)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema[name]]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(view.Schema[name]);
        var rows = new List<VBuffer<float>>();
        VBuffer<float> value = default;
        while (cursor.MoveNext())
        {
            getter(ref value);
            VBuffer<float> copy = default;
            value.CopyTo(ref copy);
            rows.Add(copy);
        }

        return rows;
    }

    private static (ArraySource<float> Sparse, ArraySource<float> Dense) Rows(int count = 20)
    {
        var random = new Random(3);
        VBuffer<float>[] rows = [.. Enumerable.Range(0, count).Select(row =>
        {
            int[] indices = [.. Enumerable.Range(0, row % 40).Select(_ => random.Next(Slots)).Distinct().Order()];
            return new VBuffer<float>(Slots, indices.Length, [.. indices.Select(i => (float)(1000 + random.NextDouble()) * (i % 3 == 0 ? -1 : 1))],
                indices);
        })];
        var type = new VectorDataViewType(NumberDataViewType.Single, Slots);
        return (new(type, rows), ArraySource<float>.Dense(type, [.. rows.Select(row => row.DenseValues().ToArray())]));
    }
}
