using System.Numerics;
using System.Runtime.InteropServices;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Contract;

/// <summary>What does not fit is refused before anything is written, with the parameter's name and both numbers.</summary>
public class BadInputTests
{
    public static TheoryData<string> AllNorms => Norms.Names;

    public static TheoryData<string> NormsWithGamma => [.. Norms.All.Where(n => n.HasGamma).Select(n => n.Name)];

    [Theory]
    [MemberData(nameof(AllNorms))]
    public void A_length_that_does_not_divide_is_refused(string norm)
    {
        Case<float> c = new(norm);
        float[] x = new float[c.Problem.X.Length + 1];
        var e = Assert.Throws<ArgumentException>("x", () => c.Norm.Forward(c.Problem, x, new float[x.Length], NormPrecision.Strict));
        Names(e, x.Length, c.Problem.X.Length / c.Problem.Shape.Examples);

        e = Assert.Throws<ArgumentException>("x", () => c.Norm.Backward(c.Problem, x, x, new float[x.Length], default, default));
        Names(e, x.Length, c.Problem.X.Length / c.Problem.Shape.Examples);
    }

    /// <summary>BatchNorm's other calls take the same examples.</summary>
    [Fact]
    public void A_length_that_does_not_divide_is_refused_with_learned_statistics_too()
    {
        double[] ones = [1, 1, 1];
        var fitted = new FittedBatchNorm<float>(ones, ones, default, default);
        float[] x = new float[8], y = new float[9];
        Names(Assert.Throws<ArgumentException>("x", () => fitted.Normalize(x, y)), 8, 3);
        Names(Assert.Throws<ArgumentException>("x", () => fitted.Denormalize(x, y)), 8, 3);
        Names(Assert.Throws<ArgumentException>("x", () => fitted.Normalize(x, y, 2)), 8, 6);
        Names(Assert.Throws<ArgumentException>("x", () => BatchNorm.Normalize<float>(x, 3, 1, ones, ones, default, default, y)), 8, 3);
        float[] memory = new float[12];
        Assert.Throws<ArgumentException>("destination", () => fitted.Normalize(memory.AsSpan(0, 9), memory.AsSpan(1, 9)));
        Assert.Throws<ArgumentException>("destination", () => fitted.Denormalize(memory.AsSpan(1, 9), memory.AsSpan(0, 9)));
        Assert.Throws<ArgumentException>("destination",
            () => BatchNorm.Normalize<float>(memory.AsSpan(0, 9), 3, 1, ones, ones, default, default, memory.AsSpan(2, 9)));
        Names(Assert.Throws<ArgumentException>("destination",
            () => BatchNorm.Normalize<float>(new float[9], 3, 1, ones, ones, default, default, new float[8])), 9, 8);
        foreach (double epsilon in (double[])[-1, double.NaN])
        {
            Assert.Throws<ArgumentOutOfRangeException>("epsilon",
                () => BatchNorm.Normalize<float>(new float[9], 3, 1, ones, ones, default, default, y, epsilon));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_does_not_fit_a_fused_residual_is_refused(bool subtractsMean)
    {
        float[] memory = new float[40];
        void Call(int x, int residual, int size, int gamma, int sum, int destination, double epsilon = 1e-5)
        {
            if (subtractsMean)
            {
                LayerNorm.NormalizeResidual<float>(new float[x], new float[residual], size, new float[gamma], default, new float[sum],
                    new float[destination], epsilon);
            }
            else
            {
                RmsNorm.NormalizeResidual<float>(new float[x], new float[residual], size, new float[gamma], new float[sum], new float[destination],
                    epsilon);
            }
        }

        Names(Assert.Throws<ArgumentException>("x", () => Call(9, 9, 4, 4, 9, 9)), 9, 4);
        Names(Assert.Throws<ArgumentException>("residual", () => Call(8, 7, 4, 4, 8, 8)), 8, 7);
        Names(Assert.Throws<ArgumentException>("gamma", () => Call(8, 8, 4, 3, 8, 8)), 4, 3);
        Names(Assert.Throws<ArgumentException>("sum", () => Call(8, 8, 4, 4, 7, 8)), 8, 7);
        Names(Assert.Throws<ArgumentException>("destination", () => Call(8, 8, 4, 4, 8, 7)), 8, 7);
        Assert.Throws<ArgumentOutOfRangeException>("size", () => Call(8, 8, 0, 0, 8, 8));
        Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => Call(8, 8, 4, 4, 8, 8, double.NaN));
        foreach (int offset in (int[])[1, 5])
        {
            Assert.Throws<ArgumentException>("sum", () => Overlap(new float[8], memory.AsSpan(0, 8), memory.AsSpan(offset, 8), new float[8]));
            Assert.Throws<ArgumentException>("destination", () => Overlap(new float[8], memory.AsSpan(0, 8), new float[8], memory.AsSpan(offset, 8)));
            Assert.Throws<ArgumentException>("destination", () => Overlap(new float[8], new float[8], memory.AsSpan(0, 8), memory.AsSpan(offset, 8)));
        }

        void Overlap(ReadOnlySpan<float> x, ReadOnlySpan<float> residual, Span<float> sum, Span<float> y)
        {
            if (subtractsMean)
            {
                LayerNorm.NormalizeResidual(x, residual, 4, default, default, sum, y);
            }
            else
            {
                RmsNorm.NormalizeResidual(x, residual, 4, default, sum, y);
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllNorms))]
    public void A_destination_that_is_too_short_is_refused_and_not_touched(string norm)
    {
        Case<double> c = new(norm);
        int length = c.Problem.X.Length;
        double[] y = [.. Enumerable.Repeat(7.5, length - 1)];
        var e = Assert.Throws<ArgumentException>("destination", () => c.Norm.Forward(c.Problem, c.Problem.X, y, NormPrecision.Strict));
        Names(e, length, length - 1);
        Assert.All(y, v => Assert.Equal(7.5, v));

        e = Assert.Throws<ArgumentException>("dx", () => c.Norm.Backward(c.Problem, c.Problem.Dy, c.Problem.X, y, default, default));
        Names(e, length, length - 1);
        Assert.All(y, v => Assert.Equal(7.5, v));
    }

    [Theory]
    [MemberData(nameof(AllNorms))]
    public void A_longer_destination_is_left_alone_behind_the_result(string norm)
    {
        Case<float> c = new(norm);
        float[] y = [.. Enumerable.Repeat(7.5f, c.Problem.X.Length + 40)];
        c.Norm.Forward(c.Problem, c.Problem.X, y, NormPrecision.Strict);
        Assert.All(y[c.Problem.X.Length..], v => Assert.Equal(7.5f, v));
        Bits.Equal<float>(c.Norm.Forward(c.Problem), y.AsSpan(0, c.Problem.X.Length), norm);
    }

    [Theory]
    [MemberData(nameof(AllNorms))]
    public void Partly_overlapping_memory_is_refused(string norm)
    {
        Case<float> c = new(norm);
        int n = c.Problem.X.Length;
        float[] memory = new float[2 * n];
        foreach (int offset in (int[])[1, 3, n / 2, n - 1])
        {
            Assert.Throws<ArgumentException>("destination",
                () => c.Norm.Forward(c.Problem, memory.AsSpan(0, n), memory.AsSpan(offset, n), NormPrecision.Strict));
            Assert.Throws<ArgumentException>("destination",
                () => c.Norm.Forward(c.Problem, memory.AsSpan(offset, n), memory.AsSpan(0, n), NormPrecision.Strict));
            Assert.Throws<ArgumentException>("dx",
                () => c.Norm.Backward(c.Problem, memory.AsSpan(0, n), c.Problem.X, memory.AsSpan(offset, n), default, default));
            Assert.Throws<ArgumentException>("dx",
                () => c.Norm.Backward(c.Problem, c.Problem.Dy, memory.AsSpan(offset, n), memory.AsSpan(0, n), default, default));
        }
        if (c.Norm.HasGamma)
        {
            Assert.Throws<ArgumentException>("dgamma",
                () => c.Norm.Backward(c.Problem, c.Problem.Dy, c.Problem.X, default, c.Problem.X.AsSpan(0, c.Problem.Geometry.Affines), default));
        }
    }

    [Fact]
    public void Parameters_and_results_have_to_be_apart()
    {
        float[] memory = new float[24];
        Assert.Throws<ArgumentException>("destination",
            () => LayerNorm.Normalize<float>(new float[8], 4, memory.AsSpan(6, 4), default, memory.AsSpan(0, 8)));
        Assert.Throws<ArgumentException>("destination",
            () => LayerNorm.Normalize<float>(new float[8], 4, default, memory.AsSpan(0, 4), memory.AsSpan(0, 8)));
        Assert.Throws<ArgumentException>("destination",
            () => GroupNorm.Normalize<float>(new float[8], 1, 4, 2, memory.AsSpan(7, 4), default, memory.AsSpan(0, 8)));
        Assert.Throws<ArgumentException>("destination",
            () => GroupNorm.Normalize<float>(new float[8], 1, 4, 2, default, memory.AsSpan(7, 4), memory.AsSpan(0, 8)));
        Assert.Throws<ArgumentException>("dx", () => LayerNorm.Backward<float>(new float[8], new float[8], 4, memory.AsSpan(7, 4),
            memory.AsSpan(0, 8), default, default));
        Assert.Throws<ArgumentException>("sum", () => LayerNorm.NormalizeResidual<float>(new float[8], new float[8], 4, memory.AsSpan(7, 4), default,
            memory.AsSpan(0, 8), memory.AsSpan(12, 8)));
        Assert.Throws<ArgumentException>("sum", () => LayerNorm.NormalizeResidual<float>(new float[8], new float[8], 4, default, memory.AsSpan(7, 4),
            memory.AsSpan(0, 8), memory.AsSpan(12, 8)));
        Assert.Throws<ArgumentException>("dbeta", () => LayerNorm.Backward<float>(new float[8], new float[8], 4, default, default,
            memory.AsSpan(0, 4), memory.AsSpan(3, 4)));
        Assert.Throws<ArgumentException>("destination",
            () => LayerNorm.NormalizeResidual<float>(new float[8], new float[8], 4, default, default, memory.AsSpan(0, 8), memory.AsSpan(0, 8)));
        Assert.Throws<ArgumentException>("sum", () => LayerNorm.NormalizeResidual<float>(memory.AsSpan(0, 8), new float[8], 4, default, default,
            memory.AsSpan(1, 8), memory.AsSpan(12, 8)));
        Assert.Throws<ArgumentException>("residual",
            () => RmsNorm.NormalizeResidual<float>(new float[8], new float[7], 4, default, memory.AsSpan(0, 8), memory.AsSpan(12, 8)));
    }

    [Theory]
    [MemberData(nameof(AllNorms))]
    public void Epsilon_has_to_be_finite_and_not_negative(string norm)
    {
        foreach (double epsilon in (double[])[-0.5, -double.Epsilon, double.NaN, double.PositiveInfinity])
        {
            Case<float> c = new(norm, epsilon);
            float[] y = new float[c.Problem.X.Length];
            Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => c.Norm.Forward(c.Problem, c.Problem.X, y, NormPrecision.Strict));
            Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => c.Norm.Backward(c.Problem, c.Problem.Dy, c.Problem.X, y, default, default));
        }
    }

    [Theory]
    [MemberData(nameof(AllNorms))]
    public void Parameters_of_another_length_are_refused(string norm)
    {
        Case<double> c = new(norm);
        int affines = c.Problem.Geometry.Affines, n = c.Problem.X.Length;
        double[] y = new double[n], wrong = new double[affines + 1];
        Assert.Throws<ArgumentException>("dy", () => c.Norm.Backward(c.Problem, c.Problem.Dy.AsSpan(1), c.Problem.X, y, default, default));
        if (!c.Norm.HasGamma)
        {
            return;
        }

        Problem<double> badGamma = new(c.Problem.Shape, c.Problem.X, c.Problem.Dy, wrong, [], 1e-5);
        Names(Assert.Throws<ArgumentException>("gamma", () => c.Norm.Forward(badGamma, badGamma.X, y, NormPrecision.Strict)), affines, affines + 1);
        Assert.Throws<ArgumentException>("gamma", () => c.Norm.Backward(badGamma, badGamma.Dy, badGamma.X, y, default, default));
        Names(Assert.Throws<ArgumentException>("dgamma", () => c.Norm.Backward(c.Problem, c.Problem.Dy, c.Problem.X, y, wrong, default)), affines,
            affines + 1);
        if (!c.Norm.HasBeta)
        {
            return;
        }

        Problem<double> badBeta = new(c.Problem.Shape, c.Problem.X, c.Problem.Dy, [], wrong, 1e-5);
        Assert.Throws<ArgumentException>("beta", () => c.Norm.Forward(badBeta, badBeta.X, y, NormPrecision.Strict));
        Assert.Throws<ArgumentException>("dbeta", () => c.Norm.Backward(c.Problem, c.Problem.Dy, c.Problem.X, y, default, wrong));
    }

    [Theory]
    [MemberData(nameof(AllNorms))]
    public void Kept_statistics_of_another_length_are_refused(string norm)
    {
        Case<float> c = new(norm);
        int segments = c.Problem.Geometry.Segments.Length;
        float[] y = new float[c.Problem.X.Length];
        double[] right = new double[segments], wrong = new double[segments + 1];
        Names(Assert.ThrowsAny<ArgumentException>(() => c.Norm.ForwardKeeping(c.Problem, c.Problem.X, y, default, wrong, NormPrecision.Strict)),
            segments, segments + 1);
        if (!c.Norm.HasGamma)
        {
            return; // its gradient takes no statistics
        }

        Names(Assert.ThrowsAny<ArgumentException>(() => c.Norm.BackwardKept(c.Problem, c.Problem.Dy, c.Problem.X, right, wrong, y, default, default)),
            segments, segments + 1);
        if (!c.Norm.SubtractsMean)
        {
            return;
        }

        Names(Assert.Throws<ArgumentException>("mean", () => c.Norm.ForwardKeeping(c.Problem, c.Problem.X, y, wrong, default, NormPrecision.Strict)),
            segments, segments + 1);
        Names(Assert.Throws<ArgumentException>("mean",
            () => c.Norm.BackwardKept(c.Problem, c.Problem.Dy, c.Problem.X, wrong, right, y, default, default)), segments, segments + 1);
    }

    [Theory]
    [MemberData(nameof(NormsWithGamma))]
    public void Gradients_have_to_be_apart_from_parameters_and_from_each_other(string norm)
    {
        Case<float> c = new(norm);
        Problem<float> p = c.Problem;
        int n = p.X.Length, affines = p.Geometry.Affines;
        float[] memory = new float[2 * n], gamma = new float[affines], apart = new float[n];
        Problem<float> WithGamma(float[] parameters) => new(p.Shape, p.X, p.Dy, parameters, [], 1e-5);
        Assert.Throws<ArgumentException>("dgamma", () => c.Norm.Backward(WithGamma(gamma), p.Dy, p.X, apart, gamma, default));
        Assert.Throws<ArgumentException>("dx", () => c.Norm.Backward(p, p.Dy, p.X, memory.AsSpan(affines - 1, n), memory.AsSpan(0, affines),
            default));
        Assert.Throws<ArgumentException>("dgamma", () => c.Norm.Backward(p, p.Dy, p.X, apart, p.Dy.AsSpan(n - affines), default));
        if (!c.Norm.HasBeta)
        {
            return;
        }

        Assert.Throws<ArgumentException>("dx", () =>
            c.Norm.Backward(p, p.Dy, p.X, memory.AsSpan(affines - 1, n), default, memory.AsSpan(0, affines)));
        Assert.Throws<ArgumentException>("dbeta", () => c.Norm.Backward(p, p.Dy, p.X, apart, default, p.Dy.AsSpan(n - affines)));
        Assert.Throws<ArgumentException>("dbeta", () => c.Norm.Backward(WithGamma(gamma), p.Dy, p.X, apart, default, gamma));
    }

    [Theory]
    [MemberData(nameof(AllNorms))]
    public void Other_element_types_are_refused(string norm)
    {
        Refused<NFloat>(norm);
        static void Refused<T>(string norm) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            NormShape shape = Norms.Get(norm).Shape(8, 2);
            Problem<T> p = new(shape, new T[shape.Geometry.Length], new T[shape.Geometry.Length], [], [], 1e-5);
            Assert.Throws<NotSupportedException>(() => Norms.Get(norm).Forward(p, p.X, new T[p.X.Length], NormPrecision.Strict));
        }
    }

    [Fact]
    public void Gradients_of_the_forms_refuse_Half_and_write_nothing()
    {
        Half[] x = [.. Enumerable.Range(0, 16).Select(i => (Half)i)], parameters = [.. x[..4]], written = new Half[16], sums = new Half[16];
        StridedRows rows = new(2, 2, 4, 8);
        Refused(() => LayerNorm.BackwardPerExample<Half>(x, x, 4, 2, default, 4, written, sums, sums));
        Refused(() => RmsNorm.BackwardPerExample<Half>(x, x, 4, 2, default, 4, written, sums));
        Refused(() => InstanceNorm.BackwardPerExample<Half>(x, x, 4, 2, default, 4, written, sums, default));
        Refused(() => InstanceNorm.NormalizePerExample<Half>(x, 4, 2, default, default, 4, written));
        Refused(() => LayerNorm.BackwardThenAdd<Half>(x, x, 4, parameters, Half.One, written, default, sums.AsSpan(0, 4), sums.AsSpan(4, 4)));
        Refused(() => RmsNorm.BackwardThenAdd<Half>(x, x, 4, parameters, Half.One, written, default, sums.AsSpan(0, 4)));
        Refused(() => LayerNorm.BackwardStrided<Half>(x, x, rows, default, written, sums.AsSpan(0, 4), sums.AsSpan(4, 4)));
        Refused(() => RmsNorm.BackwardStrided<Half>(x, x, rows, default, written, sums.AsSpan(0, 4)));
        Refused(() => UnitNorm.BackwardStrided<Half>(x, x, rows, written));
        Assert.All(written.Concat(sums), value => Assert.Equal(Half.Zero, value));

        static void Refused(Action call) => Assert.Throws<NotSupportedException>(call);
    }

    [Theory]
    [MemberData(nameof(AllNorms))]
    public void Empty_input_gives_empty_output(string norm)
    {
        Case<float> c = new(norm);
        float[] untouched = [1, 2, 3], sums = new float[c.Problem.Geometry.Affines];
        c.Norm.Forward(c.Problem, default, untouched, NormPrecision.Strict);
        c.Norm.Backward(c.Problem, default, default, untouched, sums, sums.Length == 0 ? default : new float[sums.Length]);
        Assert.Equal([1, 2, 3], untouched);
        Assert.All(sums, v => Assert.Equal(0, v));
    }

    [Theory]
    [InlineData(3, 4)]
    [InlineData(5, 4)]
    public void Groups_that_do_not_divide_the_channels_are_refused(int groups, int channels)
    {
        var e = Assert.Throws<ArgumentException>("groups",
            () => GroupNorm.Normalize<float>(new float[channels * 2], groups, channels, 2, default, default, new float[channels * 2]));
        Names(e, groups, channels);
    }

    [Fact]
    public void Sizes_have_to_be_positive()
    {
        float[] x = new float[4];
        foreach (int bad in (int[])[0, -1, int.MinValue])
        {
            Assert.Throws<ArgumentOutOfRangeException>("size", () => LayerNorm.Normalize<float>(x, bad, default, default, x));
            Assert.Throws<ArgumentOutOfRangeException>("size", () => RmsNorm.Normalize<float>(x, bad, default, x));
            Assert.Throws<ArgumentOutOfRangeException>("size", () => LayerNorm.Backward<float>(x, x, bad, default, x, default, default));
            Assert.Throws<ArgumentOutOfRangeException>("size", () => RmsNorm.Backward<float>(x, x, bad, default, x, default));
            Assert.Throws<ArgumentOutOfRangeException>("groups", () => GroupNorm.Normalize<float>(x, bad, 2, 2, default, default, x));
            Assert.Throws<ArgumentOutOfRangeException>("channels", () => GroupNorm.Normalize<float>(x, 1, bad, 2, default, default, x));
            Assert.Throws<ArgumentOutOfRangeException>("channels", () => InstanceNorm.Normalize<float>(x, bad, 2, default, default, x));
            Assert.Throws<ArgumentOutOfRangeException>("channels", () => InstanceNorm.Backward<float>(x, x, bad, 2, default, x, default, default));
            Assert.Throws<ArgumentOutOfRangeException>("channels",
                () => BatchNorm.NormalizeBatch<float>(x, bad, 2, default, default, x, default, default));
            Assert.Throws<ArgumentOutOfRangeException>("channels", () => BatchNorm.Backward<float>(x, x, bad, 2, default, x, default, default));
            Assert.Throws<ArgumentOutOfRangeException>("spatial", () => InstanceNorm.Normalize<float>(x, 2, bad, default, default, x));
            Assert.Throws<ArgumentOutOfRangeException>("spatial",
                () => BatchNorm.NormalizeBatch<float>(x, 2, bad, default, default, x, default, default));
        }
        Assert.Throws<ArgumentOutOfRangeException>("spatial", () => GroupNorm.Normalize<float>(x, 1, 65536, 65536, default, default, x));
        Assert.Throws<ArgumentOutOfRangeException>("layout",
            () => GroupNorm.Normalize<float>(x, 1, 2, 2, default, default, x, layout: (NormLayout)2));
    }

    /// <summary>The variance of one value is 0 whatever it is; PyTorch refuses it too (pytorch#4534).</summary>
    [Fact]
    public void Statistics_over_a_single_value_are_refused()
    {
        float[] x = [1, 2, 3], y = new float[3];
        string batch = Assert.Throws<ArgumentException>(
            () => BatchNorm.NormalizeBatch<float>(x, 3, 1, default, default, y, default, default)).Message;
        Assert.Contains("2 values per channel", batch);
        Names(Assert.Throws<ArgumentException>("x", () => BatchNorm.Backward<float>(x, x, 3, 1, default, y, default, default)), 2, 1);
        Names(Assert.Throws<ArgumentException>("x", () => InstanceNorm.Normalize<float>(x, 3, 1, default, default, y)), 2, 1);
        Names(Assert.Throws<ArgumentException>("x", () => InstanceNorm.Backward<float>(x, x, 3, 1, default, y, default, default)), 2, 1);
        double[] kept = new double[3];
        Assert.Throws<ArgumentException>("x", () => BatchNorm.NormalizeBatch<double>(new double[3], 3, 1, default, default, new double[3], kept,
            kept));
        Names(Assert.Throws<ArgumentException>("x", () => InstanceNorm.Normalize<float>(x, 3, 1, default, default, y, kept, kept)), 2, 1);
        Names(Assert.Throws<ArgumentException>("x", () => InstanceNorm.Backward<float>(x, x, 3, 1, default, kept, kept, y, default, default)), 2, 1);
        Names(Assert.Throws<ArgumentException>("x", () => BatchNorm.Backward<float>(x, x, 3, 1, default, kept, kept, y, default, default)), 2, 1);
    }

    [Fact]
    public void Learned_statistics_have_to_fit()
    {
        double[] mean = [1, 2], variance = [1, -1e-300];
        Assert.Throws<ArgumentException>("variance", () => new FittedBatchNorm<float>(mean, variance, default, default));
        Assert.Throws<ArgumentException>("variance", () => new FittedBatchNorm<float>(mean, [1], default, default));
        Assert.Throws<ArgumentException>("gamma", () => new FittedBatchNorm<float>(mean, [1, 1], [1], default));
        Assert.Throws<ArgumentException>("beta", () => new FittedBatchNorm<float>(mean, [1, 1], default, [1]));
        Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => new FittedBatchNorm<float>(mean, [1, 1], default, default, -1));
        Assert.Throws<NotSupportedException>(() => new FittedBatchNorm<NFloat>(mean, [1, 1], default, default));
        Assert.Throws<ArgumentException>("mean", () => new FittedBatchNorm<float>([], [], default, default));
        Names(Assert.Throws<ArgumentException>("meanLow", () => new FittedBatchNorm<float>(mean, [1, 1], default, default, meanLow: [1])), 2, 1);
        Names(Assert.Throws<ArgumentException>("mean",
            () => BatchNorm.Normalize<float>(new float[4], 2, 1, [1, 2, 3], [1, 1], default, default, new float[4])), 2, 3);
        Names(Assert.Throws<ArgumentException>("variance",
            () => BatchNorm.Normalize<float>(new float[4], 2, 1, mean, [1], default, default, new float[4])), 2, 1);
        Assert.Throws<ArgumentException>("variance",
            () => BatchNorm.Normalize<float>(new float[4], 2, 1, mean, variance, default, default, new float[4]));
        var fitted = new FittedBatchNorm<float>(mean, [1, 1], default, default);
        Assert.Throws<ArgumentException>("x", () => fitted.Normalize(new float[3], new float[3]));
        Assert.Throws<ArgumentException>("destination", () => fitted.Normalize(new float[4], new float[3]));
    }

    /// <summary>The message says both numbers.</summary>
    private static void Names(ArgumentException e, params ReadOnlySpan<int> numbers)
    {
        foreach (int number in numbers)
        {
            Assert.Contains($"{number}", e.Message);
        }
    }

    private sealed class Case<T>(string norm, double epsilon = 1e-5) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public NormUnderTest Norm { get; } = Norms.Get(norm);

        public Problem<T> Problem { get; } =
            Problems.Make<T>(Norms.Get(norm), Norms.Get(norm).Shape(12, 4), new Pattern("normal", s => s.Random.Normal(), epsilon), AffineKind.Random,
            1);
    }
}
