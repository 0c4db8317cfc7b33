using Norm.ML.Lab.Experiments;

namespace Norm.ML.Lab.Tests.Experiments;

/// <summary>The sentences beside the curves of deep stacks say what the curves show, at every depth and for every norm.</summary>
public sealed class StackReadingTests
{
    public static TheoryData<NormKind, int> Stacks
    {
        get
        {
            var stacks = new TheoryData<NormKind, int>();
            foreach (NormKind norm in StackNorm.Kinds)
            {
                foreach (int layers in new[] { 2, 3, 5, 9, 24, 48, 96 })
                {
                    stacks.Add(norm, layers);
                }
            }

            return stacks;
        }
    }

    [Theory]
    [MemberData(nameof(Stacks))]
    public void Sentences_agree_with_the_curves(NormKind norm, int layers)
    {
        foreach (int seed in new[] { 42, 7 })
        {
            IReadOnlyList<StackLayer>[] all = Run(norm, layers, seed);
            (IReadOnlyList<StackLayer> pre, IReadOnlyList<StackLayer> post) = (all[1], all[2]);
            Dictionary<string, string> said = Said(all);
            Says(Evenness(post) < Evenness(pre), said["gradient"], "Post-norm\u2019s curve is the flatter one");
            Says(Evenness(post) >= Evenness(pre), said["gradient"], "Pre-norm\u2019s curve is the flatter one");
            foreach ((IReadOnlyList<StackLayer> stack, string name) in all.Zip(["without a norm", "with pre-norm", "with post-norm"]))
            {
                string[] sentences = said["gradient"].Split(". ");
                Says(stack[0].GradientNorm > 100 * stack[^1].GradientNorm, sentences.FirstOrDefault(one => one.StartsWith("It explodes")) ?? "",
                    name);
                Says(stack[0].GradientNorm < stack[^1].GradientNorm / 100, sentences.FirstOrDefault(one => one.StartsWith("It fades")) ?? "", name);
            }

            Says(post[^1].WeightGradientNorm >= 1.5 * pre[^1].WeightGradientNorm, said["weights"], "times as much");
            Says(post[^1].WeightGradientNorm < 1.5 * pre[^1].WeightGradientNorm, said["weights"], "about the same");
            Says(pre[^1].InputShare >= 1.5 * post[^1].InputShare, said["direct"], "This is why deep models have pre-norm.");
            Says(pre[^1].InputShare < 1.5 * post[^1].InputShare, said["direct"], "In so few layers");
            Assert.Contains($"all {layers} layers", said["direct"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void At_96_layers_the_flatter_curve_is_explained()
    {
        Dictionary<string, string> said = Said(Run(NormKind.LayerNorm, 96, 42));
        Assert.Contains("from 1.5 to 9.26. That it grows does no harm", said["stream"], StringComparison.Ordinal);
        Assert.Contains("Post-norm\u2019s curve is the flatter one. These are the curves before training, and that does not decide",
            said["gradient"], StringComparison.Ordinal);
        Assert.Contains("5.27 with post-norm and 0.743 with pre-norm, 7.1 times as much", said["weights"], StringComparison.Ordinal);
        Assert.Contains("0.112 of the stream", said["direct"], StringComparison.Ordinal);
        Assert.Contains("to 1.93e-13", said["direct"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_norm_over_rows_lets_the_gradient_explode_after_it() =>
        Assert.Contains("It explodes without a norm and with post-norm.", Said(Run(NormKind.BatchNorm, 96, 42))["gradient"],
        StringComparison.Ordinal);

    private static IReadOnlyList<StackLayer>[] Run(NormKind norm, int layers, int seed) =>
        [.. Enum.GetValues<NormPlacement>().Select(placement => ResidualStack.Run(new StackSettings(placement, layers, norm, seed)))];

    private static Dictionary<string, string> Said(IReadOnlyList<StackLayer>[] all) =>
        StackReading.Of(all[0], all[1], all[2]).ToDictionary(one => one.Id, one => one.Text);

    private static double Evenness(IReadOnlyList<StackLayer> stack) =>
        stack.Max(layer => layer.GradientNorm) / stack.Min(layer => layer.GradientNorm);

    private static void Says(bool holds, string text, string what) => Assert.Equal(holds, text.Contains(what, StringComparison.Ordinal));
}
