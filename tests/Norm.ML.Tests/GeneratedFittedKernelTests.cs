using System.IO.Compression;
using System.Numerics;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests;

/// <summary>A kernel whose attribute says more than its size.</summary>
[BatchNorm<float>(4, Epsilon = 0.5, Affine = false)]
public readonly partial struct FixedChannels;

/// <summary>A kernel with positions, channels last, and without beta.</summary>
[BatchNorm<float>(2, Spatial = 2, Layout = NormLayout.ChannelsLast, Bias = false)]
public readonly partial struct LastChannels;

/// <summary>What a kernel was when 1e-5 was the default.</summary>
[BatchNorm<float>(4, Epsilon = 1e-5)]
public readonly partial struct FormerChannels;

/// <summary>The same kernel today; its name is as long.</summary>
[BatchNorm<float>(4)]
public readonly partial struct LatestChannels;

public class GeneratedFittedKernelTests
{
    readonly MLContext _context = new(seed: 1);

    [Fact]
    public void The_generated_extension_fits_and_normalizes_a_column()
    {
        IDataView data = Load();
        List<float[]> rows = EstimatorContract.Check<FittedNormKernelTransformer<FourChannels, float>, float>(_context, _context.Transforms.FourChannels("Out", "Features"), data, "Out");

        List<float[]> expected = ColumnReader.ByCursor<float>(
            _context.Transforms.BatchNorm("Out", "Features").Fit(data).Transform(data), "Out");
        EstimatorContract.Same(expected, rows);
    }

    [Fact]
    public void Statistics_and_parameters_are_kept_in_the_model()
    {
        IDataView data = Load();
        var estimator = _context.Transforms.FourChannels("Features", options: new() { Gamma = [1, 2, 3, 4], Beta = [4, 3, 2, 1], Correction = 1 });
        EstimatorContract.Check<FittedNormKernelTransformer<FourChannels, float>, float>(_context, estimator, data, "Features");

        FittedNormKernelTransformer<FourChannels, float> fitted = estimator.Fit(data);
        Assert.Equal([1, 2, 3, 4], fitted.Gamma);
        Assert.Equal([4, 3, 2, 1], fitted.Beta);
        Assert.Equal([3.0, 1.5, 2, 2.5], Enumerable.Range(0, 4).Select(i => fitted.Statistics[i].Mean));
        Assert.Equal((0.0, 4, 1.0), (fitted.Options.Epsilon, fitted.Options.Channels!.Value, fitted.Options.Correction));
    }

