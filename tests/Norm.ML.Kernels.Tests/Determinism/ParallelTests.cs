using Norm.ML.Internals.Memory;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Determinism;

/// <summary>The bits do not depend on the number of threads, small work uses one, and errors are those of a call on one thread.</summary>
public class ParallelTests
{
    private const int Elements = 1_300_000;

    private delegate void Normalize(ReadOnlySpan<float> x, Span<float> y);

    private delegate void NormalizeOnThreads(ReadOnlySpan<float> x, Span<float> y, int threads);

    public static TheoryData<int> Degrees => [1, 2, 3, 5, 8, -1];

    [Theory, MemberData(nameof(Degrees))]
    public void Any_number_of_threads_gives_the_bits_of_one(int degree)
    {
        const int channels = 12, spatial = 7;
        Numbers random = Numbers.For(degree);
        float[] gamma = Random(1000), beta = Random(1000);
        foreach (int size in new[] { 8, 100, 768 })
        {
            Check(
                size, degree, (x, y) => LayerNorm.Normalize<float>(x, size, gamma.AsSpan(0, size), beta.AsSpan(0, size), y),
                (x, y, n) => LayerNorm.NormalizeParallel<float>(x, size, gamma.AsSpan(0, size), beta.AsSpan(0, size), y, n));
            Check(
                size, degree, (x, y) => RmsNorm.Normalize<float>(x, size, gamma.AsSpan(0, size), y, 1e-6, NormPrecision.Fast, unitOffset: true),
                (x, y, n) => RmsNorm.NormalizeParallel<float>(x, size, gamma.AsSpan(0, size), y, n, 1e-6, NormPrecision.Fast, unitOffset: true));
            Check(size, degree, (x, y) => UnitNorm.Normalize<float>(x, size, y), (x, y, n) => UnitNorm.NormalizeParallel<float>(x, size, y, n));
        }

        foreach (NormLayout layout in Enum.GetValues<NormLayout>())
        {
            Check(
                channels * spatial, degree,
                (x, y) => GroupNorm.Normalize<float>(x, 3, channels, spatial, gamma.AsSpan(0, channels), default, y, 1e-5, layout),
                (x, y, n) => GroupNorm.NormalizeParallel<float>(x, 3, channels, spatial, gamma.AsSpan(0, channels), default, y, n, 1e-5, layout));
            Check(
                channels * spatial, degree,
                (x, y) => InstanceNorm.Normalize<float>(x, channels, spatial, default, beta.AsSpan(0, channels), y, 1e-5, layout),
                (x, y, n) => InstanceNorm.NormalizeParallel<float>(x, channels, spatial, default, beta.AsSpan(0, channels), y, n, 1e-5, layout));
            double[] mean = [.. Enumerable.Range(0, channels).Select(i => (double)i)], variance = [.. mean.Select(value => value + 0.5)];
            var fitted = new FittedBatchNorm<float>(mean, variance, gamma.AsSpan(0, channels), beta.AsSpan(0, channels));
            Check(
                channels * spatial, degree, (x, y) => fitted.Normalize(x, y, spatial, layout),
                (x, y, n) => fitted.NormalizeParallel(x, y, n, spatial, layout));
        }

        float[] Random(int length) => [.. Enumerable.Range(0, length).Select(_ => (float)random.Normal())];
    }

    [Fact]
    public void Small_work_uses_one_thread()
    {
        Assert.Equal(1, Threads.Count(-1, 1000, Threads.LeastBytes - 1));
        Assert.Equal(1, Threads.Count(64, 1, 1L << 30)); // one example
        Assert.Equal(2, Threads.Count(64, 1000, 2 * Threads.LeastBytes));
        Assert.Equal(3, Threads.Count(3, 1000, 1L << 30));
    }

    [Fact]
    public void Several_threads_take_part_in_large_work()
    {
        int caller = Environment.CurrentManagedThreadId;
        var threads = new System.Collections.Concurrent.ConcurrentDictionary<int, int>();
        using var together = new Barrier(2);
        float[] x = new float[Elements];
        Threads.Run<float>(x, 13, default, default, x, 2, (_, _, _, _) =>
        {
            threads.TryAdd(Environment.CurrentManagedThreadId, 0);
            together.SignalAndWait(TimeSpan.FromSeconds(30));
        });
        Assert.Equal(2, threads.Count);
        Assert.Contains(caller, threads.Keys);
    }

    [Theory, InlineData(0), InlineData(-2)]
    public void Impossible_numbers_of_threads_are_refused(int degree)
    {
        ArgumentOutOfRangeException e = Assert.Throws<ArgumentOutOfRangeException>(
            () => LayerNorm.NormalizeParallel<float>(new float[8], 8, default, default, new float[8], degree));
        Assert.Contains("degreeOfParallelism", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_are_those_of_a_call_on_one_thread()
    {
        float[] x = new float[Elements];
        Assert.Throws<ArgumentException>("destination", () => LayerNorm.NormalizeParallel<float>(x, 13, default, default, new float[12], 4));
        Assert.Throws<ArgumentException>("destination", () => UnitNorm.NormalizeParallel<float>(x, 13, new float[12], 4));
        Assert.Throws<ArgumentException>("gamma", () => RmsNorm.NormalizeParallel<float>(x, 13, new float[2], x, 4));
        Assert.Throws<ArgumentException>(
            "destination", () => LayerNorm.NormalizeParallel<float>(x.AsSpan(0, 1300), 13, default, default, x.AsSpan(1, 1300), 4));
    }

    private static void Check(int example, int degree, Normalize normalize, NormalizeOnThreads onThreads)
    {
        float[] x = new float[Elements / example * example], expected = new float[x.Length], actual = new float[x.Length + 1];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = i * 7919 % 1013 / 300f + (i / example % 97 == 3 ? 1e6f : 0);
        }

        normalize(x, expected);
        onThreads(x, actual, degree);
        Bits.Equal<float>(expected, actual.AsSpan(0, x.Length), $"examples of {example}, {degree} threads");
        Assert.Equal(0, actual[^1]);
        onThreads(x, x, degree);
        Bits.Equal<float>(expected, x, $"in place, examples of {example}, {degree} threads");
    }
}
