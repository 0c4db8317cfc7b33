using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Digests;

/// <summary>How the kernels are called. The bits of results do not depend on it.</summary>
/// <param name="InPlace">Whether results overwrite the input; gradients of the input overwrite those of the output.</param>
/// <param name="Examples">The number of examples per call; 0 for all of them. A batch of BatchNorm is always one call.</param>
/// <param name="Threads">The number of threads that make the calls.</param>
internal sealed record Manner(bool InPlace = false, int Examples = 0, int Threads = 1)
{
    public static Manner Plain { get; } = new();

    /// <summary>What a kernel makes of some examples: the part of the problem, where its first element is and which its first segment.</summary>
    public delegate void Work<T>(Problem<T> part, int at, int segment) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    public bool IsWhole(NormUnderTest norm) => Examples == 0 || !norm.PerExample;

    /// <summary>An array for results: with the input in it, if results overwrite it.</summary>
    public T[] Target<T>(T[] input) where T : unmanaged => InPlace ? [.. input] : new T[input.Length];

    /// <summary>Where a kernel reads some input: in the array of results, if these overwrite it.</summary>
    public ReadOnlySpan<T> Source<T>(T[] input, T[] results, int at) where T : unmanaged => InPlace ? results.AsSpan(at, input.Length) : input;

    /// <summary>Cuts a problem into calls.</summary>
    public void EachPart<T>(NormUnderTest norm, Problem<T> p, Work<T> work) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (IsWhole(norm))
        {
            work(p, 0, 0);
            return;
        }
        int examples = p.Shape.Examples, each = p.X.Length / examples, segments = p.Geometry.Segments.Length / examples,
            calls = (examples + Examples - 1) / Examples;
        void Call(int call)
        {
            int first = call * Examples, count = Math.Min(Examples, examples - first), at = first * each, end = at + count * each;
            work(new Problem<T>(norm.WithExamples(p.Shape, count), p.X[at..end], p.Dy[at..end], p.Gamma, p.Beta, p.Epsilon), at, first * segments);
        }

        if (Threads <= 1 || calls == 1)
        {
            for (int call = 0; call < calls; call++)
            {
                Call(call);
            }
        }
        else
        {
            Parallel.For(0, calls, new ParallelOptions { MaxDegreeOfParallelism = Threads }, Call);
        }
    }
}
