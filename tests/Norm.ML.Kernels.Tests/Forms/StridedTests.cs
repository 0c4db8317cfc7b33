using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Forms;

/// <summary>Rows with a stride get the bits of the same rows one after the other, and nothing between them is touched.</summary>
public class StridedTests
{
    public static TheoryData<StridedRows> Layouts =>
    [
        new(5, 3, 64, 300), new(7, 1, 16, 50, 3), new(40, 2, 5, 11, 1), new(3, 32, 128, 3 * 4096), new(9, 4, 100, 400), new(1, 2, 8, 16),
        new(0, 2, 8, 16), new(6, 8, 256, 2049, 7),
        // Long rows and rows with an unrolled kernel, in batches over groups: whole ones and not.
        new(19, 1, 256, 700, 3), new(20, 4, 256, 3072), new(11, 2, 130, 300, 1), new(9, 3, 768, 2400), new(2, 4, 300, 1300), new(5, 1, 2000, 2001),
        new(33, 1, 64, 192, 5), new(50, 4, 64, 512), new(20, 1, 128, 130), new(37, 2, 32, 70, 2), new(17, 3, 16, 49),
        new(3, 32, 64, 2100), new(2, 17, 32, 544 + 7),
    ];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Bits_are_those_of_dense_rows(StridedRows rows)
    {
        foreach (NormPrecision precision in Enum.GetValues<NormPrecision>())
        {
            Check<float>(rows, precision);
            Check<double>(rows, precision);
            Check<Half>(rows, precision);
        }
    }

    private static void Check<T>(StridedRows rows, NormPrecision precision) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Numbers random = Numbers.For(rows.Groups, rows.Stride);
        int length = rows.Heads * rows.Size;
        T[] buffer = Draw(rows.Offset + Math.Max(1, rows.Groups) * rows.Stride + 2), gamma = Draw(rows.Size), beta = Draw(rows.Size);
        for (int group = 1; group < rows.Groups; group += 3)
        {
            // A constant row, whose sums of squares cancel, and one with numbers that are not finite.
            buffer.AsSpan(rows.Offset + group * rows.Stride, rows.Size).Fill(T.CreateTruncating(1000.1));
            buffer[rows.Offset + group * rows.Stride + length - 1] = T.NaN;
        }

        Compare("LayerNorm", b => LayerNorm.NormalizeStrided<T>(b, rows, gamma, beta, 1e-5, precision),
            (x, y) => LayerNorm.Normalize<T>(x, rows.Size, gamma, beta, y, 1e-5, precision));
        Compare("LayerNorm, plain", b => LayerNorm.NormalizeStrided<T>(b, rows, default, default, 1e-5, precision),
            (x, y) => LayerNorm.Normalize<T>(x, rows.Size, default, default, y, 1e-5, precision));
        Compare("RmsNorm", b => RmsNorm.NormalizeStrided<T>(b, rows, gamma, 1e-6, precision, unitOffset: true),
            (x, y) => RmsNorm.Normalize<T>(x, rows.Size, gamma, y, 1e-6, precision, unitOffset: true));
        Compare("UnitNorm", b => UnitNorm.NormalizeStrided<T>(b, rows, precision: precision),
            (x, y) => UnitNorm.Normalize<T>(x, rows.Size, y, precision: precision));

        T[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(3 + random.Normal()))];

        void Compare(string what, Action<T[]> strided, Action<T[], T[]> dense)
        {
            T[] actual = [.. buffer], expected = [.. buffer];
            strided(actual);
            T[] x = [.. Groups(buffer)], y = new T[x.Length];
            dense(x, y);
            for (int group = 0; group < rows.Groups; group++)
            {
                y.AsSpan(group * length, length).CopyTo(expected.AsSpan(rows.Offset + group * rows.Stride));
            }

            Bits.Equal<T>(expected, actual, $"{what} of {rows}");
        }

        IEnumerable<T> Groups(T[] all) =>
            Enumerable.Range(0, rows.Groups).SelectMany(group => all.Skip(rows.Offset + group * rows.Stride).Take(length));
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name_and_nothing_is_written()
    {
        float[] buffer = [.. Enumerable.Repeat(2f, 100)];
        Refused(new(3, 2, 16, 31), "Stride", "32", "31");
        Refused(new(4, 2, 16, 32), "128", "100");
        Refused(new(1, 2, 16, 32, 69), "101", "100");
        Refused(new(1, 2, 16, 32, -1), "-1");
        Refused(new(-1, 2, 16, 32), "Groups", "-1");
        Refused(new(1, 0, 16, 32), "Heads", "0");
        Refused(new(1, 1, 0, 32), "Size", "0");
        Refused(new(int.MaxValue, 2, 16, int.MaxValue), "100");
        Assert.Throws<ArgumentException>("gamma", () => RmsNorm.NormalizeStrided(buffer, new(1, 2, 16, 32), new float[15]));
        Assert.Throws<ArgumentException>("buffer", () => RmsNorm.NormalizeStrided(buffer, new(1, 2, 16, 32), buffer.AsSpan(80, 16)));
        Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => UnitNorm.NormalizeStrided<float>(buffer, new(1, 2, 16, 32), -1));
        Assert.All(buffer, v => Assert.Equal(2f, v));

        void Refused(StridedRows rows, params string[] parts)
        {
            string message = Assert.Throws<ArgumentOutOfRangeException>("rows", () => UnitNorm.NormalizeStrided<float>(buffer, rows)).Message;
            Assert.All(parts, part => Assert.Contains(part, message));
        }
    }
}
