using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Norm.ML.Tests.Contract;
using Norm.ML.Tests.Fitting;

namespace Norm.ML.Tests.Onnx;

/// <summary>Graphs of fast norms, exported by ML.NET and run by ONNX Runtime, beside the transformers that they were made of.</summary>
public class FastGraphTests
{
    const int Size = 240;

    readonly MLContext _context = new(seed: 1);

    public static TheoryData<string> Norms =>
        ["LayerNorm", "LayerNorm of rows", "RmsNorm", "GroupNorm", "InstanceNorm", "InstanceNorm channels last", "epsilon 0", "RmsNorm epsilon 0"];

    [Theory]
    [MemberData(nameof(Norms))]
    public void The_graph_is_within_two_units_of_the_transformer_on_every_pattern(string norm)
    {
        foreach (NormPrecision precision in Enum.GetValues<NormPrecision>())
        {
            foreach ((string pattern, double[] row) in Patterns())
                Check(norm, precision, pattern, row);
        }
    }

    void Check(string norm, NormPrecision precision, string pattern, double[] row)
    {
        string name = $"{norm}, {precision}, {pattern}";
        if (pattern != "doubles about 1e200")
            Check($"{name}, float", Create(norm, precision), FeatureRows.Load(_context, [[.. row.Select(value => (float)value)]]), (float value) => value, Math.Pow(2, -23), 2);
        Check($"{name}, double", Create(norm, precision), FeatureRows.Load(_context, [row]), (double value) => value, Math.Pow(2, -52), 16);
    }

    [Fact]
    public void A_generated_fast_kernels_graph_is_the_kernel_too()
    {
        foreach ((string pattern, double[] row) in Patterns().Where(pattern => pattern.Row.Max(Math.Abs) < float.MaxValue))
            Check(pattern, _context.Transforms.FastRows("Out", "Features"), FeatureRows.Load(_context, [[.. row.Select(value => (float)value)]]), (float value) => value, Math.Pow(2, -23), 2);
    }

    static IEnumerable<(string Name, double[] Row)> Patterns()
    {
        var random = new Random(11);
        double[] normal = [.. Enumerable.Range(0, Size).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
        yield return ("normal", normal);
        foreach (double mean in new[] { 3, 1e4, 1e6 })
            yield return ($"mean {mean:g}", [.. normal.Select(value => mean + value)]);
        foreach (double size in new[] { 1e20, 1e37, 1e-20, 1e-35 })
            yield return ($"about {size:g}", [.. normal.Select(value => size * value)]);
        yield return ("one outlier", [.. normal.Select((value, i) => i == 7 ? 1e6 : value)]);
        yield return ("constant", [.. normal.Select(_ => 0.1)]);
        yield return ("zero", new double[Size]);
        yield return ("a missing value", [.. normal.Select((value, i) => i == 7 ? double.NaN : value)]);
        yield return ("an infinity", [.. normal.Select((value, i) => i == 7 ? double.PositiveInfinity : value)]);
        yield return ("doubles about 1e200", [.. normal.Select(value => 1e200 * value)]);
    }

    IEstimator<ITransformer> Create(string norm, NormPrecision precision) => norm switch
    {
        "LayerNorm" => _context.Transforms.LayerNorm("Out", "Features", new() { Precision = precision }),
        "LayerNorm of rows" => _context.Transforms.LayerNorm("Out", "Features", new() { NormalizedSize = 8, Precision = precision }),
        "RmsNorm" => _context.Transforms.RmsNorm("Out", "Features", new() { Precision = precision }),
        "GroupNorm" => _context.Transforms.GroupNorm("Out", "Features", new() { Groups = 2, Channels = 6, Precision = precision }),
        "InstanceNorm" => _context.Transforms.InstanceNorm("Out", "Features", new() { Channels = 4, Precision = precision }),
        "InstanceNorm channels last" => _context.Transforms.InstanceNorm("Out", "Features", new() { Channels = 4, Layout = NormLayout.ChannelsLast, Precision = precision }),
        "epsilon 0" => _context.Transforms.LayerNorm("Out", "Features", new() { Epsilon = 0, Precision = precision }),
        _ => _context.Transforms.RmsNorm("Out", "Features", new() { Epsilon = 0, Precision = precision }),
    };

    void Check<T>(string name, IEstimator<ITransformer> estimator, IDataView data, Func<T, double> widen, double unit, double units)
    {
        ITransformer transformer = estimator.Fit(data);
        double[] expected = [.. Assert.Single(ColumnReader.ByCursor<T>(transformer.Transform(data), "Out")).Select(widen)];
        using var file = new MemoryStream();
        _context.Model.ConvertToOnnx(transformer, data, file);
        using var session = new InferenceSession(file.ToArray());
        NamedOnnxValue[] inputs =
        [
            NamedOnnxValue.CreateFromTensor("Features", new DenseTensor<T>(Assert.Single(ColumnReader.ByCursor<T>(data, "Features")), [1, Size])),
            NamedOnnxValue.CreateFromTensor("Weight", new DenseTensor<float>(new float[1], [1, 1])),
        ];
        using var results = session.Run(inputs, ["Out.output"]);
        double[] actual = [.. results[0].AsEnumerable<T>().Select(widen)];
        double scale = expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (int i = 0; i < expected.Length; i++)
        {
            bool same = expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= units * unit * scale;
            Assert.True(same, $"{name}, element {i}: the transformer gives {expected[i]:R}, the graph {actual[i]:R}, at a scale of {scale:R}.");
        }
    }
}

/// <summary>A generated kernel in fast arithmetic.</summary>
[LayerNorm<float>(240, Precision = NormPrecision.Fast)]
public readonly partial struct FastRows;
