using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Norm.ML.Internals.Moments;

/// <summary>Looks for NaN and infinity.</summary>
internal static class FiniteScan
{
    /// <summary>The position of the first value that is NaN or infinite; -1 if there is none.</summary>
    public static int IndexOfNonFinite<T>(ReadOnlySpan<T> values) where T : unmanaged =>
        typeof(T) == typeof(float) ? Find(MemoryMarshal.Cast<T, float>(values)) : Find(MemoryMarshal.Cast<T, double>(values));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Find<T>(ReadOnlySpan<T> values) where T : unmanaged, IFloatingPoint<T>
    {
        int i = 0;
        for (; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            Vector<T> v = new(values[i..]);
            if (!Vector.EqualsAll(v - v, Vector<T>.Zero))
            {
                break; // infinity - infinity is NaN
            }
        }
        for (; i < values.Length; i++)
        {
            if (!T.IsFinite(values[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
