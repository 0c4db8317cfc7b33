using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Norm.ML.Internals.Files;

/// <summary>What is wrong with a .npy file, without its name; never leaves the library.</summary>
internal sealed class NpyFormatException(string reason) : Exception(reason);

/// <summary>The header of a .npy file: <c>93 NUMPY</c>, two bytes of version, a length and a Python dictionary.</summary>
internal sealed record NpyHeader(NpyType Type, long Rows, int Columns, long DataOffset)
{
    /// <summary>Whether it stands column after column.</summary>
    public bool IsFortranOrder { get; init; }

    /// <summary>Whether the first byte of an element is its highest.</summary>
    public bool IsBigEndian { get; init; }

    private const int MaximumLength = 1 << 20;

    private static readonly (string Name, NpyType Type, int Bytes)[] Types =
    [
        ("f2", NpyType.Float16, 2), ("f4", NpyType.Float32, 4), ("f8", NpyType.Float64, 8),
        ("i1", NpyType.Int8, 1), ("u1", NpyType.UInt8, 1), ("i2", NpyType.Int16, 2), ("u2", NpyType.UInt16, 2),
        ("i4", NpyType.Int32, 4), ("u4", NpyType.UInt32, 4), ("i8", NpyType.Int64, 8), ("u8", NpyType.UInt64, 8),
    ];

    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static int Size(NpyType type) => Types[(int)type].Bytes;

    public static NpyHeader Read(Stream stream)
    {
        Span<byte> start = stackalloc byte[12];
        int got = stream.ReadAtLeast(start[..8], 8, throwOnEndOfStream: false);
        if (got < Magic.Length
            || !start[..Magic.Length].SequenceEqual(Magic))
        {
            throw new NpyFormatException("it does not begin with the mark of one.");
        }

        if (got < 8)
        {
            throw new NpyFormatException("it ends within the header.");
        }

        (int major, int minor) = (start[6], start[7]);
        if (major is < 1 or > 3 || minor != 0)
        {
            throw new NpyFormatException($"it is of version {major}.{minor}; 1.0, 2.0 and 3.0 are known.");
        }

        int lengthBytes = major == 1 ? 2 : 4;
        Span<byte> lengthField = start.Slice(8, lengthBytes);
        if (stream.ReadAtLeast(lengthField, lengthBytes,
            throwOnEndOfStream: false) < lengthBytes)
        {
            throw new NpyFormatException("it ends within the header.");
        }

        long length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(lengthField) : BinaryPrimitives.ReadUInt32LittleEndian(lengthField);
        if (length > MaximumLength)
        {
            throw new NpyFormatException($"its header claims {length} bytes; at most {MaximumLength} are read.");
        }

        byte[] text = new byte[length];
        if (stream.ReadAtLeast(text, text.Length,
            throwOnEndOfStream: false) < text.Length)
        {
            throw new NpyFormatException("it ends within the header.");
        }

        NpyHeader header = Parse(Encoding.UTF8.GetString(text)) with { DataOffset = 8 + lengthBytes + length };
        long bytes = stream.Length - header.DataOffset;
        Int128 needed = (Int128)header.Rows * header.Columns * Size(header.Type);
        if (needed != bytes)
        {
            throw new NpyFormatException(
                $"its header says {header.Rows} rows of {header.Columns}, which take {needed} bytes; {bytes} follow{(bytes < needed ? ", so it was "
                    + "cut off" : "")}.");
        }
        return header;
    }

    private static NpyHeader Parse(string text)
    {
        var dictionary = new NpyDictionary(text);
        string descr = dictionary.Text("descr");
        bool fortran = dictionary.Boolean("fortran_order");
        long[] shape = dictionary.Shape("shape");
        if (shape.Length is < 1 or > 2)
        {
            throw new NpyFormatException($"its shape is ({string.Join(", ", shape)}); one or two dimensions are needed: rows, and columns.");
        }

        char order = descr.Length == 0 ? ' ' : descr[0];

        // True and false are bytes of 1 and 0.
        string name = descr.EndsWith("b1", StringComparison.Ordinal) ? "u1" : descr.Length > 0 ? descr[1..] : "";
        int known = Array.FindIndex(Types, type => descr.Length == 3 && name == type.Name);
        if (known < 0 || !(order is '<' or '>' || (order is '|' or '=' && Types[known].Bytes == 1)))
        {
            throw new NpyFormatException($"its elements are '{descr}'; b1, f2, f4, f8, i1 to i8 and u1 to u8 in either byte order are read.");
        }

        long columns = shape.Length == 2 ? shape[1] : 1;
        if (columns is < 1 or > Moments.StatisticsLimits.MaximumChannels)
        {
            throw new NpyFormatException(string.Create(CultureInfo.InvariantCulture,
                $"it has {columns} columns; 1 to {Moments.StatisticsLimits.MaximumChannels} are possible."));
        }

        return new(Types[known].Type, shape[0], (int)columns, 0)
        {
            IsFortranOrder = fortran && columns > 1,
            IsBigEndian = order == '>' && Types[known].Bytes > 1,
        };
    }
}
