using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Forms;

/// <summary>Gradients of rows with a stride have the bits of the same rows one after the other, and nothing between them is touched.</summary>
public class StridedGradientTests
{
    private delegate void Gradient<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, Span<T> dx, Span<T> dgamma, Span<T> dbeta);

    public static TheoryData<StridedRows> Layouts =>
    [
        new(5, 3, 64, 300), new(7, 1, 16, 50, 3), new(40, 2, 5, 11, 1), new(3, 32, 128, 3 * 4096), new(9, 4, 100, 400), new(1, 2, 8, 16),
        new(0, 2, 8, 16), new(6, 8, 256, 2049, 7), new(70, 1, 256, 300), new(29, 3, 100, 301), new(3, 2, 3000, 6001),
    ];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Bits_are_those_of_dense_rows(StridedRows rows)
    {
        Check<float>(rows);
        Check<double>(rows);
    }

    private static void Check<T>(StridedRows rows) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Numbers random = Numbers.For(rows.Groups, rows.Stride, 7);
        int size = rows.Size, length = rows.Heads * size, total = rows.Offset + Math.Max(1, rows.Groups) * rows.Stride + 2;
        T[] x = Draw(total), dy = Draw(total), gamma = Draw(size);
        for (int group = 1; group < rows.Groups; group += 3)
        {
            // A constant row, and one whose gradients leave the range of doubles on the way.
            x.AsSpan(rows.Offset + group * rows.Stride, size).Fill(T.CreateTruncating(1000.1));
            for (int i = 0; i < size; i++)
            {
                int at = rows.Offset + group * rows.Stride + length - size + i;
                double tiny = typeof(T) == typeof(double) ? 1e-120 : 1e-30;
                (x[at], dy[at]) = (x[at] * T.CreateTruncating(tiny), dy[at] * T.CreateTruncating(tiny) * T.CreateTruncating(tiny));
            }
        }

        Compare("LayerNorm", (d, v, dx, dg, db) => LayerNorm.BackwardStrided(d, v, rows, gamma, dx, dg, db),
            (d, v, dx, dg, db) => LayerNorm.Backward(d, v, size, gamma, dx, dg, db));
        Compare("LayerNorm, plain", (d, v, dx, dg, db) => LayerNorm.BackwardStrided(d, v, rows, default, dx, dg, db, 0),
            (d, v, dx, dg, db) => LayerNorm.Backward(d, v, size, default, dx, dg, db, 0));
        Compare("RmsNorm", (d, v, dx, dg, _) => RmsNorm.BackwardStrided(d, v, rows, gamma, dx, dg, 1e-6, unitOffset: true),
            (d, v, dx, dg, _) => RmsNorm.Backward(d, v, size, gamma, dx, dg, 1e-6, unitOffset: true));
        Compare("UnitNorm", (d, v, dx, _, _) => UnitNorm.BackwardStrided(d, v, rows, dx), (d, v, dx, _, _) => UnitNorm.Backward(d, v, size, dx));

        T[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(3 + random.Normal()))];

        void Compare(string what, Gradient<T> strided, Gradient<T> dense)
        {
            T[] expectedGamma = [.. gamma], expectedBeta = [.. gamma], denseX = Groups(x), denseDy = Groups(dy), expected = new T[denseX.Length];
            dense(denseDy, denseX, expected, expectedGamma, expectedBeta);
            foreach (string memory in (string[])["apart", "of dy", "of x", "none"])
            {
                T[] dyBuffer = [.. dy], xBuffer = [.. x], dx = memory switch { "of dy" => dyBuffer, "of x" => xBuffer, _ => [.. x.Select(v => -v)] };
                T[] before = [.. dx], dgamma = [.. gamma], dbeta = [.. gamma];
                strided(dyBuffer, xBuffer, memory == "none" ? default : dx, dgamma, dbeta);
                for (int group = 0; memory != "none" && group < rows.Groups; group++)
                {
                    expected.AsSpan(group * length, length).CopyTo(before.AsSpan(rows.Offset + group * rows.Stride));
                }

                Bits.Equal<T>(before, dx, $"{what} of {rows}, dx {memory}");
                Bits.Equal<T>(expectedGamma, dgamma, $"{what} of {rows}, dgamma");
                Bits.Equal<T>(expectedBeta, dbeta, $"{what} of {rows}, dbeta");
            }
        }

        T[] Groups(T[] all) =>
            [.. Enumerable.Range(0, rows.Groups).SelectMany(group => all.Skip(rows.Offset + group * rows.Stride).Take(length))];
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name_and_nothing_is_written()
    {
        float[] x = new float[100], dx = [.. Enumerable.Repeat(2f, 100)];
        var rows = new StridedRows(3, 2, 16, 33);
        Assert.Throws<ArgumentOutOfRangeException>("rows", () => UnitNorm.BackwardStrided<float>(x, x, new(3, 2, 16, 35), dx));
        Assert.Throws<ArgumentException>("dy", () => UnitNorm.BackwardStrided<float>(new float[99], x, rows, dx));
        Assert.Throws<ArgumentException>("dx", () => RmsNorm.BackwardStrided<float>(x, x, rows, default, new float[99], default));
        Assert.Throws<ArgumentException>("gamma", () => RmsNorm.BackwardStrided<float>(x, x, rows, new float[15], dx, default));
        Assert.Throws<ArgumentException>("dgamma", () => LayerNorm.BackwardStrided<float>(x, x, rows, default, dx, new float[15], default));
        Assert.Throws<ArgumentException>("dbeta", () => LayerNorm.BackwardStrided<float>(x, x, rows, default, dx, default, new float[17]));
        Assert.Throws<ArgumentException>("dx", () => LayerNorm.BackwardStrided<float>(
            new float[99], x.AsSpan(0, 99), rows with { Groups = 2 }, default, x.AsSpan(1, 99), default, default));
        Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => UnitNorm.BackwardStrided<float>(x, x, rows, dx, -1));
        Assert.Throws<NotSupportedException>(() => UnitNorm.BackwardStrided(new Half[100], new Half[100], rows, new Half[100]));
        Assert.All(dx, v => Assert.Equal(2f, v));
    }
}
