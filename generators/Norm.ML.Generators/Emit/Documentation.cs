using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Emit;

/// <summary>Writes the documentation of an emitted kernel: what was asked for, the formula, and the plan in words.</summary>
internal static class Documentation
{
    public static void WriteKernel(SourceWriter writer, KernelRequest request, KernelPlan plan)
    {
        KernelDefinition definition = request.Definition;
        OwnDocumentation documented = request.Target.Documented;
        if (!documented.HasFlag(OwnDocumentation.Summary))
        {
            writer.Lines($"/// <summary>{definition.Norm} of {Examples(definition)}.</summary>");
        }

        if (documented.HasFlag(OwnDocumentation.Remarks))
        {
            return;
        }

        string asked = $"[{definition.Kind}&lt;{definition.Element.DisplayName()}&gt;({Sizes(definition)})]";
        writer.Lines($"""
            /// <remarks>
            /// <para>Asked for: <c>{asked}</c>, {Options(definition, plan)}.</para>
            /// <para>Formula: <c>{Formula(definition)}</c>, {Statistics(definition)}.</para>
            /// <para>Plan: {plan.InWords}</para>
            /// </remarks>
            """);
    }

    /// <summary>The examples that a call takes, in words.</summary>
    public static string Examples(KernelDefinition definition)
    {
        KernelShape shape = definition.Shape;
        string values = definition.Element.Values(definition.ExampleLength);
        if (definition.Norm.Segment == NormSegment.Row)
        {
            return $"rows of {string.Join(" x ", shape.Normalized.Select(Literal.Of))} {values}";
        }

        if (shape.Spatial == 1)
        {
            return $"examples of {Literal.Of(shape.Channels)} {values}, one per channel";
        }

        string channels = Literal.Count(shape.Channels, "channel"), positions = Literal.Count(shape.Spatial, "position");
        return definition.Options.Layout == NormLayout.ChannelsFirst
            ? $"examples of [{channels}, {positions}] {values}"
            : $"examples of [{positions}, {channels}] {values}";
    }

    private static string Sizes(KernelDefinition definition)
    {
        KernelShape shape = definition.Shape;
        string sizes = definition.Norm.Segment switch
        {
            NormSegment.Row => string.Join(", ", shape.Normalized.Select(Literal.Of)),
            NormSegment.Group => $"groups: {Literal.Of(shape.Groups)}, channels: {Literal.Of(shape.Channels)}",
            _ => Literal.Of(shape.Channels),
        };
        return shape.Spatial == 1 ? sizes : $"{sizes}, Spatial = {Literal.Of(shape.Spatial)}";
    }

    private static string Options(KernelDefinition definition, KernelPlan plan)
    {
        string strict = IsFasterStrict(definition, plan) ? " (for rows of this size, Fast runs the Strict code)" : "";
        var options = new List<string> { definition.Epsilon is { } epsilon ? $"epsilon {Literal.Of(epsilon)}" : "the parameters' epsilon" };
        if (!definition.Norm.Fitted)
        {
            options.Add($"precision {definition.Options.Precision}{strict}");
        }

        options.Add(definition switch
        {
            { TakesGamma: true, TakesBeta: true } => "gamma and beta",
            { TakesGamma: true } => "gamma",
            _ => "neither gamma nor beta",
        });
        if (definition.Options.Layout != NormLayout.ChannelsFirst)
        {
            options.Add("channels last");
        }

        return string.Join(", ", options);
    }

    private static bool IsFasterStrict(KernelDefinition definition, KernelPlan plan) =>
        definition.Options.Precision == NormPrecision.Fast && plan is UnrolledPlan { IsFast: false, IsDouble: false };

    private static string Formula(KernelDefinition definition)
    {
        string centred = definition.Norm.Divisor switch
        {
            NormDivisor.Length => "x / max(sqrt(sum(x * x)), epsilon)",
            NormDivisor.RootMeanSquare => "x / sqrt(mean(x * x) + epsilon)",
            _ => "(x - mean) / sqrt(variance + epsilon)",
        };
        string scaled = definition.TakesGamma ? definition.Options.UnitOffset ? $"{centred} * (1 + gamma)" : $"{centred} * gamma" : centred;
        return definition.TakesBeta ? $"y = {scaled} + beta" : $"y = {scaled}";
    }

    private static string Statistics(KernelDefinition definition) => definition.Norm.Segment switch
    {
        NormSegment.Row => $"with the statistics of the {Literal.Count(definition.SegmentLength, "element")} of a row",
        NormSegment.Group => $"with the statistics of the {Literal.Count(definition.SegmentLength, "element")} of a group",
        NormSegment.Instance => $"with the statistics of the {Literal.Count(definition.SegmentLength, "position")} of a channel",
        _ => "with statistics that were learned per channel",
    };
}
