using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.StandIns;

/// <summary>
/// The frame around a component's own bytes: header, the bytes, string table (ends of the strings, then their UTF-16 characters),
/// name of the loader's assembly, tail mark.
/// </summary>
internal static class ModelStream
{
    private const uint FirstVersion = 0x00010001;
    private const uint CurrentVersion = 0x00010002;

    public static ModelHeader BeginWrite(BinaryWriter writer)
    {
        writer.Write(new byte[ModelHeader.Size]);
        return new ModelHeader
        {
            Signature = ModelHeader.SignatureValue,
            VerWritten = CurrentVersion,
            VerReadable = CurrentVersion,
            FpModel = ModelHeader.Size,
        };
    }

    public static void EndWrite(BinaryWriter writer, long start, ref ModelHeader header, List<string> strings, string assembly)
    {
        header.CbModel = Position() - header.FpModel;
        if (strings.Count > 0)
        {
            header.FpStringTable = Position();
            long end = 0;
            foreach (string text in strings)
                writer.Write(end += text.Length * sizeof(char));
            header.CbStringTable = Position() - header.FpStringTable;
            header.FpStringChars = Position();
            foreach (string text in strings)
                writer.Write(Encoding.Unicode.GetBytes(text));
            header.CbStringChars = Position() - header.FpStringChars;
        }
        if (!string.IsNullOrEmpty(assembly))
        {
            header.FpAssemblyName = Position();
            writer.Write(Encoding.Unicode.GetBytes(assembly));
            header.CbAssemblyName = (uint)(Position() - header.FpAssemblyName);
        }
        header.FpTail = Position();
        writer.Write(ModelHeader.TailSignatureValue);
        header.FpLim = Position();
        writer.BaseStream.Position = start;
        writer.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<ModelHeader>(in header)));
        writer.BaseStream.Position = start + header.FpLim;

        long Position()
        {
            writer.Flush();
            return writer.BaseStream.Position - start;
        }
    }

    /// <summary>Reads the frame, checks that its parts follow each other within the stream, and stops at the component's bytes.</summary>
    public static ModelHeader Read(BinaryReader reader, out string[] strings, out string assembly)
    {
        long start = reader.BaseStream.Position;
        byte[] bytes = reader.ReadBytes(ModelHeader.Size);
        Require(bytes.Length == ModelHeader.Size, "it ends within its header");
        ModelHeader header = MemoryMarshal.Read<ModelHeader>(bytes);
        Require(header.Signature == ModelHeader.SignatureValue, "wrong file type");
        Require(header.VerReadable <= header.VerWritten, "its versions contradict each other");
        Require(header.VerReadable <= CurrentVersion, "it is too new");
        Require(header.VerWritten >= FirstVersion, "it is too old");
        long end = header.FpModel;
        Require(end == ModelHeader.Size, "its bytes do not follow its header");
        Follow(ref end, header.FpModel, header.CbModel);
        strings = null;
        if (header.FpStringTable != 0)
        {
            Follow(ref end, header.FpStringTable, header.CbStringTable);
            Follow(ref end, header.FpStringChars, header.CbStringChars);
        }
        bool hasAssembly = header.VerWritten >= CurrentVersion && header.FpAssemblyName != 0;
        if (hasAssembly)
            Follow(ref end, header.FpAssemblyName, header.CbAssemblyName);
        Require(header.FpTail == end && header.FpLim == end + sizeof(ulong), "its tail is not where its header says");
        Require(header.FpLim <= reader.BaseStream.Length - start, "it ends too early");

        if (header.FpStringTable != 0)
            strings = ReadStrings(reader, start, header);
        assembly = hasAssembly ? ReadText(reader, start + header.FpAssemblyName, header.CbAssemblyName) : null;
        reader.BaseStream.Position = start + header.FpTail;
        Require(reader.ReadUInt64() == ModelHeader.TailSignatureValue, "its tail mark is damaged");
        reader.BaseStream.Position = start + header.FpModel;
        return header;

        void Follow(ref long position, long partStart, long partSize)
        {
            Require(partStart == position && partSize >= 0 && partSize <= reader.BaseStream.Length - start - position, "its parts do not fit");
            position += partSize;
        }
    }

    private static string[] ReadStrings(BinaryReader reader, long start, in ModelHeader header)
    {
        Require(header.CbStringTable % sizeof(long) == 0 && header.CbStringTable > 0, "its string table is damaged");
        var strings = new string[header.CbStringTable / sizeof(long)];
        reader.BaseStream.Position = start + header.FpStringTable;
        long[] ends = [.. strings.Select(_ => reader.ReadInt64())];
        long from = 0;
        for (int i = 0; i < strings.Length; i++)
        {
            Require(ends[i] >= from && ends[i] <= header.CbStringChars && ends[i] % sizeof(char) == 0, "its string table is damaged");
            strings[i] = ReadText(reader, start + header.FpStringChars + from, ends[i] - from);
            from = ends[i];
        }
        Require(from == header.CbStringChars, "its string table is damaged");
        return strings;
    }

    private static string ReadText(BinaryReader reader, long position, long size)
    {
        reader.BaseStream.Position = position;
        return Encoding.Unicode.GetString(reader.ReadBytes((int)size));
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new FormatException($"A part of the model file cannot be read: {otherwise}.");
    }
}
