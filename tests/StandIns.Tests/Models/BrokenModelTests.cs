using System.IO.Compression;
using Microsoft.ML;

namespace Norm.ML.StandIns.Tests;

/// <summary>Files that are no models give one exception, soon, on every engine; that it names what is wrong is asked of the stand-in.</summary>
public class BrokenModelTests
{
    private readonly MLContext _ml = new(1);

    private Exception Refused(byte[] file, params string[] said)
    {
        Exception error = Assert.ThrowsAny<Exception>(() => _ml.Model.Load(new MemoryStream(file), out _));
        Assert.True(
            error is FormatException or InvalidOperationException || !Engine.IsStandIn, $"The exception is {error.GetType()}: {error.Message}");
        if (Engine.IsStandIn)
            Assert.All(said, part => Assert.Contains(part, error.Message));
        return error;
    }

    private byte[] Changed(string entry, Func<byte[], byte[]> change)
    {
        using var stream = new MemoryStream();
        stream.Write(SampleModel.Save(_ml));
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            ZipArchiveEntry old = archive.GetEntry(entry);
            using var content = new MemoryStream();
            using (Stream read = old.Open())
                read.CopyTo(content);
            old.Delete();
            if (change(content.ToArray()) is { } changed)
            {
                using Stream write = archive.CreateEntry(entry).Open();
                write.Write(changed);
            }
        }
        return stream.ToArray();
    }

    [Fact]
    public void NoArchive()
    {
        Assert.IsType<FormatException>(Refused([], "zip"));
        Assert.IsType<FormatException>(Refused("not a model"u8.ToArray(), "zip"));
        Assert.IsType<FormatException>(Refused(SampleModel.Save(_ml)[..^100], "zip"));
    }

    [Fact]
    public void ArchiveWithoutAModel()
    {
        using var stream = new MemoryStream();
        using (new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
        }
        Assert.IsType<InvalidOperationException>(Refused(stream.ToArray(), "TransformerChain"));
    }

    [Fact]
    public void MissingPart() =>
        Refused(Changed("TransformerChain/Transform_001/Model.key", _ => null), "TransformerChain/Transform_001");

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(256)]
    [InlineData(300)]
    public void TruncatedPart(int length) =>
        Refused(Changed("TransformerChain/Transform_001/Model.key", part => part[..length]), "model");

    [Fact]
    public void UnknownComponent()
    {
        byte[] file = Changed("TransformerChain/Transform_001/Model.key", part => Replaced(part, "CopyTransform"u8, "NopeTransform"u8));
        Exception error = Refused(file, "NopeTransform", "TransformerChain/Transform_001", "Microsoft.ML.Data", "written by");
        Assert.IsType<InvalidOperationException>(error);
    }

    [Fact]
    public void UnknownAssembly()
    {
        byte[] from = System.Text.Encoding.Unicode.GetBytes("Microsoft.ML.Data");
        byte[] to = System.Text.Encoding.Unicode.GetBytes("Microsoft.ML.None");
        Refused(Changed("TransformerChain/Transform_001/Model.key", part => Replaced(part, from, to)), "CopyTransform", "Microsoft.ML.None");
    }

    [Fact]
    public void DamagedCountsAreNotBelieved()
    {
        Refused(Changed("TransformerChain/Model.key", part => Overwritten(part, 256, 0x7FFFFFF0)), "2147483632");
        Refused(Changed("TransformerChain/Model.key", part => Overwritten(part, 256, -1)), "-1");
    }

    [Fact]
    public void DamagedSchema()
    {
        Refused(Changed("Schema", schema => schema[..^30]), "schema");
        Refused(Changed("Schema", schema => []), "schema");
    }

    /// <summary>Whatever byte is damaged, the engine loads the file or refuses it.</summary>
    [Fact]
    public void DamagedBytesNeverHang()
    {
        if (!Engine.IsStandIn)
            return;
        foreach (string entry in new[] { "Schema", "TransformerChain/Model.key", "TransformerChain/Transform_000/Model.key" })
        {
            int size = 0;
            Changed(entry, part =>
            {
                size = part.Length;
                return part;
            });
            for (int position = 0; position < size; position += 7)
            {
                byte[] file = Changed(entry, part =>
                {
                    part[position] ^= 0xFF;
                    return part;
                });
                try
                {
                    _ml.Model.Load(new MemoryStream(file), out _);
                }
                catch (Exception error) when (error is FormatException or InvalidOperationException)
                {
                }
            }
        }
    }

    private static byte[] Replaced(byte[] bytes, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        int position = bytes.AsSpan().IndexOf(from);
        Assert.True(position >= 0);
        to.CopyTo(bytes.AsSpan(position));
        return bytes;
    }

    private static byte[] Overwritten(byte[] bytes, int position, int value)
    {
        BitConverter.TryWriteBytes(bytes.AsSpan(position), value);
        return bytes;
    }
}
