using System.Buffers.Binary;
using System.Text;

namespace Norm.ML.Internals.Checks;

/// <summary>
/// The entry of a transformer: a header of 256 bytes that says where the model, its table of texts, their characters, the loader's assembly and a
/// closing mark lie, one directly after the other.
/// </summary>
internal static class ModelEntryCheck
{
    /// <summary>Where the header says where the entry ends.</summary>
    public const int EndPlace = 136;

    private const int HeaderBytes = 256, VersionOffset = 72, SignatureOffset = 80, SignatureBytes = 24;
    private const string Chain = "TransformerChain";

    private static ReadOnlySpan<byte> Mark => "ML\0MODEL"u8;
    private static ReadOnlySpan<byte> ClosingMark => "LEDOM\0LM"u8;

    /// <param name="bytes">The entry.</param>
    /// <param name="path">What messages call it.</param>
    /// <param name="hasStep">Whether the file has a step of a chain.</param>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    public static void Run(ReadOnlySpan<byte> bytes, string path, Func<string, bool> hasStep)
    {
        string place = $"its entry '{path}' is damaged";
        var cursor = new EntryCursor(bytes, place);
        if (bytes.Length < HeaderBytes || !bytes.StartsWith(Mark))
        {
            throw cursor.Wrong("it does not begin with the header of a model");
        }

        (long model, long modelBytes) = Range(bytes, 16);
        (long table, long tableBytes) = Range(bytes, 32);
        (long texts, long textBytes) = Range(bytes, 48);
        long assembly = Offset(bytes, 144), assemblyBytes = BinaryPrimitives.ReadUInt32LittleEndian(bytes[152..]);
        long tail = Offset(bytes, 128), end = Offset(bytes, EndPlace);
        long next = HeaderBytes;
        bool follows = model == next && Follows(ref next, model, modelBytes, bytes.Length)
            && (table == 0 ? (tableBytes, texts, textBytes) == (0, 0, 0) : tableBytes > 0 && tableBytes % 8 == 0 && textBytes % 2 == 0
                && Follows(ref next, table, tableBytes, bytes.Length) && Follows(ref next, texts, textBytes, bytes.Length))
            && (assembly == 0 ? assemblyBytes == 0 : assemblyBytes % 2 == 0 && Follows(ref next, assembly, assemblyBytes, bytes.Length))
            && Follows(ref next, tail, 8, bytes.Length) && next == end && next == bytes.Length;
        if (!follows || !bytes[(int)tail..].SequenceEqual(ClosingMark))
        {
            throw cursor.Wrong("its header gives places that its parts do not have");
        }

        if (table != 0)
        {
            CheckTexts(bytes.Slice((int)table, (int)tableBytes), textBytes, place);
        }

        string signature = Signature(bytes);
        if (signature == Chain)
        {
            CheckChain(bytes.Slice((int)model, (int)modelBytes), place, hasStep);
        }
        else
        {
            ColumnListCheck.Run(signature, BinaryPrimitives.ReadUInt32LittleEndian(bytes[VersionOffset..]), bytes.Slice((int)model, (int)modelBytes),
                place);
        }
    }

    private static (long Start, long Length) Range(ReadOnlySpan<byte> bytes, int at) => (Offset(bytes, at), Offset(bytes, at + 8));

    private static long Offset(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);

    private static bool Follows(ref long next, long start, long length, int whole)
    {
        if (start != next || length < 0 || length > whole - next)
        {
            return false;
        }

        next += length;
        return true;
    }

    // Each number is where a text ends.
    private static void CheckTexts(ReadOnlySpan<byte> table, long textBytes, string place)
    {
        var cursor = new EntryCursor(table, place);
        long last = 0;
        while (cursor.Left > 0)
        {
            long end = cursor.Int64();
            if (end < last || end > textBytes || end % 2 != 0)
            {
                throw cursor.Wrong($"a text ends at byte {end} of {textBytes}");
            }

            last = end;
        }

        if (last != textBytes)
        {
            throw cursor.Wrong($"its texts end at byte {last} of {textBytes}");
        }
    }

    private static string Signature(ReadOnlySpan<byte> bytes) =>
        Encoding.Latin1.GetString(bytes.Slice(SignatureOffset, SignatureBytes)).TrimEnd('\0');

    // The number of steps, and for each a number that says when it is used (a bit each for training, testing and scoring).
    private static void CheckChain(ReadOnlySpan<byte> model, string place, Func<string, bool> hasStep)
    {
        var cursor = new EntryCursor(model, place);
        int steps = cursor.Int32();
        if (steps < 0 || cursor.Left != 4L * steps)
        {
            throw cursor.Wrong($"it claims {steps} steps and has {cursor.Left} bytes for them");
        }

        for (int step = 0; step < steps; step++)
        {
            if (cursor.Int32() is var use and (< 0 or > 7))
            {
                throw cursor.Wrong($"step {step + 1} has the scope {use}");
            }

            if (!hasStep($"Transform_{step:000}"))
            {
                throw cursor.Wrong($"it claims {steps} steps, and the file has no step {step + 1}");
            }
        }

        if (hasStep($"Transform_{steps:000}"))
        {
            throw cursor.Wrong($"it claims {steps} steps, and the file has more");
        }
    }
}
