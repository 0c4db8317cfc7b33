using System.Runtime.InteropServices;

namespace Norm.ML.Reliability.Files;

/// <summary>A number for values, the same for the same bits: FNV-1a.</summary>
internal struct Digest
{
    private ulong _value = 14695981039346656037;

    public Digest()
    {
    }

    public readonly ulong Value => _value;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            _value = (_value ^ value) * 1099511628211;
        }
    }

    public void Add(ReadOnlySpan<double> values) => Add(MemoryMarshal.AsBytes(values));

    public void Add(ReadOnlySpan<float> values) => Add(MemoryMarshal.AsBytes(values));

    public void Add(string text) => Add(MemoryMarshal.AsBytes(text.AsSpan()));
}
