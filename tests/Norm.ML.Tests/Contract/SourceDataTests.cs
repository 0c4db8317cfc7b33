using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tests.Contract;

/// <summary>Reading a norm leaves the source's data alone, also where its getters hand out the source's own arrays.</summary>
public class SourceDataTests
{
    private static readonly MLContext Context = new(seed: 1);

    private static readonly float[][] Rows = [[1, 2, 3, 5], [6, 4, 9, 4], [2, 2, 7, 1]];

    private static Dictionary<string, Func<TransformsCatalog, IEstimator<NormTransformer>>> Norms { get; } = new()
    {
        ["BatchNorm"] = t => t.BatchNorm("Y", "X"),
        ["BatchNorm in place"] = t => t.BatchNorm("X"),
        ["BatchNorm of channels"] = t => t.BatchNorm("Y", "X", new() { Channels = 2 }),
        ["LayerNorm"] = t => t.LayerNorm("Y", "X"),
        ["LayerNorm in place"] = t => t.LayerNorm("X"),
        ["LayerNorm of halves"] = t => t.LayerNorm("Y", "X", new() { NormalizedSize = 2 }),
        ["LayerNorm, fast"] = t => t.LayerNorm("Y", "X", new() { Precision = NormPrecision.Fast, Gamma = [1, 2, 3, 4], Beta = [4, 3, 2, 1] }),
        ["UnitNorm"] = t => t.UnitNorm("Y", "X"),
        ["RMSNorm"] = t => t.RmsNorm("Y", "X"),
        ["GroupNorm"] = t => t.GroupNorm("Y", "X", new GroupNormOptions { Groups = 2, Channels = 4 }),
        ["InstanceNorm"] = t => t.InstanceNorm("Y", "X", new() { Channels = 2 }),
        ["a generated kernel"] = t => t.FourNorm("Y", "X"),
        ["a generated BatchNorm"] = t => t.FourChannels("Y", "X"),
        ["two columns of one"] = t => t.LayerNorm([new("Y", "X"), new("Z", "X")]),
    };

    public static TheoryData<string> Names => [.. Norms.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Rows_of_floats_are_not_written(string norm) => Check<float, float>(norm, NumberDataViewType.Single, value => value);

    [Theory]
    [MemberData(nameof(Names))]
    public void Rows_of_doubles_are_not_written(string norm)
    {
        if (!norm.Contains("generated", StringComparison.Ordinal))
        {
            Check<double, double>(norm, NumberDataViewType.Double, value => value);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rows_of_integers_are_not_written(string norm)
    {
        Check<int, float>(norm, NumberDataViewType.Int32, value => (int)value);
        Check<byte, float>(norm, NumberDataViewType.Byte, value => (byte)value);
        Check<ulong, float>(norm, NumberDataViewType.UInt64, value => (ulong)value);
    }

    [Fact]
    public void The_inverse_does_not_write_it()
    {
        var source = ArraySource<float>.Dense(Vector(NumberDataViewType.Single), Rows);
        TwicePasses<float, float>(Context.Transforms.BatchNorm("X").Fit(source).Inverse("Y", "X"), source);
    }

    [Fact]
    public void Rows_of_variable_size_are_not_written()
    {
        var source = ArraySource<float>.Dense(new VectorDataViewType(NumberDataViewType.Single), [1, 2, 3], [4], [], [5, 7]);
        TwicePasses<float, float>(Context.Transforms.LayerNorm("Y", "X").Fit(source), source);
    }

    [Fact]
    public void Sparse_rows_are_not_written()
    {
        VBuffer<float>[] rows = [new(6, 2, [3f, 4], [1, 4]), new(6, 1, [5f], [0]), new(6, 0, [], []), new(6, [1f, 2, 3, 4, 5, 6])];
        var source = new ArraySource<float>(new VectorDataViewType(NumberDataViewType.Single, 6), rows);
        foreach (IEstimator<NormTransformer> norm in (IEstimator<NormTransformer>[])
            [Context.Transforms.BatchNorm("Y", "X"), Context.Transforms.LayerNorm("Y", "X"), Context.Transforms.RmsNorm("X"),
            Context.Transforms.RmsNorm("Y", "X")])
        {
            TwicePasses<float, float>(norm.Fit(source), source);
        }
    }

    [Fact]
    public void Numbers_are_not_written()
    {
        var source = ArraySource<float>.Dense(NumberDataViewType.Single, [1], [2], [6]);
        TwicePasses<float, float>(Context.Transforms.BatchNorm("Y", "X").Fit(source), source);
    }

    [Fact]
    public void One_array_for_all_rows_is_not_written()
    {
        float[] shared = [1, 2, 3, 4];
        var source = ArraySource<float>.Dense(Vector(NumberDataViewType.Single), shared, shared, shared);
        List<float[]> rows = TwicePasses<float, float>(Context.Transforms.LayerNorm("Y", "X").Fit(source), source);
        EstimatorContract.Same([rows[0], rows[0], rows[0]], rows);
    }

    [Fact]
    public void A_reader_that_reads_both_columns_into_one_buffer_gets_both()
    {
        var source = ArraySource<float>.Dense(Vector(NumberDataViewType.Single), [.. Rows.Select(row => row.ToArray())]);
        IDataView view = Context.Transforms.LayerNorm("Y", "X").Fit(source).Transform(source);
        List<float[]> expected = ColumnReader.ByCursor<float>(view, "Y");
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        ValueGetter<VBuffer<float>> x = cursor.GetGetter<VBuffer<float>>(view.Schema["X"]), y = cursor.GetGetter<VBuffer<float>>(view.Schema["Y"]);
        VBuffer<float> one = default;
        while (cursor.MoveNext())
        {
            x(ref one);
            Assert.Equal(Rows[cursor.Position], one.DenseValues());
            y(ref one);
            Assert.Equal(expected[(int)cursor.Position], one.DenseValues());
        }

        Assert.True(source.IsUnchanged);
    }

    private static void Check<T, TOut>(string norm, PrimitiveDataViewType item, Func<float, T> convert)
        where T : unmanaged
        where TOut : unmanaged
    {
        var source = ArraySource<T>.Dense(Vector(item), [.. Rows.Select(row => Array.ConvertAll(row, value => convert(value)))]);
        TwicePasses<T, TOut>(Norms[norm](Context.Transforms).Fit(source), source);
    }

    private static VectorDataViewType Vector(PrimitiveDataViewType item) => new(item, 4);

    // Each pass gives the same, each way of reading too, and nothing was written.
    private static List<TOut[]> TwicePasses<T, TOut>(NormTransformer norm, ArraySource<T> source)
        where T : unmanaged
        where TOut : unmanaged
    {
        string output = norm.Columns[0].OutputColumnName;
        IDataView view = norm.Transform(source);
        List<TOut[]> first = ColumnReader.ByCursor<TOut>(view, output);
        Assert.True(source.IsUnchanged, "The source was written by a cursor.");
        EstimatorContract.Same(first, ColumnReader.ByCursor<TOut>(view, output));
        EstimatorContract.Same(first, ColumnReader.ByRowMapper<TOut>(norm, source, output));
        Assert.True(source.IsUnchanged, "The source was written by a row mapper.");
        return first;
    }
}
