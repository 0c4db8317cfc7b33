using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Norm.ML.Kernels.Tests.Conformance;

/// <summary>Reads NumPy files of format 1.0 that hold little-endian float32 in C order.</summary>
internal static class Npy
{
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];

    public static float[] Read(string path, IReadOnlyList<int> shape)
    {
        byte[] file = File.ReadAllBytes(path);
        if (!file.AsSpan().StartsWith(Magic))
        {
            throw new InvalidDataException($"{path} is not a NumPy file of format 1.0.");
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8));
        string header = Encoding.ASCII.GetString(file, 10, length), expected = string.Join(", ", shape) + (shape.Count == 1 ? "," : "");
        if (!header.Contains("'descr': '<f4'") || !header.Contains("'fortran_order': False") || !header.Contains($"'shape': ({expected})"))
        {
            throw new InvalidDataException($"{path} is not float32 [{expected}] in C order: {header}");
        }

        return MemoryMarshal.Cast<byte, float>(file.AsSpan(10 + length)).ToArray();
    }
}
