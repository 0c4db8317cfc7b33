using System.Runtime.Intrinsics;
using Norm.ML.Internals.Rows;
using Norm.ML.Internals.Rows.Floats;
using Norm.ML.Internals.Simd;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Simd;

/// <summary>
/// The fused multiply-add in software has the bits of the processor's (or of the C library's, where the processor has none). A run tries twenty
/// million numbers; <c>NORM_ML_TEST_DEPTH=deep</c> tries four hundred million of each type.
/// </summary>
public class SoftwareFmaTests
{
    private static int Millions => Depths.Current switch { Depth.Quick => 2, Depth.Deep => 400, _ => 20 };

    private static readonly float[] SpecialFloats =
    [
        0, 1, 2, 3, 0.5f, 1.5f, 1 / 3f, 16777215, 16777216, 16777217, 4097, float.Epsilon, 3 * float.Epsilon, 1.1754944e-38f, 1.1754942e-38f,
        1.1754945e-38f,
        2.3509887e-38f, 2.6469780e-23f, 3.7433924e-23f, 1.8446744e19f, 1.8446743e19f, 3.4028235e38f, 1.7014118e38f, float.PositiveInfinity, float.NaN,
    ];

    private static readonly double[] SpecialDoubles =
    [
        0, 1, 2, 3, 0.5, 1.5, 1 / 3.0, 9007199254740991, 9007199254740992, 94906265.62425156, 134217729, double.Epsilon, 3 * double.Epsilon,
        2.2250738585072014e-308, 2.2250738585072009e-308, 4.450147717014403e-308, 1.4916681462400413e-154, 1e-160, 1e-300, 1.2882297539194267e-231,
        1e-231,
        1.3407807929942596e154, 1.3407807929942597e154, 1.7976931348623157e308, 8.98846567431158e307, double.PositiveInfinity, double.NaN,
    ];

    [Fact]
    public void Special_floats_have_the_bits_of_the_processor()
    {
        float[] values = [.. SpecialFloats, .. SpecialFloats.Select(v => -v)];
        var lanes = new FloatLanes();
        foreach (float a in values)
        {
            foreach (float b in values)
            {
                foreach (float c in (float[])[.. values, -(a * b), MathF.BitIncrement(-(a * b)), MathF.BitDecrement(a * b)])
                {
                    lanes.Check(a, b, c);
                }
            }
        }
    }

    [Fact]
    public void Special_doubles_have_the_bits_of_the_processor()
    {
        double[] values = [.. SpecialDoubles, .. SpecialDoubles.Select(v => -v)];
        var lanes = new DoubleLanes();
        foreach (double a in values)
        {
            foreach (double b in values)
            {
                foreach (double c in (double[])[.. values, -(a * b), Math.BitIncrement(-(a * b)), Math.BitDecrement(a * b)])
                {
                    lanes.Check(a, b, c);
                }
            }
        }
    }

    [Fact]
    public void Random_floats_have_the_bits_of_the_processor()
    {
        var random = new Numbers(1);
        var lanes = new FloatLanes();
        for (long i = 0; i < Millions * 1_000_000L; i++)
        {
            (float a, float b) = (Float(random, i), Float(random, i));
            float c = (i / 8 % 4) switch
            {
                0 => Float(random, i),
                1 => -(a * b),
                2 => Nearby(random, a * b),
                _ => Halfway(random, a, b),
            };
            lanes.Check(a, b, c);
        }
    }

    [Fact]
    public void Random_doubles_have_the_bits_of_the_processor()
    {
        var random = new Numbers(2);
        var lanes = new DoubleLanes();
        for (long i = 0; i < Millions * 1_000_000L; i++)
        {
            (double a, double b) = (Double(random, i), Double(random, i));
            double c = (i / 8 % 3) switch
            {
                0 => Double(random, i),
                1 => -(a * b),
                _ => Nearby(random, a * b),
            };
            lanes.Check(a, b, c);
        }
    }

