using System.Runtime.InteropServices;

namespace Norm.ML.Kernels.Tests.Cases;

/// <summary>Comparison of results as bits: 0 and -0 differ, and a NaN equals itself.</summary>
internal static class Bits
{
    public static void Equal<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, string what) where T : unmanaged
    {
        if (Same(expected, actual))
        {
            return;
        }

        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!Same(expected.Slice(i, 1), actual.Slice(i, 1)))
            {
                Assert.Fail($"{what}: element {i} of {expected.Length} is {actual[i]}, expected {expected[i]} (bits differ)");
            }
        }
    }

    public static bool Same<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b) where T : unmanaged =>
        MemoryMarshal.AsBytes(a).SequenceEqual(MemoryMarshal.AsBytes(b));
}
