using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Planning;

/// <summary>Chooses the plan for a kernel: a pure function of what is to be computed.</summary>
internal static class Planner
{
    /// <summary>
    /// The longest row that is written out. Measured on Zen4 (AVX-512, in L2, one core, paired medians), strict LayerNorm against the library's
    /// run-time sized kernel: 1.4 times as fast at 2 to 8 elements, 1.2 at 12 and 16, 1.1 to 1.2 at 20 to 128 (1.06 at 32); calls with a single
    /// row 3.5 times at 2 to 16 elements, 2.5 at 128. Longer rows would fill more than a page of text for less than that.
    /// </summary>
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
