using System.Globalization;
using System.Numerics;
using System.Text;
using Microsoft.ML;
using Norm.ML.Internals.Files;

namespace Norm.ML.Internals.Persistence;

/// <summary>
/// What a transformer writes into a model file: ML.NET's version header, then one block of our own with its length and checksum, so that a cut or
/// altered file is recognised before anything in it is believed. Little-endian throughout, as ML.NET's own files.
/// </summary>
internal static class ModelPayload
{
    // No transformer of ours comes near it; a length beyond it is damage.
    private const int LargestBlock = 1 << 30;
    private const int ReadStep = 1 << 16;

    public static void Save(ModelSaveContext context, VersionInfo version, Action<BinaryWriter> write)
    {
        context.CheckAtModel();
        context.SetVersionInfo(version);
        var block = new MemoryStream();
        using (var writer = new BinaryWriter(block, Encoding.UTF8, leaveOpen: true))
        {
            write(writer);
        }

        if (block.Length > LargestBlock)
        {
            throw new InvalidOperationException(
                $"The transformer takes {block.Length} bytes in a model file; at most {LargestBlock} are possible. Save its statistics in files of "
                    + "their own.");
        }

        ReadOnlySpan<byte> bytes = block.GetBuffer().AsSpan(0, (int)block.Length);
        context.Writer.Write(bytes.Length);
        context.Writer.Write(Checksum(bytes));
        context.Writer.Write(bytes);
    }

    /// <summary>Reads the block and hands it to <paramref name="read"/>, which must take all of it.</summary>
    /// <exception cref="FormatException">The block is cut, altered or longer than what is known of its version.</exception>
    public static T Load<T>(ModelLoadContext context, VersionInfo version, string name, Func<BinaryReader, T> read) =>
        Load(context, version, name, (reader, _) => read(reader));

    /// <summary>The same, with the version that the block was written in.</summary>
    public static T Load<T>(ModelLoadContext context, VersionInfo version, string name, Func<BinaryReader, uint, T> read)
    {
        CheckVersion(context.Header, version, name);
        context.CheckAtModel(version);
        using MemoryStream block = ReadBlock(context.Reader, name);
        using var reader = new BinaryReader(block, Encoding.UTF8);
        try
        {
            T value = read(reader, context.Header.ModelVerWritten);
            return block.Position == block.Length ? value : throw Damaged(name, $"{block.Length - block.Position} bytes are left over");
        }
        catch (Exception error) when (error is EndOfStreamException or ArgumentException or InvalidDataException)
        {
            throw new FormatException($"The model file's part for {name} is damaged: {PlainMessage.Of(error)}", error);
        }
    }

    public static FormatException Damaged(string name, string reason) => new($"The model file's part for {name} is damaged: {reason}.");

    // ML.NET's own sentence names its versions, not ours.
    private static void CheckVersion(ModelHeader header, VersionInfo version, string name)
    {
        if (header.ModelVerReadable > version.VerWrittenCur || header.ModelVerWritten < version.VerWeCanReadBack)
        {
            throw new FormatException($"The model file's part for {name} is of version {Show(header.ModelVerWritten)}; this Norm.ML reads "
                + (version.VerWeCanReadBack == version.VerWrittenCur ? $"version {Show(version.VerWrittenCur)}"
                    : $"versions {Show(version.VerWeCanReadBack)} to {Show(version.VerWrittenCur)}")
                + (header.ModelVerReadable > version.VerWrittenCur ? ", a later one is needed." : "."));
        }

        static string Show(uint version) => string.Create(CultureInfo.InvariantCulture, $"{version >> 16}.{version & ushort.MaxValue}");
    }

    // In steps, so that a damaged length ends at the end of the file and not in a huge allocation.
    private static MemoryStream ReadBlock(BinaryReader reader, string name)
    {
        try
        {
            int length = reader.ReadInt32();
            uint checksum = reader.ReadUInt32();
            if (length is < 0 or > LargestBlock)
            {
                throw Damaged(name, $"it claims a length of {length} bytes");
            }

            var block = new MemoryStream(Math.Min(length, ReadStep));
            while (block.Length < length)
            {
                byte[] step = reader.ReadBytes((int)Math.Min(ReadStep, length - block.Length));
                if (step.Length == 0)
                {
                    throw Damaged(name, $"it ends after {block.Length} of {length} bytes");
                }

                block.Write(step);
            }

            block.Position = 0;
            return Checksum(block.GetBuffer().AsSpan(0, length)) == checksum ? block : throw Damaged(name, "its checksum does not match");
        }
        catch (EndOfStreamException)
        {
            throw Damaged(name, "it is cut off");
        }
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
