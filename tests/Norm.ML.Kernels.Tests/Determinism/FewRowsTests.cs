using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Determinism;

/// <summary>One, two or three rows per call have kernels of their own. They give the bits that the rows get among many.</summary>
public class FewRowsTests
{
    private const int Rows = 42, After = 5;

    public static TheoryData<int> Blocks => [.. Enumerable.Range(0, 10)];

    private static int[] LongSizes => [383, 384, 448, 449, 500, 512, 513, 640, 767, 768, 769, 1000, 1024, 1100, 2047, 2048, 4096, 4100];

    [Theory, MemberData(nameof(Blocks))]
    public void Few_rows_of_floats_have_the_bits_of_many(int block) => CheckSizes<float>(block);

    [Theory, MemberData(nameof(Blocks))]
    public void Few_rows_of_doubles_have_the_bits_of_many(int block) => CheckSizes<double>(block);

    private static void CheckSizes<T>(int block) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IEnumerable<int> sizes = block < 9 ? Enumerable.Range(1 + block * 18, 18) : LongSizes;
        foreach (int size in sizes)
        {
            T[] x = Examples<T>(size), gamma = Random<T>(size, 1), beta = Random<T>(size, 2);
            foreach (NormPrecision precision in new[] { NormPrecision.Strict, NormPrecision.Fast })
            {
                Check(x, size, precision, "gamma and beta", (from, to) => LayerNorm.Normalize<T>(from, size, gamma, beta, to, 1e-5, precision));
                Check(x, size, precision, "gamma", (from, to) => LayerNorm.Normalize<T>(from, size, gamma, default, to, 1e-5, precision));
                Check(x, size, precision, "beta", (from, to) => LayerNorm.Normalize<T>(from, size, default, beta, to, 1e-5, precision));
                Check(x, size, precision, "plain", (from, to) => LayerNorm.Normalize<T>(from, size, default, default, to, 0, precision));
                Check(x, size, precision, "RMS, gamma", (from, to) => RmsNorm.Normalize<T>(from, size, gamma, to, 1e-5, precision));
                Check(x, size, precision, "RMS, 1 + gamma", (from, to) => RmsNorm.Normalize<T>(from, size, gamma, to, 1e-6, precision, true));
                Check(x, size, precision, "RMS, plain", (from, to) => RmsNorm.Normalize<T>(from, size, default, to, 0, precision));
            }
        }
    }

    private delegate void Normalize<T>(ReadOnlySpan<T> x, Span<T> y);

    private static void Check<T>(T[] x, int size, NormPrecision precision, string what, Normalize<T> normalize)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] many = new T[x.Length], few = new T[x.Length + After], inPlace = [.. x, .. new T[After]];
        normalize(x, many);
        for (int row = 0, count = 1; row < Rows; row += count, count = count % 3 + 1)
        {
            int from = row * size, length = Math.Min(count, Rows - row) * size;
            normalize(x.AsSpan(from, length), few.AsSpan(from));
            normalize(inPlace.AsSpan(from, length), inPlace.AsSpan(from));
        }

        Assert.True(Bits.Same<T>(many, few.AsSpan(0, x.Length)), $"{what}, {precision}, {size} elements of {typeof(T).Name}");
        Assert.True(Bits.Same<T>(many, inPlace.AsSpan(0, x.Length)), $"in place, {what}, {precision}, {size} elements of {typeof(T).Name}");
        Assert.All(few[x.Length..], value => Assert.Equal(T.Zero, value));
    }

    // Among ordinary rows some that need the fallback.
    private static T[] Examples<T>(int size) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] x = Random<T>(size * Rows, 3);
        Change(1, _ => T.CreateChecked(0.1));
        Change(5, _ => T.Zero);
        Change(8, _ => -T.Zero);
        Change(9, value => value + T.CreateChecked(1e5));
        Change(12, value => value + T.CreateChecked(3e9));
        Change(16, value => value * T.CreateChecked(1e-30));
        Change(19, value => value * T.CreateChecked(1e30));
        Change(23, value => value * T.CreateChecked(1e-37));
        x[26 * size] = T.NaN;
        x[29 * size + size - 1] = T.PositiveInfinity;
        x[32 * size + size / 2] = T.CreateChecked(1e8);
        x[35 * size] = T.CreateChecked(1e-40);
        return x;

        void Change(int row, Func<T, T> to)
        {
            for (int i = row * size; i < (row + 1) * size; i++)
            {
                x[i] = to(x[i]);
            }
        }
    }

    private static T[] Random<T>(int length, int seed) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Numbers random = Numbers.For(length, seed);
        return [.. Enumerable.Range(0, length).Select(_ => T.CreateChecked(0.3 + random.Normal()))];
    }
}
