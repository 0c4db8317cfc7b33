using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Onnx;

namespace Norm.ML.Tests.Contract;

/// <summary>
/// Integers give what the same numbers give as doubles, rounded once to Single: they are not rounded before the mean is subtracted.
/// </summary>
public class IntegerTests
{
    private static readonly MLContext Context = new(seed: 1);

    private static Dictionary<string, Func<TransformsCatalog, IEstimator<NormTransformer>>> Norms { get; } = new()
    {
        ["BatchNorm"] = t => t.BatchNorm("Y", "X", new() { Gamma = Parameters(12), Beta = Parameters(12) }),
        ["BatchNorm of channels"] = t => t.BatchNorm("Y", "X", new() { Channels = 4 }),
        ["BatchNorm in place"] = t => t.BatchNorm("X"),
        ["LayerNorm"] = t => t.LayerNorm("Y", "X", new() { Gamma = Parameters(12), Beta = Parameters(12) }),
        ["LayerNorm of thirds"] = t => t.LayerNorm("Y", "X", new() { NormalizedSize = 4 }),
        ["LayerNorm, fast"] = t => t.LayerNorm("Y", "X", new() { Precision = NormPrecision.Fast }),
        ["UnitNorm"] = t => t.UnitNorm("Y", "X"),
        ["RMSNorm"] = t => t.RmsNorm("Y", "X", new() { Gamma = Parameters(12), UnitOffset = true }),
        ["GroupNorm"] = t => t.GroupNorm("Y", "X", new GroupNormOptions { Groups = 2, Channels = 4 }),
        ["InstanceNorm"] = t => t.InstanceNorm("Y", "X", new() { Channels = 4, Layout = NormLayout.ChannelsLast }),
    };