    /// <summary>Rows as they are and numbers of all sizes: what the row kernel and the one over sixteen floats compute are four fused
    /// multiply-adds.</summary>
    [Fact]
    public void The_output_of_strict_rows_has_the_bits_of_four_fused_multiply_adds()
    {
        var random = new Numbers(3);
        for (int i = 0; i < Depths.Times(20_000); i++)
        {
            int size = 1 + random.Below(40);
            var batch = new float[64];
            float[] Values(int count, int kind) =>
                [.. Enumerable.Range(0, count).Select(_ => kind == 0 ? (float)random.Normal() : OfAnySize(random))];
            float[] x = Values(size, i % 3), gamma = Values(size, i % 5), beta = i % 4 == 0 ? new float[size] : Values(size, i % 7),
                y = new float[size];
            float high = i % 3 == 0 ? (float)random.Uniform() : OfAnySize(random), low = high * (float)(random.Normal() * 3e-8);
            float shiftHigh = random.Below(5) == 0 ? 0 : -(float)random.Normal() * high, shiftLow = random.Below(5) == 0 ? 0
                : shiftHigh * (float)(random.Normal() * 3e-8);
            if (x.Any(v => MathF.Abs(v * high) > 1e6f || MathF.Abs(v * low) > 1e6f) || MathF.Abs(shiftHigh) > 1e6f)
            {
                continue; // not a normalized row
            }

            (batch[RowBatch.High], batch[RowBatch.Low], batch[RowBatch.ShiftHigh], batch[RowBatch.ShiftLow]) = (high, low, shiftHigh, shiftLow);
            float[] expected = [.. x.Select((v, k) => MathF.FusedMultiplyAdd(
                MathF.FusedMultiplyAdd(v, high, shiftHigh), gamma[k],
                MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(v, low, shiftLow), gamma[k], beta[k])))];
            if (SoftwareOutput.Fits(ref gamma[0], ref beta[0], size))
            {
                SoftwareOutput.Row(ref x[0], ref gamma[0], ref beta[0], ref y[0], size, ref batch[0]);
                Same(expected, y, $"row {i} of {size}");
            }
            Vector128<float>[] All(float value) => [.. Enumerable.Repeat(Vector128.Create(value), 4)];
            Vector128<float>[] Part(float[] values) =>
                [.. Enumerable.Range(0, 4).Select(v => Vector128.Create([.. Enumerable.Range(4 * v, 4).Select(k => k < size ? values[k] : 0)]))];
            Vector128<float>[] result = new Vector128<float>[4];
            SoftwareFma.TwoParts(
                ref Part(x)[0], ref All(high)[0], ref All(low)[0], ref All(shiftHigh)[0], ref All(shiftLow)[0], ref Part(gamma)[0], ref Part(beta)[0],
                ref result[0]);
            float[] some = [.. result.SelectMany(v => (float[])[v[0], v[1], v[2], v[3]]).Take(size)];
            Same(expected[..some.Length], some, $"sixteen of row {i}");
        }
    }

    private static void Same(float[] expected, float[] actual, string what)
    {
        for (int k = 0; k < expected.Length; k++)
        {
            if (!float.IsNaN(expected[k]) || !float.IsNaN(actual[k]))
            {
                Bits.Equal<float>(expected.AsSpan(k, 1), actual.AsSpan(k, 1), $"{what}, element {k}");
            }
        }
    }

    /// <summary>Bits of every kind: of the whole range, of ordinary size, few ones in the mantissa, subnormal.</summary>
    private static float Float(Numbers random, long i)
    {
        uint bits = (uint)(random.Bits() >> 32), exponent = bits >> 23 & 0xFF;
        return BitConverter.UInt32BitsToSingle((i % 8) switch
        {
            0 => bits,
            1 or 2 => (bits & 0x807FFFFF) | (127 + exponent % 16) << 23,
            3 => (bits & 0x80700007) | (127 + exponent % 32) << 23,
            4 => (bits & 0x807F0000) | (120 + exponent % 16) << 23,
            5 => (bits & 0x807FFFFF) | (50 + exponent % 32) << 23, // products that are subnormal
            6 => bits & 0x807FFFFF,
            _ => (bits & 0x807FF000) | (100 + exponent % 64) << 23,
        });
    }

    private static double Double(Numbers random, long i)
    {
        ulong bits = random.Bits(), exponent = bits >> 52 & 0x7FF;
        return BitConverter.UInt64BitsToDouble((i % 8) switch
        {
            0 => bits,
            1 or 2 => (bits & 0x800FFFFFFFFFFFFF) | (1023 + exponent % 16) << 52,
            3 => (bits & 0x800E000000000007) | (1023 + exponent % 64) << 52,
            4 => (bits & 0x800FFFFFF8000000) | (1016 + exponent % 16) << 52,
            5 => (bits & 0x800FFFFFFFFFFFFF) | (480 + exponent % 128) << 52,
            6 => bits & 0x800FFFFFFFFFFFFF,
            _ => (bits & 0x800FFFFF00000000) | (900 + exponent % 256) << 52,
        });
    }

    private static float OfAnySize(Numbers random) => Float(random, random.Below(8)) is var v && float.IsFinite(v) ? v : 1;

    /// <summary>About as large as a value, or many powers of two away.</summary>
    private static float Nearby(Numbers random, float value) =>
        BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(
        value * (float)Math.ScaleB(1, random.Below(80) - 40)) ^ (uint)(random.Bits() & 0x80000FFF));

    private static double Nearby(Numbers random, double value) =>
        BitConverter.DoubleToUInt64Bits(value * Math.ScaleB(1, random.Below(160) - 80)) is var bits
            ? BitConverter.UInt64BitsToDouble(bits ^ (random.Bits() & 0x8000000000000FFF)) : 0;

    /// <summary>A number with which the sum lies close to halfway between two floats: c is a multiple of some 2^k, and a * b is near an odd multiple
    /// of 2^(k-1).</summary>
    private static float Halfway(Numbers random, float a, float b)
    {
        double product = (double)a * b;
        return (float)(Math.ScaleB(Math.Round(product * Math.ScaleB(1, 30)), -30 + random.Below(48)) * (1 + random.Below(7)));
    }

    /// <summary>In all lanes, because a number in doubt has its neighbours computed again.</summary>
    private sealed class FloatLanes
    {
        private readonly Vector128<float>[] _a = new Vector128<float>[4], _b = new Vector128<float>[4], _c = new Vector128<float>[4],
            _result = new Vector128<float>[4];

        public void Check(float a, float b, float c)
        {
            Array.Fill(_a, Vector128.Create(a));
            Array.Fill(_b, Vector128.Create(b));
            Array.Fill(_c, Vector128.Create(c));
            SoftwareFma.Floats(ref _a[0], ref _b[0], ref _c[0], ref _result[0]);
            float expected = MathF.FusedMultiplyAdd(a, b, c);
            foreach (Vector128<float> actual in _result)
            {
                bool same = float.IsNaN(expected) ? Vector128.EqualsAll(Vector128.IsNaN(actual).AsInt32(), Vector128<int>.AllBitsSet)
                    : actual.AsInt32() == Vector128.Create(expected).AsInt32();
                if (!same)
                {
                    Assert.Fail($"{a:R} * {b:R} + {c:R} is {actual}, expected {expected:R}");
                }
            }
        }
    }

    private sealed class DoubleLanes
    {
        private readonly Vector128<double>[] _a = new Vector128<double>[4], _b = new Vector128<double>[4], _c = new Vector128<double>[4],
            _result = new Vector128<double>[4];

        public void Check(double a, double b, double c)
        {
            Array.Fill(_a, Vector128.Create(a));
            Array.Fill(_b, Vector128.Create(b));
            Array.Fill(_c, Vector128.Create(c));
            SoftwareFma.Doubles(ref _a[0], ref _b[0], ref _c[0], ref _result[0]);
            double expected = Math.FusedMultiplyAdd(a, b, c);
            foreach (Vector128<double> actual in _result)
            {
                bool same = double.IsNaN(expected) ? Vector128.EqualsAll(Vector128.IsNaN(actual).AsInt64(), Vector128<long>.AllBitsSet)
                    : actual.AsInt64() == Vector128.Create(expected).AsInt64();
                if (!same)
                {
                    Assert.Fail($"{a:R} * {b:R} + {c:R} is {actual}, expected {expected:R}");
                }
            }
        }
    }
}
