using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Norm.ML.Internals.Checks;

/// <summary>
/// Refuses processors on which results would have other bits, or none: indices are native integers of 64 bits, and doubles are taken apart in halves.
/// </summary>
internal static class ProcessorGuard
{
    /// <summary>Whether this process runs on a 64-bit little-endian processor. A constant for the compiler.</summary>
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IntPtr.Size == sizeof(long) && BitConverter.IsLittleEndian;
    }

    /// <summary>Throws on another processor.</summary>
    /// <exception cref="PlatformNotSupportedException">The process has pointers of 32 bits, or the processor is big-endian.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check()
    {
        if (!IsSupported)
        {
            Check(IntPtr.Size, BitConverter.IsLittleEndian);
        }
    }

    /// <summary>The same for a processor with these properties.</summary>
    internal static void Check(int pointerBytes, bool isLittleEndian)
    {
        if (pointerBytes != sizeof(long))
        {
            Throw($"a process of {8 * pointerBytes} bits");
        }

        if (!isLittleEndian)
        {
            Throw("a big-endian processor");
        }
    }

    [DoesNotReturn]
    private static void Throw(string what) => throw new PlatformNotSupportedException(
        $"Norm.ML needs a 64-bit little-endian process (x64 or ARM64), so that results have the same bits everywhere. This is {what}.");
}
