using System.Buffers.Binary;
using System.Text;

namespace Norm.ML.Tests.Files;

/// <summary>Safetensors files, right and wrong, as bytes.</summary>
static class SafetensorsBytes
{
    /// <summary>Two norms: one in singles with a bias, one in bfloat16 without; and a counter that is not a number of a norm.</summary>
    public static byte[] Example { get; } = Write(
        """
        {"__metadata__":{"format":"pt"},"a.weight":{"dtype":"F32","shape":[3],"data_offsets":[0,12]},"a.bias":{"dtype":"F64","shape":[3],"data_offsets":[12,36]},
        "b.weight":{"dtype":"BF16","shape":[2,1],"data_offsets":[36,40]},"c":{"dtype":"F16","shape":[],"data_offsets":[40,42]},
        "empty":{"dtype":"F32","shape":[0,7],"data_offsets":[42,42]},"steps":{"dtype":"I64","shape":[1],"data_offsets":[42,50]}}
        """,
        [.. Singles(1, -2.5f, 1e-3f), .. Doubles(0.1, 1e300, -0.0), 0x80, 0x3f, 0x40, 0xc0, .. Half(65504), 1, 0, 0, 0, 0, 0, 0, 0]);

    public static byte[] Write(string header, byte[] data) => Write(Encoding.UTF8.GetBytes(header), data);

    public static byte[] Write(byte[] header, byte[] data)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. data];
    }

    public static SafetensorsFile Open(byte[] file) => SafetensorsFile.Open(new MemoryStream(file), "test.safetensors");

    static byte[] Singles(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    static byte[] Doubles(params double[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    static byte[] Half(double value) => BitConverter.GetBytes((Half)value);
}