    public static TheoryData<string> Names => [.. Norms.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Integers_of_every_type_give_what_doubles_give(string norm)
    {
        Same(norm, NumberDataViewType.SByte, i => (sbyte)(100 + i));
        Same(norm, NumberDataViewType.Byte, i => (byte)(200 + i));
        Same(norm, NumberDataViewType.Int16, i => (short)(30_000 + (7 * i)));
        Same(norm, NumberDataViewType.UInt16, i => (ushort)(60_000 + (7 * i)));
        Same(norm, NumberDataViewType.Int32, i => 1_700_000_000 + (3 * i));
        Same(norm, NumberDataViewType.UInt32, i => 4_000_000_000u + (uint)i);
        Same(norm, NumberDataViewType.Int64, i => 1_700_000_000_000 + (1000L * i));
        Same(norm, NumberDataViewType.Int64, i => long.MinValue + (100_000L * i)); // beyond 2^53: rounded to Double first
        Same(norm, NumberDataViewType.UInt64, i => ulong.MaxValue - (100_000UL * (uint)i));
    }

    [Fact]
    public void A_column_of_unix_milliseconds_is_not_flat()
    {
        var source = ArraySource<long>.Dense(NumberDataViewType.Int64,
            [.. Enumerable.Range(0, 6).Select(i => new[] { 1_700_000_000_000 + (1000L * i) })]);
        float[] values = [.. ColumnReader.ByCursor<float>(Context.Transforms.BatchNorm("Y", "X").Fit(source).Transform(source), "Y")
            .Select(row => row[0])];
        Assert.All(new[] { -1.4639, -0.8783, -0.2928, 0.2928, 0.8783, 1.4639 }.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void Generated_kernels_give_the_doubles_of_the_librarys_norms()
    {
        long[][] rows = [.. Enumerable.Range(0, 5).Select(r => Enumerable.Range(0, 12).Select(i => 1_700_000_000_000 + (1000L * ((i * 5 % 7) + r)))
            .ToArray())];
        var integers = ArraySource<long>.Dense(Vector(NumberDataViewType.Int64), rows);
        var doubles = ArraySource<double>.Dense(Vector(NumberDataViewType.Double),
            [.. rows.Select(row => Array.ConvertAll(row, value => (double)value))]);
        Same(t => t.OnnxLayerNorm("Y", "X"), t => t.LayerNorm("Y", "X", new() { Epsilon = KernelEpsilon<OnnxLayerNorm>() }));
        Same(t => t.Kernel<OnnxRmsNorm, float>("Y", "X", new() { Gamma = Parameters(12) }),
            t => t.RmsNorm("Y", "X", new() { Epsilon = KernelEpsilon<OnnxRmsNorm>(), Gamma = Parameters(12), UnitOffset = true }));
        Same(t => t.Kernel<OnnxInstanceNorm, float>("Y", "X", null),
            t => t.InstanceNorm("Y", "X", new() { Channels = 4, Layout = NormLayout.ChannelsLast, Epsilon = KernelEpsilon<OnnxInstanceNorm>() }));

        void Same(Func<TransformsCatalog, IEstimator<NormTransformer>> kernel, Func<TransformsCatalog, IEstimator<NormTransformer>> library) =>
            EstimatorContract.Same(
            Rounded(ColumnReader.ByCursor<double>(library(Context.Transforms).Fit(doubles).Transform(doubles), "Y")),
            ColumnReader.ByCursor<float>(kernel(Context.Transforms).Fit(integers).Transform(integers), "Y"));
    }

    [Fact]
    public void A_generated_BatchNorm_gives_the_doubles_of_the_librarys()
    {
        int[][] rows = [[1_700_000_000, 1, 5, 100_000_000], [1_700_000_001, 2, 4, 100_000_001], [1_700_000_005, 9, 4, 100_000_009]];
        var integers = ArraySource<int>.Dense(new VectorDataViewType(NumberDataViewType.Int32, 4), rows);
        FittedNormKernelTransformer<FourChannels, float> kernel = Context.Transforms.FourChannels("Y", "X").Fit(integers);
        var doubles = ArraySource<double>.Dense(new VectorDataViewType(NumberDataViewType.Double, 4),
            [.. rows.Select(row => Array.ConvertAll(row, value => (double)value))]);
        NormTransformer library = Context.Transforms.BatchNorm("Y", "X",
            new() { Epsilon = kernel.Options.Epsilon, Constant = kernel.Options.Constant }).Fit(doubles);
        EstimatorContract.Same(Rounded(ColumnReader.ByCursor<double>(library.Transform(doubles), "Y")),
            ColumnReader.ByCursor<float>(kernel.Transform(integers), "Y"));
    }

    [Fact]
    public void Spans_of_integers_give_the_models_bits()
    {
        long[][] rows = [.. Enumerable.Range(0, 5).Select(r => Enumerable.Range(0, 300).Select(i => (1L << 44) + (i * 37 % 101 * (r + 1)))
            .ToArray())];
        var source = ArraySource<long>.Dense(new VectorDataViewType(NumberDataViewType.Int64, 300), rows);
        ITransformer model = Context.Transforms.LayerNorm("A", "X").Append(Context.Transforms.RmsNorm("Y", "A")).Fit(source);
        List<float[]> expected = ColumnReader.ByCursor<float>(model.Transform(source), "Y");
        SpanNormalizer<float> normalizer = model.CreateSpanNormalizer<float>(source.Schema, "Y");
        float[] y = new float[5 * 300];
        normalizer.NormalizeIntegers<long>(rows.SelectMany(row => row).ToArray(), y);
        EstimatorContract.Same([[.. expected.SelectMany(row => row)]], [y]);

        long before = 0;
        for (int i = 0; i < 200; i++)
        {
            before = i == 100 ? GC.GetAllocatedBytesForCurrentThread() : before;
            normalizer.NormalizeIntegers<long>(rows[0], y);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Contains("'X' is not one of integers", Assert.Throws<ArgumentException>(() => Context.Transforms.LayerNorm("Y", "X")
            .Fit(ArraySource<float>.Dense(Vector(NumberDataViewType.Single), [new float[12]])).CreateSpanNormalizer<float>(Vectors())
            .NormalizeIntegers<int>(new int[12], y)).Message);

        static DataViewSchema Vectors() => ArraySource<float>.Dense(Vector(NumberDataViewType.Single), [new float[12]]).Schema;
    }

    private static void Same<T>(string norm, PrimitiveDataViewType item, Func<int, T> value)
        where T : unmanaged, INumber<T>
    {
        T[][] rows = [.. Enumerable.Range(0, 5).Select(r => Enumerable.Range(0, 12).Select(i => value(((i * 5) + (r * 3)) % 17)).ToArray())];
        var integers = ArraySource<T>.Dense(Vector(item), rows);
        var doubles = ArraySource<double>.Dense(Vector(NumberDataViewType.Double),
            [.. rows.Select(row => Array.ConvertAll(row, x => double.CreateChecked(x)))]);
        NormTransformer ours = Norms[norm](Context.Transforms).Fit(integers), wide = Norms[norm](Context.Transforms).Fit(doubles);
        string output = ours.Columns[0].OutputColumnName;
        EstimatorContract.Same(Rounded(ColumnReader.ByCursor<double>(wide.Transform(doubles), output)),
            ColumnReader.ByCursor<float>(ours.Transform(integers), output));
    }

    private static List<float[]> Rounded(List<double[]> rows) => rows.ConvertAll(row => Array.ConvertAll(row, value => (float)value));

    private static double KernelEpsilon<TKernel>()
        where TKernel : struct, INormKernelShape => TKernel.Epsilon;

    private static double[] Parameters(int count) => [.. Enumerable.Range(1, count).Select(i => i / 3.0)];

    private static VectorDataViewType Vector(PrimitiveDataViewType item) => new(item, 12);
}
