using System.Runtime.InteropServices;
using System.Text;

namespace Norm.ML.Benchmarks.Fit;

/// <summary>A matrix of floats as numpy reads it.</summary>
internal static class NpyFile
{
    public static void Write(string path, ReadOnlySpan<float> values, int columns)
    {
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({values.Length / columns}, {columns}), }}";
        header = header.PadRight(((header.Length + 11) / 64 + 1) * 64 - 11) + "\n";
        using FileStream file = File.Create(path);
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
        file.Write(Encoding.ASCII.GetBytes(header));
        file.Write(MemoryMarshal.AsBytes(values));
    }
}
