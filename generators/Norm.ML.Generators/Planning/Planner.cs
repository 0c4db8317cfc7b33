using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Planning;

/// <summary>Chooses the plan for a kernel: a pure function of what is to be computed.</summary>
internal static class Planner
{
    /// <summary>The shortest row that is written out: the deviation of a single element is 0, which is a case for the library's care.</summary>
    public const int ShortestRow = 2;

    /// <summary>
    /// The longest row that is turned into columns. Measured with <c>dotnet run -c Release --project benchmarks/Norm.ML.Benchmarks -- quick</c> (Zen5,
    /// AVX-512, in cache, one core, paired medians), the library's strict kernel for any size by this one: LayerNorm strict 3.2 at 4 elements and 2.35 at 8,
    /// fast 5.7 and 3.1. Rows of nine do not fit half a vector.
    /// </summary>
    public const int LongestColumns = 8;

    /// <summary>
    /// The longest row that is written out. Measured in the same way: LayerNorm strict 1.5 at 16 and 32, 1.4 at 50 and 64, 1.35 at 100, 1.25 at 128. The
    /// gain goes on falling, and the text of a longer row would fill more than a page.
    /// </summary>
    public const int LongestRow = 128;

    public static KernelPlan Plan(KernelDefinition definition)
    {
        string? reason = WhyNotSpecialised(definition);
        if (reason is not null)
            return new LibraryPlan(reason);
        return definition.SegmentLength <= LongestColumns
            ? new ColumnsPlan(definition.SegmentLength, definition.Options.Precision)
            : new RowsPlan(definition.SegmentLength);
    }

    /// <summary>
    /// Statistics that were learned per channel and rows of doubles are not written out. Measured with prototypes on 2026-11-21 (Zen 5, AVX-512, in cache, one
    /// core, paired medians), the library's loop by a text of its own: BatchNorm of floats 1.1 at 4 and 8 channels, 1.0 at 16 and 64, 1.1 at 768; of doubles 1.05
    /// at 4, 8 and 16, 1.4 to 1.7 at 64, 1.0 at 768. LayerNorm and RmsNorm of doubles 2.3 at 4, 1.3 at 8, 1.2 at 16 and 32: an open point, see generators/README.md.
    /// </summary>
    private static string? WhyNotSpecialised(KernelDefinition definition) => definition switch
    {
        { Norm.Fitted: true } => "the library's loop over channels is as fast at nearly every size",
        { Norm.Segment: not NormSegment.Row } => "statistics per channel or group take the same steps at every size",
        { Element: not ElementType.Single } => $"rows of {definition.Element.DisplayName()} are not written out",
        { SegmentLength: < ShortestRow } => "a row of one element has no deviation",
        { SegmentLength: > LongestRow } => $"a row of more than {LongestRow} elements written out is not faster",
        _ => null,
    };
}
