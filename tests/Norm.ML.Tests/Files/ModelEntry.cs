using System.IO.Compression;
using System.Numerics;
using Microsoft.ML;

namespace Norm.ML.Tests.Files;

/// <summary>The bytes of a saved transformer of ours: its entry in the model's file, and the block in that entry.</summary>
internal static class ModelEntry
{
    /// <summary>Where ML.NET's header has the oldest version that a reader may know.</summary>
    public const int ReadableVersionOffset = 76;

    /// <summary>The file of a model that is saved in memory.</summary>
    public static byte[] Save(MLContext context, ITransformer model, IDataView data)
    {
        using var file = new MemoryStream();
        context.Model.Save(model, data.Schema, file);
        return file.ToArray();
    }

    /// <summary>Saves a model whose entry was changed.</summary>
    public static void Save(MLContext context, ITransformer model, IDataView data, string path, Action<byte[]> change)
    {
        byte[] file = Save(context, model, data), entry = Read(file);
        change(entry);
        File.WriteAllBytes(path, With(file, entry));
    }

    /// <summary>Our entry in a file.</summary>
    public static byte[] Read(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        using Stream stream = Find(zip).Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>The file with another entry.</summary>
    public static byte[] With(byte[] file, byte[] entry)
    {
        using var copy = new MemoryStream();
        copy.Write(file);
        using (var zip = new ZipArchive(copy, ZipArchiveMode.Update, leaveOpen: true))
        {
            using Stream stream = Find(zip).Open();
            stream.SetLength(0);
            stream.Write(entry);
        }

        return copy.ToArray();
    }

    private static ZipArchiveEntry Find(ZipArchive zip) =>
        zip.Entries.Single(e => e.FullName.Replace('\\', '/') == "TransformerChain/Model.key");

    /// <summary>The block lies where the header says that the model lies: a length, a checksum, the bytes.</summary>
    public static (int Start, int End) FindBlock(byte[] entry)
    {
        int start = checked((int)BitConverter.ToInt64(entry, 16));
        return (start, start + 8 + BitConverter.ToInt32(entry, start));
    }

    /// <summary>Makes the checksum fit a block that was changed.</summary>
    public static void RenewChecksum(byte[] entry)
    {
        (int start, int end) = FindBlock(entry);
        uint crc = uint.MaxValue;
        foreach (byte value in entry.AsSpan(start + 8, end - start - 8))
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        BitConverter.TryWriteBytes(entry.AsSpan(start + 4), ~crc);
    }
}
