using System.Buffers;
using System.Runtime.CompilerServices;

namespace Norm.ML.Kernels.Tests.Properties;

/// <summary>Leaves numbers where a kernel may take scratch memory from.</summary>
internal static class Poison
{
    public static void Pools(double value)
    {
        for (int length = 16; length <= 1 << 16; length *= 2)
        {
            Fill(ArrayPool<double>.Shared, length, value);
            Fill(ArrayPool<float>.Shared, length, (float)value);
        }
    }

    /// <summary>What the next call finds on the stack if it does not initialise its locals.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Stack(double value)
    {
        Span<double> memory = stackalloc double[8192];
        memory.Fill(value);
        GC.KeepAlive(memory[^1]);
    }

    private static void Fill<T>(ArrayPool<T> pool, int length, T value)
    {
        T[] first = pool.Rent(length), second = pool.Rent(length);
        Array.Fill(first, value);
        Array.Fill(second, value);
        pool.Return(first);
        pool.Return(second);
    }
}
