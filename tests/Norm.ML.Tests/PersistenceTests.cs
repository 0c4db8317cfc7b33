using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests;

public sealed class PersistenceTests : IDisposable
{
    // ML.NET's model header: the version that a reader must know at the least.
    const int ReadableVersionOffset = 76;

    readonly MLContext _context = new(seed: 1);
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("norm-ml-");

    string ModelPath => Path.Combine(_folder.FullName, "model.zip");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void AFreshProcessLoadsAChainWithoutRegisteringAnything()
    {
        IDataView data = Load();
        ITransformer model = SaveChain(data);
        IDataView one = _context.Data.LoadFromEnumerable([new Example { Features = [1, 2, 4, 8] }]);
        string expected = string.Join(' ', ColumnReader.ByCursor<float>(model.Transform(one), "Out")[0]
            .Select(value => BitConverter.SingleToUInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture)));

        Assert.Equal((expected, "", 0), Run("FreshProcess.dll", ModelPath, "Out"));
    }

    [Fact]
    public void AModelCutAnywhereIsRefused()
    {
        SaveChain(Load());
        byte[] whole = File.ReadAllBytes(ModelPath);
        for (int length = 0; length < whole.Length; length += 100)
        {
            using var cut = new MemoryStream(whole, 0, length);
            Exception? error = Record.Exception(() => new MLContext().Model.Load(cut, out _));
            Assert.True(error is not null and not OutOfMemoryException, $"{length} of {whole.Length} bytes were loaded: {error?.Message}");
        }
    }

    [Fact]
    public void AnAlteredByteInOurPartIsRefused()
    {
        foreach (IEstimator<ITransformer> estimator in new IEstimator<ITransformer>[]
                 { _context.Transforms.BatchNorm("Features"), _context.Transforms.LayerNorm("Features"), _context.Transforms.FourNorm("Features") })
        {
            IDataView data = Load();
            ITransformer model = estimator.Fit(data);
            int start = 0, end = 0;
            Save(model, data, entry => (start, end) = FindBlock(entry));
            Assert.True(end > start);
            for (int i = start; i < end; i++)
            {
                int position = i;
                Save(model, data, entry => entry[position] ^= 0x10);
                Exception error = Assert.ThrowsAny<Exception>(() => new MLContext().Model.Load(ModelPath, out _));
                Assert.Contains("damaged", Innermost(error).Message);
            }
        }
    }

    [Fact]
    public void AModelFromTheFutureIsRefused()
    {
        IDataView data = Load();
        Save(_context.Transforms.BatchNorm("Features").Fit(data), data, entry => entry[ReadableVersionOffset]++);
        Exception error = Assert.ThrowsAny<Exception>(() => new MLContext().Model.Load(ModelPath, out _));
        Assert.IsType<FormatException>(Innermost(error));
    }

    [Theory]
    [InlineData("Norm.ML.Tests.FourNorm", "System.Guid")]
    [InlineData("Norm.ML.Tests.FourNorm", "Norm.ML.Tests.NoNormX")]
    public void AModelThatNamesAnotherTypeIsRefused(string kernel, string other)
    {
        IDataView data = Load();
        ITransformer model = _context.Transforms.FourNorm("Features").Fit(data);
        Save(model, data, entry =>
        {
            // Same length, and a checksum that fits: only the name is wrong.
            byte[] name = Encoding.UTF8.GetBytes(kernel);
            int at = entry.AsSpan().IndexOf(name);
            Encoding.UTF8.GetBytes(other.PadRight(kernel.Length)).CopyTo(entry, at);
            RenewChecksum(entry);
        });
        Exception error = Assert.ThrowsAny<Exception>(() => new MLContext().Model.Load(ModelPath, out _));
        Assert.Contains("needs the generated kernel", Innermost(error).Message);
    }

    ITransformer SaveChain(IDataView data)
    {
        ITransformer model = _context.Transforms.Concatenate("All", "Features")
            .Append(_context.Transforms.BatchNorm("All"))
            .Append(_context.Transforms.LayerNorm("Rows", "All"))
            .Append(_context.Transforms.FourNorm("Out", "Rows"))
            .Fit(data);
        _context.Model.Save(model, data.Schema, ModelPath);
        return model;
    }

    // Saves a model, then changes our transformer's entry in the file.
    void Save(ITransformer model, IDataView data, Action<byte[]> change)
    {
        _context.Model.Save(model, data.Schema, ModelPath);
        using ZipArchive file = ZipFile.Open(ModelPath, ZipArchiveMode.Update);
        ZipArchiveEntry entry = file.Entries.Single(e => e.FullName.Replace('\\', '/') == "TransformerChain/Model.key");
        using Stream stream = entry.Open();
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        change(bytes);
        stream.Position = 0;
        stream.Write(bytes);
    }

    // Our block lies where the header says the model lies: a length, a checksum, the bytes.
    static (int Start, int End) FindBlock(byte[] entry)
    {
        int start = checked((int)BitConverter.ToInt64(entry, 16));
        return (start, start + 8 + BitConverter.ToInt32(entry, start));
    }

    static void RenewChecksum(byte[] entry)
    {
        (int start, int end) = FindBlock(entry);
        uint crc = uint.MaxValue;
        foreach (byte value in entry.AsSpan(start + 8, end - start - 8))
            crc = System.Numerics.BitOperations.Crc32C(crc, value);
        BitConverter.TryWriteBytes(entry.AsSpan(start + 4), ~crc);
    }

    static (string Output, string Error, int ExitCode) Run(string program, params string[] arguments)
    {
        string path = Path.Combine(AppContext.BaseDirectory, program);
        using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet", [path, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (output.Trim(), error.Result.Trim(), process.ExitCode);
    }

    static Exception Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error;

    IDataView Load() => _context.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(i => new Example { Features = [i, i * i, 1f / (i + 1), 7] }));

    sealed class Example
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];
    }
}
