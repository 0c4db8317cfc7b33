using System.Numerics;
using Norm.ML.Internals.Checks;

namespace Norm.ML.Internals.Memory;

/// <summary>Normalizes some of the examples of a call.</summary>
internal delegate void ExamplesNormalizer<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination);

/// <summary>
/// Divides the examples of a call among threads. An example's result does not depend on others, so the bits do not depend on the threads.
/// </summary>
internal static unsafe class Threads
{
    /// <summary>The fewest input bytes for which a thread takes part: starting it takes about as long as normalizing some tens of KiB.</summary>
    public const int LeastBytes = 256 << 10;

    /// <summary>How many threads a call uses.</summary>
    /// <param name="degreeOfParallelism">The most threads; -1 for one per processor.</param>
    /// <param name="examples">The number of examples.</param>
    /// <param name="bytes">The bytes of the input.</param>
    public static int Count(int degreeOfParallelism, int examples, long bytes)
    {
        if (degreeOfParallelism is 0 or < -1)
        {
            Guard.ThrowRange(
                nameof(degreeOfParallelism), degreeOfParallelism,
                $"degreeOfParallelism has to be at least 1, or -1 for one thread per processor, but is {degreeOfParallelism}.");
        }

        int most = degreeOfParallelism == -1 ? Environment.ProcessorCount : degreeOfParallelism;
        return (int)Math.Clamp(Math.Min(most, bytes / LeastBytes), 1, Math.Max(1, examples));
    }

    /// <summary>Calls <paramref name="normalize"/> with adjacent parts of the examples, at the same time. The arguments were checked.</summary>
    public static void Run<T>(
        ReadOnlySpan<T> x, int exampleLength, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> destination, int degreeOfParallelism,
        ExamplesNormalizer<T> normalize) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int examples = x.Length / exampleLength, threads = Count(degreeOfParallelism, examples, (long)x.Length * sizeof(T));
        if (threads == 1)
        {
            normalize(x, gamma, beta, destination);
            return;
        }

        int gammaLength = gamma.Length, betaLength = beta.Length;
        fixed (T* pinnedX = x, pinnedGamma = gamma, pinnedBeta = beta, pinnedY = destination)
        {
            // A lambda may hold addresses, but not spans or fixed pointers. The call does not return before all parts are done.
            nint source = (nint)pinnedX, target = (nint)pinnedY, g = (nint)pinnedGamma, b = (nint)pinnedBeta;
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, part =>
            {
                int first = (int)((long)examples * part / threads), end = (int)((long)examples * (part + 1) / threads);
                nint from = (nint)first * exampleLength;
                int length = (end - first) * exampleLength;
                normalize(
                    new ReadOnlySpan<T>((T*)source + from, length), new ReadOnlySpan<T>((T*)g, gammaLength), new ReadOnlySpan<T>((T*)b, betaLength),
                    new Span<T>((T*)target + from, length));
            });
        }
    }
}
