using System.Numerics;
using Norm.ML.Internals.Memory;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Determinism;

/// <summary>From some size on results use non-temporal stores, unless rows are short. The bits are those of smaller calls.</summary>
public class LargeResultTests
{
    public static TheoryData<int> Sizes => [8, 9, 16, 50, 64, 65, 100, 128, 300];

    [Theory, MemberData(nameof(Sizes))]
    public void Large_results_have_the_bits_of_small_ones(int size)
    {
        Check<float>(size);
        Check<double>(size);
    }

    [Fact]
    public void The_threshold_follows_the_last_cache() =>
        Assert.Equal(nint.Clamp(CacheSize.Last / 8, 1 << 20, 32 << 20), NonTemporalBuffer.Threshold);

    /// <summary>Linux says what the caches of each processor are; a virtual machine may hide them.</summary>
    [Fact]
    public void The_last_cache_is_the_largest_that_the_system_knows()
    {
        string folder = "/sys/devices/system/cpu/cpu0/cache";
        long[] sizes = !Directory.Exists(folder) ? [] : [.. Directory.GetDirectories(folder, "index*").Select(cache => Path.Combine(cache, "size"))
            .Where(File.Exists).Select(file => long.Parse(File.ReadAllText(file).Trim().TrimEnd('K')) << 10)];
        if (sizes.Length > 0)
        {
            Assert.Equal(Math.Clamp(sizes.Max(), 1 << 20, 1 << 30), CacheSize.Last);
        }
    }

    private static void Check<T>(int size) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = (int)(NonTemporalBuffer.Threshold / (size * 4)) + 5, step = 37;
        Numbers random = Numbers.For(size);
        T[] some = [.. Enumerable.Range(0, 1000).Select(_ => T.CreateChecked(random.Normal()))];
        T[] x = [.. Enumerable.Range(0, rows * size).Select(i => some[i % 997] + (i / size % 311 == 5 ? T.CreateChecked(1e7) : T.Zero))];
        T[] gamma = some[..size], beta = some[^size..], large = new T[x.Length + 1], small = new T[x.Length];
        LayerNorm.Normalize<T>(x, size, gamma, beta, large.AsSpan(1)); // ends and begins within a line
        for (int from = 0; from < x.Length; from += step * size)
        {
            int length = Math.Min(step * size, x.Length - from);
            LayerNorm.Normalize<T>(x.AsSpan(from, length), size, gamma, beta, small.AsSpan(from));
        }

        Bits.Equal<T>(small, large.AsSpan(1), $"{size} elements of {typeof(T).Name}");
    }
}