    [Fact]
    public void Refuses_what_the_kernel_was_not_generated_for()
    {
        IDataView data = Load();
        EstimatorContract.Refuses(_context.Transforms.FourChannels("Doubles"), data, "'Doubles'", "Double", "a vector of 4 elements of Single");
#pragma warning disable NORM014 // The analyzer sees what this test wants to see at run time.
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.FourChannels("Pair").Fit(data)).Message;
#pragma warning restore NORM014
        Assert.Contains("a vector of 4 elements of Single or an integer type, for which FourChannels was generated", message);
    }

    [Fact]
    public void Refuses_options_that_contradict_the_kernel()
    {
        (BatchNormOptions Options, string Name)[] wrong =
        [
            (new() { Channels = 2 }, "Channels is 2, but FourChannels was generated with 4"),
            (new() { Layout = NormLayout.ChannelsLast }, "Layout is ChannelsLast"),
            (new() { Gamma = [1] }, "Gamma has 1 elements; FourChannels takes 4"),
            (new() { Beta = [1, 2] }, "Beta has 2 elements; FourChannels takes 4"),
        ];
        Assert.All(wrong, item => Assert.Contains(item.Name, Assert.Throws<ArgumentException>(() => _context.Transforms.FourChannels("Features", options: item.Options)).Message));

        (BatchNormOptions Options, string Name)[] fixedInAttribute =
        [
            (new() { Epsilon = 0 }, "Epsilon is 0, but FixedChannels was generated with 0.5"),
            (new() { Epsilon = 1e-3 }, "Epsilon is 0.001, but FixedChannels was generated with 0.5"),
            (new() { Gamma = [1, 1, 1, 1] }, "Gamma has 4 elements; FixedChannels takes none"),
            (new() { Beta = [0, 0, 0, 0] }, "Beta has 4 elements; FixedChannels takes none"),
        ];
        Assert.All(fixedInAttribute, item => Assert.Contains(item.Name, Assert.Throws<ArgumentException>(() => _context.Transforms.FixedChannels("Features", options: item.Options)).Message));
        Assert.Contains("Layout is ChannelsFirst, but LastChannels was generated with ChannelsLast", Assert.Throws<ArgumentException>(
            () => _context.Transforms.LastChannels("Features", options: new() { Layout = NormLayout.ChannelsFirst })).Message);
    }

    [Fact]
    public void Small_features_come_out_with_a_deviation_of_one_from_both_BatchNorms()
    {
        IDataView data = _context.Data.LoadFromEnumerable(
            Enumerable.Range(0, 11).Select(i => new Example { Features = [1e-4f * i, 1e-6f * i, i, 1e-4f * (10 - i)] }).ToList());
        foreach (IEstimator<ITransformer> norm in new IEstimator<ITransformer>[] { _context.Transforms.FourChannels("Out", "Features"), _context.Transforms.BatchNorm("Out", "Features") })
        {
            List<float[]> rows = ColumnReader.ByCursor<float>(norm.Fit(data).Transform(data), "Out");
            for (int slot = 0; slot < 4; slot++)
                Assert.Equal(1, Math.Sqrt(rows.Average(row => row[slot] * (double)row[slot])), 1e-6);
        }
    }

    [Fact]
    public void An_epsilon_that_the_attribute_does_not_name_is_that_of_the_options_and_of_the_parameters()
    {
        IDataView data = Load();
        List<float[]> expected = ColumnReader.ByCursor<float>(_context.Transforms.BatchNorm("Out", "Features", new() { Epsilon = 0.25 }).Fit(data).Transform(data), "Out");
        EstimatorContract.Same(expected, ColumnReader.ByCursor<float>(_context.Transforms.FourChannels("Out", "Features", new() { Epsilon = 0.25 }).Fit(data).Transform(data), "Out"));

        float[] y = new float[4];
        FourChannels.Normalize([3, 3, 3, 3], new FittedBatchNorm<float>([1, 1, 1, 1], [3.75, 3.75, 3.75, 3.75], [], [], epsilon: 0.25), y);
        Assert.Equal([1, 1, 1, 1], y);
    }

    [Fact]
    public void A_kernel_refuses_fitted_parameters_that_contradict_its_attribute()
    {
        double[] zeros = [0, 0, 0, 0], ones = [1, 1, 1, 1];
        float[] ten = [10, 10, 10, 10], y = new float[4];
        Refuses("FixedChannels was generated with Epsilon = 0.5, but fitted has epsilon 1E-05", new(zeros, ones, [], []));
        Refuses("without gamma (Affine = false), but fitted has a gamma of 4 elements", new(zeros, ones, ten, [], epsilon: 0.5));
        Refuses("without beta (Affine = false), but fitted has a beta of 4 elements", new(zeros, ones, [], ten, epsilon: 0.5));
        Refuses("FixedChannels has 4 channels, but fitted has 2", new([0, 0], [1, 1], [], [], epsilon: 0.5));
        Assert.Contains("without beta (Bias = false)", Assert.Throws<ArgumentException>(
            () => LastChannels.Normalize([1, 1, 1, 1], new([0, 0], [1, 1], [1, 1], [1, 1]), y)).Message);

        FixedChannels.Normalize([1, 1, 1, 1], new(zeros, ones, [], [], epsilon: 0.5), y);
        Assert.All(y, value => Assert.Equal(1 / Math.Sqrt(1.5), value, 1e-7));

        void Refuses(string message, FittedBatchNorm<float> fitted) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>("fitted", () => FixedChannels.Normalize([1, 1, 1, 1], fitted, y)).Message);
    }

    [Fact]
    public void Kernels_without_gamma_normalize_constant_and_tiny_channels_as_BatchNorm_does()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Example { Features = [7, 1e-40f, 1, 2] }, new Example { Features = [7, 3e-40f, 2, 2] }]);
        foreach (ConstantChannels constant in Enum.GetValues<ConstantChannels>())
        {
            List<float[]> expected = ColumnReader.ByCursor<float>(_context.Transforms.BatchNorm("Out", "Features", new() { Epsilon = 0.5, Constant = constant }).Fit(data).Transform(data), "Out");
            EstimatorContract.Same(expected, ColumnReader.ByCursor<float>(_context.Transforms.FixedChannels("Out", "Features", new() { Constant = constant }).Fit(data).Transform(data), "Out"));
        }
    }

    [Fact]
    public void The_transformer_goes_on_is_undone_folded_and_merged_as_BatchNorm_is()
    {
        IDataView data = Load(), more = _context.Data.LoadFromEnumerable([new Example { Features = [9, 9, 9, 1] }, new Example { Features = [2, 4, 8, 1] }]);
        BatchNormOptions options = new() { Gamma = [1, 2, 3, 4], Beta = [4, 3, 2, 1] };
        FittedNormKernelTransformer<FourChannels, float> kernel = _context.Transforms.FourChannels("Out", "Features", options).Fit(data);
        BatchNormTransformer plain = _context.Transforms.BatchNorm("Out", "Features", options).Fit(data);

        Assert.Equal(plain.Update(more).Statistics, kernel.Update(more).Statistics);
        Assert.Equal(BatchNorm.Merge(plain, plain.Update(more)).Statistics, BatchNorm.Merge(kernel, kernel.Update(more)).Statistics);
        Assert.Equal(kernel.Statistics, Assert.Single(kernel.ColumnStatistics));
        Assert.Equal(kernel.Statistics, kernel.GetStatistics("Features"));
        Assert.Equal(plain.FoldInto<double>([1, 2, 3, 4], [5]).Weights, kernel.FoldInto<double>([1, 2, 3, 4], [5]).Weights);

        IDataView back = kernel.Inverse("Back", "Out").Transform(kernel.Transform(data));
        Assert.Equal(ColumnReader.ByCursor<float>(data, "Features").SelectMany(row => row), ColumnReader.ByCursor<float>(back, "Back").SelectMany(row => row), (a, b) => Math.Abs(a - b) < 1e-5);
        EstimatorContract.Same(ColumnReader.ByCursor<float>(plain.ToNormalizingTransformer(data.Schema).Transform(data), "Out"), ColumnReader.ByCursor<float>(kernel.ToNormalizingTransformer(data.Schema).Transform(data), "Out"));
        EstimatorContract.Same(ColumnReader.ByCursor<float>(plain.Update(more).Transform(data), "Out"), ColumnReader.ByCursor<float>(kernel.Update(more).Transform(data), "Out"));
        Assert.Contains("Part 1 has Epsilon 0.5, part 0 has 0", Assert.Throws<ArgumentException>(
            () => BatchNorm.Merge(kernel, _context.Transforms.FourChannels("Out", "Features", options with { Epsilon = 0.5 }).Fit(data))).Message);
    }

    [Fact]
    public void A_model_that_was_saved_with_the_former_default_keeps_its_epsilon()
    {
        // Until the attribute's default changed, every kernel was made for epsilon 1e-5, and a model says so.
        IDataView data = Load();
        ITransformer former = _context.Transforms.FormerChannels("Out", "Features").Fit(data);
        List<float[]> expected = ColumnReader.ByCursor<float>(former.Transform(data), "Out");

        ITransformer model = Reload(former, data, nameof(LatestChannels));
        var loaded = (FittedNormKernelTransformer<LatestChannels, float>)(model is IEnumerable<ITransformer> chain ? Assert.Single(chain) : model);
        Assert.Equal(1e-5, loaded.Options.Epsilon);
        EstimatorContract.Same(expected, ColumnReader.ByCursor<float>(loaded.Transform(data), "Out"));

        // A kernel whose attribute now names another one cannot run it.
        string message = ModelError(() => Reload(_context.Transforms.LatestChannels("Out", "Features").Fit(data), data, nameof(FormerChannels)));
        Assert.Contains("FormerChannels made for Epsilon 0; the one in Norm.ML.Tests is made for 1E-05", message);
    }

    // Saves a model, gives its kernel another name of the same length, and loads it.
    ITransformer Reload(ITransformer model, IDataView data, string kernel)
    {
        using var file = new MemoryStream();
        _context.Model.Save(model, data.Schema, file);
        using (var zip = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
        {
            (Stream stream, byte[] bytes) = zip.Entries.Select(entry => Read(entry.Open())).Single(entry => entry.Bytes.AsSpan().IndexOf("Channels"u8) >= 0);
            int block = Enumerable.Range(0, bytes.Length - 8).First(at => IsBlock(bytes, at)), length = BitConverter.ToInt32(bytes, block);
            Span<byte> body = bytes.AsSpan(block + 8, length);
            int name = body.IndexOf("Channels"u8) - 6;
            Encoding.ASCII.GetBytes(kernel).CopyTo(body[name..]);
            BitConverter.TryWriteBytes(bytes.AsSpan(block + 4), Checksum(body));
            stream.Position = 0;
            stream.Write(bytes);
        }

        file.Position = 0;
        return _context.Model.Load(file, out _);

        static (Stream Stream, byte[] Bytes) Read(Stream stream)
        {
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return (stream, bytes);
        }
    }

    static bool IsBlock(byte[] bytes, int at) =>
        BitConverter.ToInt32(bytes, at) is var length and > 100 && length <= bytes.Length - at - 8 && Checksum(bytes.AsSpan(at + 8, length)) == BitConverter.ToUInt32(bytes, at + 4);

    static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }

    static string ModelError(Func<ITransformer> load)
    {
        Exception error = Assert.ThrowsAny<Exception>(load);
        return string.Join(" | ", Chain(error).Select(one => one.Message));

        static IEnumerable<Exception> Chain(Exception? one)
        {
            for (; one is not null; one = one.InnerException)
                yield return one;
        }
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
