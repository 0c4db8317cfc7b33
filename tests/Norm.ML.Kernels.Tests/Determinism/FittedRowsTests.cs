using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Norm.ML.Internals.Memory;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Determinism;

/// <summary>
/// Rows of a fitted BatchNorm are taken several at a time, in strips of columns, or with non-temporal stores, as their size suggests.
/// Whatever it is, a row gets the bits that it gets alone.
/// </summary>
public class FittedRowsTests
{
    private const int Behind = 9;

    /// <summary>Whole vectors and not, that are repeated or not, in strips and in one pass.</summary>
    public static TheoryData<int> Channels =>
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 24, 30, 37, 48, 50, 64, 65, 72, 100, 128, 250, 300, 504, 512, 520, 768, 1020, 1024, 1032];

    [Theory, MemberData(nameof(Channels))]
    public void Any_number_of_rows_gives_the_bits_of_each_row_alone(int channels)
    {
        foreach (int rows in new[] { 2, 15, 33, 131, 300 })
        {
            Check<float>(channels, rows);
            Check<double>(channels, rows);
        }
    }

    /// <summary>Results from the threshold on.</summary>
    [Theory, InlineData(1), InlineData(3), InlineData(4), InlineData(8), InlineData(12), InlineData(50), InlineData(64), InlineData(128)]
    [InlineData(144), InlineData(300)]
    public void Rows_that_are_stored_non_temporally_have_the_same_bits(int channels)
    {
        Check<float>(channels, (int)(NonTemporalBuffer.Threshold / sizeof(float) / channels) + 3);
        Check<double>(channels, (int)(NonTemporalBuffer.Threshold / sizeof(double) / channels) + 3);
    }

    /// <summary>Whole cache lines are stored, and results begin and end anywhere, between two elements too.</summary>
    [Theory, InlineData(5), InlineData(16), InlineData(64), InlineData(100), InlineData(256)]
    public void Rows_that_are_stored_non_temporally_may_begin_anywhere(int channels)
    {
        CheckPlaces<float>(channels, (int)(NonTemporalBuffer.Threshold / sizeof(float) / channels) + 2);
        CheckPlaces<double>(channels, (int)(NonTemporalBuffer.Threshold / sizeof(double) / channels) + 2);
    }

    private static void CheckPlaces<T>(int channels, int rows) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Numbers random = Numbers.For(channels, rows + 1);
        double[] mean = [.. Enumerable.Range(0, channels).Select(_ => random.Normal())], variance = [.. mean.Select(m => m * m + 1)];
        var fitted = new FittedBatchNorm<T>(mean, variance, gamma: [], beta: []);
        int size = Unsafe.SizeOf<T>(), bytes = rows * channels * size;
        T[] x = [.. Enumerable.Range(0, rows * channels).Select(_ => T.CreateChecked(random.Normal()))], expected = new T[x.Length];
        for (int row = 0; row < rows; row++)
        {
            fitted.Normalize(x.AsSpan(row * channels, channels), expected.AsSpan(row * channels, channels));
        }

        byte[] memory = new byte[bytes + 3 * NonTemporalBuffer.Line];
        foreach (int at in (int[])[size, 3 * size, 7 * size, NonTemporalBuffer.Line - size, 1, size + 3])
        {
            memory.AsSpan().Fill(0xA5);
            fitted.Normalize(x, MemoryMarshal.Cast<byte, T>(memory.AsSpan(at, bytes)));
            Bits.Equal<T>(expected, MemoryMarshal.Cast<byte, T>(memory.AsSpan(at, bytes)).ToArray(), $"{channels} {typeof(T).Name}s at byte {at}");
            Assert.Equal(-1, memory.AsSpan(0, at).IndexOfAnyExcept((byte)0xA5));
            Assert.Equal(-1, memory.AsSpan(at + bytes).IndexOfAnyExcept((byte)0xA5));
        }
    }

    private static void Check<T>(int channels, int rows) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Numbers random = Numbers.For(channels, rows);
        double[] mean = [.. Enumerable.Range(0, channels).Select(_ => 100 * random.Normal())], variance = [.. mean.Select(m => m * m)];
        T[] gamma = [.. mean.Select(_ => T.CreateChecked(random.Normal()))], beta = [.. mean.Select(_ => T.CreateChecked(random.Normal()))];
        T[] x = [.. Enumerable.Range(0, channels * rows).Select(i => T.CreateChecked(mean[i % channels] + random.Normal()))];
        var fitted = new FittedBatchNorm<T>(mean, variance, gamma, beta);
        T[] expected = new T[x.Length + Behind], y = new T[expected.Length], inPlace = new T[expected.Length];
        for (int row = 0; row < rows; row++)
        {
            fitted.Normalize(x.AsSpan(row * channels, channels), expected.AsSpan(row * channels, channels));
        }

        fitted.Normalize(x, y);
        Bits.Equal<T>(expected, y, $"{rows} rows of {channels} {typeof(T).Name}s");
        x.CopyTo(inPlace, 0);
        fitted.Normalize(inPlace.AsSpan(0, x.Length), inPlace);
        Bits.Equal<T>(expected, inPlace, $"{rows} rows of {channels} {typeof(T).Name}s, in place");
        y.AsSpan().Clear();
        fitted.Normalize(x, y, spatial: rows, NormLayout.ChannelsLast);
        Bits.Equal<T>(expected, y, $"{rows} positions of {channels} {typeof(T).Name}s, channels last");
    }
}
