using Norm.ML.Lab.Experiments;

namespace Norm.ML.Lab.Tests.Experiments;

public sealed class ResidualStackTests
{
    public static TheoryData<string, NormKind> Blocks => new()
    {
        { nameof(NormPlacement.None), NormKind.LayerNorm },
        { nameof(NormPlacement.PreNorm), NormKind.LayerNorm },
        { nameof(NormPlacement.PreNorm), NormKind.RmsNorm },
        { nameof(NormPlacement.PostNorm), NormKind.LayerNorm },
        { nameof(NormPlacement.PostNorm), NormKind.RmsNorm },
        { nameof(NormPlacement.PreNorm), NormKind.UnitNorm },
        { nameof(NormPlacement.PostNorm), NormKind.UnitNorm },
        { nameof(NormPlacement.PreNorm), NormKind.GroupNorm },
        { nameof(NormPlacement.PostNorm), NormKind.GroupNorm },
        { nameof(NormPlacement.PreNorm), NormKind.BatchNorm },
        { nameof(NormPlacement.PostNorm), NormKind.BatchNorm },
    };

    [Theory]
    [MemberData(nameof(Blocks))]
    public void The_backward_pass_is_the_slope_of_the_forward_pass(string placement, NormKind norm)
    {
        const double Step = 1e-6;
        var noise = new Noise(1);
        var block = new ResidualBlock(Enum.Parse<NormPlacement>(placement), norm, noise);
        double[] x = noise.Normals(StackSettings.Rows * StackSettings.Width), dy = noise.Normals(x.Length);
        double Loss(double[] at) => block.Forward(at).Zip(dy, (y, d) => y * d).Sum();

        Loss(x);
        double[] dx = block.Backward(dy, out double weights);
        Assert.True(weights > 0);
        for (int i = 0; i < x.Length; i += 37)
        {
            double[] above = [.. x], below = [.. x];
            above[i] += Step;
            below[i] -= Step;
            Assert.Equal((Loss(above) - Loss(below)) / (2 * Step), dx[i], 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void The_weights_gradient_is_the_slope_over_all_weights(string placement, NormKind norm)
    {
        const double Step = 1e-6;
        var noise = new Noise(3);
        var block = new ResidualBlock(Enum.Parse<NormPlacement>(placement), norm, noise);
        double[] x = noise.Normals(StackSettings.Rows * StackSettings.Width), dy = noise.Normals(x.Length);
        block.Forward(x);
        block.Backward(dy, out double length);

        double squares = 0;
        foreach (double[] matrix in block.Weights)
        {
            for (int i = 0; i < matrix.Length; i++)
            {
                double slope = (At(matrix, i, Step) - At(matrix, i, -Step)) / (2 * Step);
                squares += slope * slope;
            }
        }

        Assert.Equal(Math.Sqrt(squares), length, length * 1e-5);

        double At(double[] matrix, int i, double step)
        {
            double before = matrix[i];
            matrix[i] += step;
            double loss = block.Forward(x).Zip(dy, (y, d) => y * d).Sum();
            matrix[i] = before;
            return loss;
        }
    }

    [Fact]
    public void Norms_hold_what_grows_without_them()
    {
        IReadOnlyList<StackLayer> none = Run(NormPlacement.None), pre = Run(NormPlacement.PreNorm), post = Run(NormPlacement.PostNorm);
        Assert.True(none[^1].ActivationScale > 1e10 && none[0].GradientNorm > 1e10);
        Assert.InRange(pre[^1].ActivationScale, 2, 100);
        Assert.InRange(pre[0].GradientNorm, 0.01, 100);
        Assert.All(post, layer => Assert.Equal(1, layer.ActivationScale, 1e-4));
        Assert.Equal(none, Run(NormPlacement.None));
        Assert.Equal(Enumerable.Range(1, 96), none.Select(layer => layer.Layer));

        static IReadOnlyList<StackLayer> Run(NormPlacement placement) => ResidualStack.Run(new StackSettings(placement, 96));
    }

    [Fact]
    public void InstanceNorm_makes_no_sense_in_a_stack_and_is_refused_by_name() => Assert.Equal(
        "norm is InstanceNorm, which needs several positions per channel; LayerNorm, RMSNorm, UnitNorm, GroupNorm, BatchNorm are possible.",
        Assert.Throws<ArgumentException>(() => ResidualStack.Run(new StackSettings(NormPlacement.PreNorm, 4, NormKind.InstanceNorm))).Message);

    [Fact]
    public void The_skips_carry_the_input_whole_unless_a_norm_divides_it()
    {
        const int Layers = 40;
        double size = Measure.RootMeanSquare(new Noise(42).Normals(StackSettings.Rows * StackSettings.Width));
        foreach (NormKind norm in StackNorm.Kinds)
        {
            foreach (NormPlacement placement in new[] { NormPlacement.None, NormPlacement.PreNorm })
            {
                Assert.All(ResidualStack.Run(new StackSettings(placement, Layers, norm)), layer =>
                    Assert.Equal(size / layer.ActivationScale, layer.InputShare, 1e-12));
            }

            IReadOnlyList<StackLayer> post = ResidualStack.Run(new StackSettings(NormPlacement.PostNorm, Layers, norm));
            Assert.True(post[^1].InputShare < 1e-2 && post[^1].InputShare > 0, $"{norm}: {post[^1].InputShare}");
        }
    }

    [Fact]
    public void What_a_norm_leaves_of_a_part_is_the_part_over_the_divisor_of_the_sum()
    {
        double[] sum = [3, 4, 0, 0, 6, 8, 0, 0], part = [1, 2, 3, 4, 5, 6, 7, 8];
        Assert.Equal([0.2, 0.4, 0.6, 0.8, 0.5, 0.6, 0.7, 0.8], StackNorm.Carry(NormKind.UnitNorm, part, sum, 4).Select(one => Math.Round(one, 12)));
        Assert.Equal([0.4, 0.8, 1.2, 1.6, 1, 1.2, 1.4, 1.6], StackNorm.Carry(NormKind.RmsNorm, part, sum, 4).Select(one => Math.Round(one, 5)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(97)]
    public void Too_few_or_many_layers_are_refused(int layers) =>
        Assert.Contains("2 to 96", Assert.Throws<ArgumentException>(() => ResidualStack.Run(new StackSettings(NormPlacement.None, layers))).Message,
        StringComparison.Ordinal);
}
