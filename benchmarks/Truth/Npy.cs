using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Norm.ML.Truth;

/// <summary>Arrays of little-endian floats as numpy writes them, row after row.</summary>
internal static partial class Npy
{
    public static void Write(string path, ReadOnlySpan<float> values, params int[] shape)
    {
        string dimensions = string.Join(", ", shape) + (shape.Length == 1 ? "," : "");
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({dimensions}), }}";
        header = header.PadRight(((header.Length + 11) / 64 + 1) * 64 - 11) + "\n";
        using FileStream file = new(path, FileMode.CreateNew);
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
        file.Write(Encoding.ASCII.GetBytes(header));
        file.Write(MemoryMarshal.AsBytes(values));
    }

    public static (float[] Values, int[] Shape) Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.Length < 12 || bytes[0] != 0x93 || !bytes.AsSpan(1, 5).SequenceEqual("NUMPY"u8))
        {
            throw new InvalidDataException($"{path} is not an .npy file.");
        }

        int wide = bytes[6] == 1 ? 2 : 4, length = wide == 2 ? BitConverter.ToUInt16(bytes, 8) : BitConverter.ToInt32(bytes, 8),
            start = 8 + wide + length;
        string header = Encoding.ASCII.GetString(bytes, 8 + wide, length);
        if (!header.Contains("'<f4'") || header.Contains("True"))
        {
            throw new InvalidDataException($"{path} holds {header.Trim()}; accepted: '<f4' (float32) in C order.");
        }

        int[] shape = [.. Shape().Match(header).Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(d => int.Parse(d, CultureInfo.InvariantCulture))];
        long count = shape.Aggregate(1L, (a, b) => a * b);
        if (bytes.Length - start != 4 * count)
        {
            throw new InvalidDataException($"{path} has {bytes.Length - start} bytes for {count} floats; they take {4 * count}.");
        }

        return (MemoryMarshal.Cast<byte, float>(bytes.AsSpan(start)).ToArray(), shape);
    }

    [GeneratedRegex(@"'shape':\s*\(([^)]*)\)")]
    private static partial Regex Shape();
}
