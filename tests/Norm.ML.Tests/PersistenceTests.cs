using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Contract;
using Norm.ML.Tests.Files;

namespace Norm.ML.Tests;

public sealed class PersistenceTests : IDisposable
{
    private readonly MLContext _context = new(seed: 1);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("norm-ml-");

    private string ModelPath => Path.Combine(_folder.FullName, "model.zip");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_fresh_process_loads_a_chain_without_registering_anything()
    {
        IDataView data = Load();
        ITransformer model = SaveChain(data);
        IDataView one = _context.Data.LoadFromEnumerable([new Example { Features = [1, 2, 4, 8] }]);
        string expected = string.Join(' ', ColumnReader.ByCursor<float>(model.Transform(one), "Out")[0]
            .Select(value => BitConverter.SingleToUInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture)));

        Assert.Equal((expected, "", 0), Run("FreshProcess.dll", ModelPath, "Out"));
    }

    [Fact]
    public void A_fresh_process_goes_back_from_normalized_values()
    {
        IDataView data = Load();
        BatchNormTransformer norm = _context.Transforms.BatchNorm("Out", "Features").Fit(data);
        ITransformer chain = norm.Append(norm.Inverse("Back", "Out"));
        _context.Model.Save(chain, data.Schema, ModelPath);
        IDataView one = _context.Data.LoadFromEnumerable([new Example { Features = [1, 2, 4, 8] }]);
        string expected = string.Join(' ', ColumnReader.ByCursor<float>(chain.Transform(one), "Back")[0]
            .Select(value => BitConverter.SingleToUInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture)));

        Assert.Equal((expected, "", 0), Run("FreshProcess.dll", ModelPath, "Back"));
    }

    // Each transformer of ours has a part of its own in a file.
    private IEnumerable<ITransformer> Transformers(IDataView data)
    {
        BatchNormTransformer norm = _context.Transforms.BatchNorm("Features", options: new() { Gamma = [1, 2, 3, 4] }).Fit(data);
        yield return norm;
        yield return norm.Inverse();
        yield return _context.Transforms.BatchNorm("Features", options: new() { BatchSize = 5 }).Fit(data);
        BatchNormTransformer perKey = _context.Transforms.BatchNorm("Features", groupColumnName: "Tenant").Fit(data);
        yield return perKey;
        yield return perKey.Inverse();
        yield return _context.Transforms.LayerNorm("Features", options: new() { Beta = [1, 2, 3, 4] }).Fit(data);
        yield return _context.Transforms.RmsNorm("Features").Fit(data);
        yield return _context.Transforms.UnitNorm("Features").Fit(data);
        yield return _context.Transforms.GroupNorm("Features", null, new GroupNormOptions { Groups = 2, Channels = 2 }).Fit(data);
        yield return _context.Transforms.InstanceNorm("Features", options: new() { Channels = 2 }).Fit(data);
        yield return _context.Transforms.FourNorm("Features").Fit(data);
        yield return _context.Transforms.FourChannels("Features").Fit(data);
    }

    [Fact]
    public void A_model_cut_anywhere_is_refused()
    {
        SaveChain(Load());
        byte[] whole = File.ReadAllBytes(ModelPath);
        for (int length = 0; length < whole.Length; length++)
        {
            using var cut = new MemoryStream(whole, 0, length);
            Exception? error = Record.Exception(() => _context.Model.Load(cut, out _));
            Assert.True(error is not null and not OutOfMemoryException, $"{length} of {whole.Length} bytes were loaded: {error?.Message}");
        }
    }

    [Fact]
    public void A_part_of_ours_cut_at_any_byte_is_refused()
    {
        IDataView data = Load();
        foreach (ITransformer model in Transformers(data))
        {
            byte[] file = ModelEntry.Save(_context, model, data), entry = ModelEntry.Read(file);
            (int start, int end) = ModelEntry.FindBlock(entry);
            Assert.InRange(end, start + 9, entry.Length);
            for (int length = 0; length < end; length++)
            {
                Refused(file, entry[..length], model, $"cut after {length} of {entry.Length} bytes");
            }
        }
    }

    [Fact]
    public void An_altered_byte_in_our_part_is_refused()
    {
        IDataView data = Load();
        foreach (ITransformer model in Transformers(data))
        {
            byte[] file = ModelEntry.Save(_context, model, data), entry = ModelEntry.Read(file);
            (int start, int end) = ModelEntry.FindBlock(entry);
            for (int i = start; i < end; i++)
            {
                byte[] altered = [.. entry];
                altered[i] ^= 0x10;
                Assert.Contains("damaged", Refused(file, altered, model, $"byte {i} altered").Message);
            }
        }
    }

    /// <summary>Whatever the bytes after a checksum that fits: a transformer or a clear refusal, soon and without much memory.</summary>
    [Fact]
    public void Bytes_that_somebody_made_up_give_an_answer()
    {
        IDataView data = Load();
        var random = new Random(11);
        foreach (ITransformer model in Transformers(data))
        {
            byte[] file = ModelEntry.Save(_context, model, data), entry = ModelEntry.Read(file);
            (int start, int end) = ModelEntry.FindBlock(entry);
            for (int round = 0; round < 150; round++)
            {
                byte[] altered = [.. entry];
                for (int changes = 1 + (round % 4); changes > 0; changes--)
                {
                    // Counts and lengths are where harm is done: now and then a large number, else any byte.
                    int at = random.Next(start + 8, end);
                    altered[at] = random.Next(3) == 0 ? (byte)0xff : (byte)random.Next(256);
                    if (random.Next(4) == 0 && at + 4 <= end)
                    {
                        BitConverter.TryWriteBytes(altered.AsSpan(at), random.Next(3) switch { 0 => int.MaxValue, 1 => -1, _ => 1 << 28 });
                    }
                }

                ModelEntry.RenewChecksum(altered);
                long before = GC.GetAllocatedBytesForCurrentThread();
                Exception? error = Record.Exception(() => _context.Model.Load(new MemoryStream(ModelEntry.With(file, altered)), out _));
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64L << 20);
                if (error is not null)
                {
                    Assert.True(Innermost(error) is FormatException or InvalidDataException or ArgumentException or InvalidOperationException
                        or IOException, $"{model.GetType().Name}: {error}");
                }
            }
        }
    }

    [Fact]
    public void A_model_from_the_future_is_refused()
    {
        IDataView data = Load();
        foreach (ITransformer model in Transformers(data))
        {
            byte[] file = ModelEntry.Save(_context, model, data), entry = ModelEntry.Read(file);
            entry[ModelEntry.ReadableVersionOffset]++;
            Assert.IsType<FormatException>(Refused(file, entry, model, "future version"));
        }
    }

    [Fact]
    public void A_part_under_anothers_name_is_refused()
    {
        // What was written by one transformer, in a file whose header names the loader of another.
        IDataView data = Load();
        byte[][] entries = [.. Transformers(data).Select(model => ModelEntry.Read(ModelEntry.Save(_context, model, data)))];
        byte[] file = ModelEntry.Save(_context, Transformers(data).First(), data);
        ReadOnlySpan<byte> names = "NormBatchNorm\0"u8;
        Assert.True(entries[0].AsSpan().IndexOf(names) > 0);
        foreach (string other in new[] { "NormRowNorm", "NormKernel", "CopyTransform", "NoSuchThing" })
        {
            byte[] renamed = [.. entries[0]];
            Span<byte> name = renamed.AsSpan(renamed.AsSpan().IndexOf(names), names.Length);
            name.Clear();
            Encoding.UTF8.GetBytes(other).CopyTo(name);
            Exception error = Refused(file, renamed, null, other);
            Assert.True(error is FormatException or InvalidOperationException, error.ToString());
        }
    }

    [Theory]
    [InlineData("Norm.ML.Tests.FourNorm", "System.Guid")]
    [InlineData("Norm.ML.Tests.FourNorm", "Norm.ML.Tests.NoNormX")]
    public void A_model_that_names_another_type_is_refused(string kernel, string other)
    {
        IDataView data = Load();
        ITransformer model = _context.Transforms.FourNorm("Features").Fit(data);
        ModelEntry.Save(_context, model, data, ModelPath, entry =>
        {
            // Same length, and a checksum that fits: only the name is wrong.
            byte[] name = Encoding.UTF8.GetBytes(kernel);
            int at = entry.AsSpan().IndexOf(name);
            Encoding.UTF8.GetBytes(other.PadRight(kernel.Length)).CopyTo(entry, at);
            ModelEntry.RenewChecksum(entry);
        });
        Exception error = Assert.ThrowsAny<Exception>(() => new MLContext().Model.Load(ModelPath, out _));
        Assert.Contains("needs the generated kernel", Innermost(error).Message);
        Assert.StartsWith($"{ModelPath}: the model cannot be loaded: The model needs the generated kernel ",
            Assert.Throws<FormatException>(() => new MLContext().Model.LoadChecked(ModelPath, out _)).Message);
    }

    [Theory]
    [InlineData("FreshProcess", "GoneAssembly", "of assembly GoneAssembly, which cannot be loaded")]
    [InlineData("LayerNorm", "GroupNorm", "The model was saved with Norm.ML.Tests.FourNorm made for ")]
    public void A_model_whose_generated_kernel_is_gone_or_has_changed_is_refused_with_the_reason(string old, string other, string reason)
    {
        IDataView data = Load();
        ModelEntry.Save(_context, _context.Transforms.FourNorm("Features").Fit(data), data, ModelPath, entry =>
        {
            (int start, int end) = ModelEntry.FindBlock(entry);
            Span<byte> block = entry.AsSpan(start + 8, end - start - 8);
            Encoding.UTF8.GetBytes(other).CopyTo(block[block.IndexOf(Encoding.UTF8.GetBytes(old))..]);
            ModelEntry.RenewChecksum(entry);
        });
        string message = Assert.Throws<FormatException>(() => new MLContext().Model.LoadChecked(ModelPath, out _)).Message;
        Assert.True(message.Contains(reason, StringComparison.Ordinal), message);
        Assert.StartsWith($"{ModelPath}: the model cannot be loaded: ", message);
    }

    private ITransformer SaveChain(IDataView data)
    {
        ITransformer model = _context.Transforms.Concatenate("All", "Features")
            .Append(_context.Transforms.BatchNorm("All"))
            .Append(_context.Transforms.LayerNorm("Rows", "All"))
            .Append(_context.Transforms.FourNorm("Out", "Rows"))
            .Fit(data);
        _context.Model.Save(model, data.Schema, ModelPath);
        return model;
    }

    // The file with another entry in our transformer's place gives one exception, which is returned.
    private Exception Refused(byte[] file, byte[] entry, ITransformer? model, string what)
    {
        Exception? error = Record.Exception(() => _context.Model.Load(new MemoryStream(ModelEntry.With(file, entry)), out _));
        Assert.True(error is not null and not OutOfMemoryException, $"{model?.GetType().Name}, {what}: it was loaded.");
        return Innermost(error);
    }

    private static (string Output, string Error, int ExitCode) Run(string program, params string[] arguments)
    {
        string path = Path.Combine(AppContext.BaseDirectory, program);
        using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)
            ? Environment.ProcessPath : "dotnet", [path, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (output.Trim(), error.Result.Trim(), process.ExitCode);
    }

    private static Exception Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error;

    private IDataView Load() =>
        _context.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(i => new Example
        {
            Features = [i, i * i, 1f / (i + 1), 7],
            Tenant = i % 3 == 0 ? "one" : "two",
        }));

    private sealed class Example
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];

        public string Tenant { get; set; } = "";
    }
}
