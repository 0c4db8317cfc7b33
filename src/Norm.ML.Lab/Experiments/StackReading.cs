using static Norm.ML.Internals.Inspection.MessageText;

namespace Norm.ML.Lab.Experiments;

/// <summary>What the curves of three stacks show, in sentences.</summary>
/// <param name="Id"><c>stream</c>, <c>gradient</c>, <c>weights</c> or <c>direct</c>.</param>
/// <param name="Name">What it is about.</param>
/// <param name="Text">What there is to see.</param>
internal sealed record StackSentence(string Id, string Name, string Text);

/// <summary>Reads the curves of a stack without a norm, with pre-norm and with post-norm, so that no sentence says more than they show.</summary>
internal static class StackReading
{
    // A gradient that changes more than this between the first and the last layer explodes or fades.
    private const double Steep = 100;

    // From this factor on, one placement's number is larger than the other's.
    private const double Larger = 1.5;

    /// <summary>A sentence or a few about each of the four plots.</summary>
    public static IReadOnlyList<StackSentence> Of(IReadOnlyList<StackLayer> none, IReadOnlyList<StackLayer> pre, IReadOnlyList<StackLayer> post) =>
    [
        new("stream", "The stream", Stream(none, pre, post)),
        new("gradient", "The gradient", Gradient(none, pre, post)),
        new("weights", "The first step of training", Weights(pre, post)),
        new("direct", "The direct way", Direct(none, pre, post)),
    ];

    private static string Stream(IReadOnlyList<StackLayer> none, IReadOnlyList<StackLayer> pre, IReadOnlyList<StackLayer> post)
    {
        double growth = Math.Pow(none[^1].ActivationScale / none[0].ActivationScale, 1.0 / (none.Count - 1));
        return $"Without a norm each block adds as much as there is: the stream grows {Number(growth)} times per layer, {FromTo(none)}. "
            + $"With pre-norm each block reads a copy of one size and adds about as much as the block before: {FromTo(pre)}. That it grows does no "
            + $"harm, "
            + $"for it is only read through norms. With post-norm the norm comes last and sets the size: {FromTo(post)}.";
    }

    private static string Gradient(IReadOnlyList<StackLayer> none, IReadOnlyList<StackLayer> pre, IReadOnlyList<StackLayer> post)
    {
        (string Name, double Factor)[] all = [("without a norm", Factor(none)), ("with pre-norm", Factor(pre)), ("with post-norm", Factor(post))];
        string text = "From the last layer back to the first its length is multiplied by "
            + $"{string.Join(", ", all.Select(one => $"{Number(one.Factor)} {one.Name}"))}.";
        string[] explodes = [.. all.Where(one => one.Factor > Steep).Select(one => one.Name)],
            fades = [.. all.Where(one => one.Factor < 1 / Steep).Select(one => one.Name)];
        text += explodes.Length > 0 ? $" It explodes {string.Join(" and ", explodes)}." : "";
        text += fades.Length > 0 ? $" It fades {string.Join(" and ", fades)}." : "";
        return text + (Evenness(post) < Evenness(pre)
            ? " Post-norm\u2019s curve is the flatter one. These are the curves before training, and that does not decide: see the next two."
            : " Pre-norm\u2019s curve is the flatter one.");
    }

    private static string Weights(IReadOnlyList<StackLayer> pre, IReadOnlyList<StackLayer> post)
    {
        double atPre = pre[^1].WeightGradientNorm, atPost = post[^1].WeightGradientNorm, ratio = atPost / atPre;
        return $"The weights of the last layer get a gradient of {Number(atPost)} with post-norm and {Number(atPre)} with pre-norm"
            + (ratio >= Larger
                ? $", {Number(ratio)} times as much. So post-norm begins with large steps at the end of the stack, and needs a small learning rate "
                + $"at "
                    + "first (warm-up; Xiong and others, 2020)."
                : ": about the same in so few layers. The two part in deeper stacks.");
    }

    private static string Direct(IReadOnlyList<StackLayer> none, IReadOnlyList<StackLayer> pre, IReadOnlyList<StackLayer> post)
    {
        double kept = pre[^1].InputShare, left = post[^1].InputShare, falls = Math.Pow(left, -1.0 / post.Count);
        return $"With pre-norm the skips carry the input through all {pre.Count} layers as it is: at the end it is {Number(kept)} of the "
            + $"stream\u2019s "
            + $"size. With post-norm each norm divides what the skips carry: its share falls {Number(falls)} times per layer, to {Number(left)}. "
            + $"Without a norm the input is outgrown: {Number(none[^1].InputShare)}. Gradients go back along the same skips and are divided by the "
            + $"same "
            + "numbers. " + (kept >= Larger * left
                ? "This is why deep models have pre-norm."
                : "In so few layers both placements leave a way; the difference comes with depth.");
    }

    private static string FromTo(IReadOnlyList<StackLayer> stack)
    {
        (string first, string last) = (Number(stack[0].ActivationScale), Number(stack[^1].ActivationScale));
        return first == last ? $"{first} after every layer" : $"from {first} to {last}";
    }

    private static double Factor(IReadOnlyList<StackLayer> stack) => stack[0].GradientNorm / stack[^1].GradientNorm;

    private static double Evenness(IReadOnlyList<StackLayer> stack) =>
        stack.Max(layer => layer.GradientNorm) / stack.Min(layer => layer.GradientNorm);
}
