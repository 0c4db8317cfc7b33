using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Onnx;

namespace Norm.ML.Tests.Contract;

/// <summary>A norm of the catalog that is not fitted is reachable in each part of the ML.NET components.</summary>
public class CatalogTests
{
    private static readonly MLContext Context = new(seed: 1);

    private static readonly float[][] Rows =
        [.. Enumerable.Range(1, 4).Select(r => Enumerable.Range(0, 12).Select(i => (float)(i * r % 7)).ToArray())];

    public static TheoryData<NormKind> Kinds => [.. NormCatalog.All.Where(norm => !norm.Fitted).Select(norm => norm.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_norm_has_options_and_is_read_from_a_saved_model(NormKind kind)
    {
        Type type = Assert.Single(typeof(RowNormOptions).Assembly.GetTypes(), one => one.Name == $"{kind}Options");
        var options = (RowNormOptions)Activator.CreateInstance(type)!;
        Set("NormalizedSize", 4);
        Set("Channels", 4);
        Set("Groups", 2);
        Set("Layout", NormLayout.ChannelsLast);
        Set("UnitOffset", true);
        Set("Epsilon", 0.25);
        Set("Precision", NormPrecision.Fast);
        if (NormCatalog.Get(kind).HasGamma)
        {
            Set("Gamma", new double[] { 1, 2, 3, 4 });
            Set("Beta", new double[] { 4, 3, 2, 1 });
        }

        var source = ArraySource<float>.Dense(new VectorDataViewType(NumberDataViewType.Single, 12), Rows);
        RowNormTransformer model = Context.Transforms.RowNorm("Y", "X", options).Fit(source);
        Assert.Equal(kind, model.Kind);
        using var stream = new MemoryStream();
        Context.Model.Save(model, source.Schema, stream);
        stream.Position = 0;
        var loaded = Assert.IsType<RowNormTransformer>(Context.Model.Load(stream, out _));
        foreach (PropertyInfo property in type.GetProperties())
        {
            object? expected = property.GetValue(options), actual = property.GetValue(loaded.Options);
            bool isList = property.PropertyType == typeof(IReadOnlyList<double>); // null and an empty list are the same
            Assert.Equal(isList ? expected ?? Array.Empty<double>() : expected, isList ? actual ?? Array.Empty<double>() : actual);
        }

        EstimatorContract.Same(
            ColumnReader.ByCursor<float>(model.Transform(source), "Y"), ColumnReader.ByCursor<float>(loaded.Transform(source), "Y"));

        void Set(string property, object value)
        {
            if (type.GetProperty(property) is { CanWrite: true } known)
            {
                known.SetValue(options, value);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_norm_has_options_for_integers_in_a_generated_kernel(NormKind kind)
    {
        Type kernel = typeof(OnnxLayerNorm).Assembly.GetTypes().First(type => type.Namespace == typeof(OnnxLayerNorm).Namespace
            && type.GetCustomAttributes<NormKernelAttribute>().Any(request => request.GetType().Name == $"{kind}Attribute`1")
            && typeof(INormKernel<float>).IsAssignableFrom(type) && type.GetProperty(nameof(INormKernelShape.ExampleLength))?.GetValue(null) is 12);
        GetType().GetMethod(nameof(TakesIntegers), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(kernel).Invoke(null, null);
    }

    private static void TakesIntegers<TKernel>()
        where TKernel : struct, INormKernel<float>
    {
        var integers = ArraySource<long>.Dense(new VectorDataViewType(NumberDataViewType.Int64, 12),
            [.. Rows.Select(row => Array.ConvertAll(row, value => (long)value))]);
        var floats = ArraySource<float>.Dense(new VectorDataViewType(NumberDataViewType.Single, 12), Rows);
        double[] gamma = new double[TKernel.GammaLength], beta = new double[TKernel.BetaLength];
        Array.Fill(gamma, 2);
        Array.Fill(beta, 3);
        var options = new NormKernelOptions { Gamma = gamma, Beta = beta };
        NormKernelTransformer<TKernel, float> kernel = Context.Transforms.Kernel<TKernel, float>("Y", "X", options).Fit(integers);
        List<float[]> expected = ColumnReader.ByCursor<float>(kernel.Transform(floats), "Y"),
            actual = ColumnReader.ByCursor<float>(kernel.Transform(integers), "Y");
        Assert.All(expected.Zip(actual), row => Assert.All(row.First.Zip(row.Second), pair => Assert.Equal(pair.First, pair.Second, 1e-5)));
    }
}
