using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Planning;

/// <summary>Chooses the plan for a kernel: a pure function of what is to be computed.</summary>
internal static class Planner
{
    /// <summary>The longest row that is written out.</summary>
    public const int LongestRow = 128;

    public static KernelPlan Plan(KernelDefinition definition)
    {
        string? reason = WhyNotSpecialised(definition);
        return reason is null ? new EightRowsPlan(definition.SegmentLength) : new LibraryPlan(reason);
    }

    private static string? WhyNotSpecialised(KernelDefinition definition) => definition switch
    {
        { Norm.Segment: not NormSegment.Row } => "statistics per channel or group take the same steps at every size",
        { Element: not ElementType.Single } => $"rows of {definition.Element.DisplayName()} take the same steps at every size",
        { Options.Precision: not NormPrecision.Strict } => "the fast kernel takes the same steps at every size",
        { SegmentLength: > LongestRow } => $"a row of more than {LongestRow} elements written out is not faster",
        _ => null,
    };
}
