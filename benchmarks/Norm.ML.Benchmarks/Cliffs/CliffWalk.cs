using System.Numerics;
using System.Runtime.CompilerServices;
using Norm.ML.Benchmarks.Timing;

namespace Norm.ML.Benchmarks.Cliffs;

/// <summary>Walks sizes, totals and offsets of one norm and element type, and names the points that are slow for what lies beside them.</summary>
/// <param name="Norm">One of <see cref="CliffNorms.Names"/>.</param>
/// <param name="Sizes">Elements of a row, ascending.</param>
/// <param name="LargestTotal">The largest input, in bytes.</param>
/// <param name="InPlace">Whether the result replaces the input.</param>
internal sealed record CliffWalk<T>(string Norm, IReadOnlyList<int> Sizes, long LargestTotal, bool InPlace)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>From here on a point is one.</summary>
    private const double Slow = 1.2;

    private const int SmallestTotal = 4 << 10, SmallCall = 32 << 10, Rounds = 5, Line = 64, Step = 8;
    private const long SampleNanoseconds = 100_000;

    private readonly T[] _x = Numbers(LargestTotal), _y = InPlace ? [] : new T[LargestTotal / Unsafe.SizeOf<T>() + Line];

    public IEnumerable<string> Points()
    {
        for (long total = SmallestTotal; total <= LargestTotal; total *= 4)
        {
            double[] times = new double[Sizes.Count];
            for (int i = 0; i < Sizes.Count; i++)
            {
                int size = Sizes[i], length = (int)(total / Unsafe.SizeOf<T>() / size) * size;
                if (length == 0 || CliffNorms.Create<T>(Norm, size) is not { } kernel)
                {
                    continue;
                }

                times[i] = Time(kernel, length, length, 0);
                foreach (string point in Beside(kernel, size, length, total, times[i]))
                {
                    yield return point;
                }
            }

            foreach (string point in Neighbours(times, total))
            {
                yield return point;
            }
        }
    }

    // The same rows in smaller calls, and at other offsets. A point is measured again before it is named.
    private IEnumerable<string> Beside(CliffKernel<T> kernel, int size, int length, long total, double time)
    {
        int call = Math.Max(1, SmallCall / Unsafe.SizeOf<T>() / size) * size;
        if (length > 2 * call && time > Slow * Time(kernel, length, call, 0) && Again(0, call) is > Slow and var ratio)
        {
            yield return Text(size, total, $"{ratio:f2} times as slow as in calls of 32 KiB");
        }

        // Offsets matter in a cache; beyond it, memory is what counts.
        for (int offset = Step; total is >= SmallCall and <= 1 << 20 && offset < Line; offset += Step)
        {
            double there = Time(kernel, length, length, offset);
            if (there > Slow * time && Time(kernel, length, length, offset) / Time(kernel, length, length, 0) is > Slow and var slower)
            {
                yield return Text(size, total, $"{slower:f2} times as slow at an offset of {offset} bytes");
            }
        }

        double Again(int offset, int smaller) => Time(kernel, length, length, offset) / Time(kernel, length, smaller, offset);
    }

    // Against the slower one of the sizes on both sides, per element; only sizes that are close to each other are compared.
    private IEnumerable<string> Neighbours(double[] times, long total)
    {
        for (int i = 1; i < Sizes.Count - 1; i++)
        {
            if (times[i - 1] > 0 && times[i] > 0 && times[i + 1] > 0 && Sizes[i + 1] - Sizes[i - 1] <= 4
                && times[i] / Math.Max(times[i - 1], times[i + 1]) is > Slow and var ratio)
            {
                yield return Text(Sizes[i], total, $"{ratio:f2} times as slow per element as {Sizes[i - 1]} and {Sizes[i + 1]}");
            }
        }
    }

    private string Text(int size, long total, string what) => FormattableString.Invariant(
        $"{Norm} of {size}, {typeof(T).Name}{(InPlace ? ", in place" : "")}, {total >> 10} KiB: {what}");

    // Nanoseconds per element: the least of a few samples.
    private double Time(CliffKernel<T> kernel, int length, int call, int offset)
    {
        int shift = offset / Unsafe.SizeOf<T>();
        Once();
        double best = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long start = ProcessorClock.Thread.Nanoseconds, end;
            int calls = 0;
            do
            {
                Once();
                calls++;
                end = ProcessorClock.Thread.Nanoseconds;
            }
            while (end - start < SampleNanoseconds);
            best = Math.Min(best, (double)(end - start) / calls / length);
        }

        return best;

        void Once()
        {
            Span<T> x = _x.AsSpan(shift, length), y = InPlace ? x : _y.AsSpan(shift, length);
            for (int i = 0; i < length; i += call)
            {
                int some = Math.Min(call, length - i);
                kernel(x.Slice(i, some), y.Slice(i, some));
            }
        }
    }

    private static T[] Numbers(long bytes)
    {
        var random = new Random(1);
        T[] some = [.. Enumerable.Range(0, 4099).Select(_ => T.CreateChecked(random.NextDouble() * 4 - 1.5))];
        T[] x = new T[bytes / Unsafe.SizeOf<T>() + Line];
        for (int i = 0; i < x.Length; i += some.Length)
        {
            some.AsSpan(0, Math.Min(some.Length, x.Length - i)).CopyTo(x.AsSpan(i));
        }

        return x;
    }
}
