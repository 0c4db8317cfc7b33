using System.Runtime.InteropServices;

namespace Norm.ML.Internals.Checks;

/// <summary>The checks of norms with quantised output; they return the number of rows.</summary>
internal static class QuantizedGuard
{
    // Of longer rows the sum of bytes may not fit an integer.
    private const int LongestRow = int.MaxValue / 127;

    public static int Check(
        ReadOnlySpan<float> x, int size, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, ReadOnlySpan<sbyte> destination,
        ReadOnlySpan<float> scales, ReadOnlySpan<int> sums, double epsilon)
    {
        ProcessorGuard.Check();
        Guard.Positive(size);
        Guard.Epsilon(epsilon);
        if (size > LongestRow)
        {
            Guard.ThrowRange(nameof(size), size, $"size has to be at most {LongestRow} here, but is {size}.");
        }

        Guard.Multiple(x.Length, size, nameof(x));
        int rows = x.Length / size;
        Guard.Optional(gamma.Length, size, nameof(gamma));
        Guard.Optional(beta.Length, size, nameof(beta));
        Guard.Enough(destination.Length, x.Length, nameof(destination));
        Guard.Same(scales.Length, rows, nameof(scales));
        Guard.Optional(sums.Length, rows, nameof(sums));
        Apart(destination[..x.Length], nameof(destination), x, gamma, beta, scales);
        Apart(MemoryMarshal.AsBytes(sums), nameof(sums), x, gamma, beta, scales);
        Guard.Apart(x, scales, nameof(scales));
        Guard.Apart(gamma, scales, nameof(scales));
        Guard.Apart(beta, scales, nameof(scales));
        Guard.Apart(MemoryMarshal.AsBytes(destination), MemoryMarshal.AsBytes(sums), nameof(sums));
        return rows;
    }

    private static void Apart<T>(
        ReadOnlySpan<T> written, string name, ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, ReadOnlySpan<float> scales)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(written);
        Guard.Apart(MemoryMarshal.AsBytes(x), bytes, name);
        Guard.Apart(MemoryMarshal.AsBytes(gamma), bytes, name);
        Guard.Apart(MemoryMarshal.AsBytes(beta), bytes, name);
        Guard.Apart(MemoryMarshal.AsBytes(scales), bytes, name);
    }
}
