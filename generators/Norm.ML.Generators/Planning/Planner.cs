using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Planning;

/// <summary>Chooses the plan for a kernel. A pure function of the definition.</summary>
internal static class Planner
{
    /// <summary>The shortest row with an unrolled kernel. The deviation of a single element is 0; the library handles that case.</summary>
    public const int ShortestRow = 2;

    /// <summary>
    /// The longest row of floats that is transposed. Measured with <c>dotnet run -c Release --project benchmarks/Norm.ML.Benchmarks -- quick</c> (Zen
    /// 5, AVX-512, in cache, one core, paired medians), time of the library's strict kernel for any size divided by time of the unrolled kernel:
    /// LayerNorm strict 3.2 at 4 elements and 2.35 at 8, fast 5.7 and 3.1. A row of nine does not fit half a vector.
    /// </summary>
    public const int LongestTransposed = 8;

    /// <summary>
    /// The longest row with an unrolled kernel. Measured in the same way, the same ratio: LayerNorm strict 1.5 at 16 and 32, 1.4 at 50 and 64, 1.35
    /// at 100, 1.25 at 128; of doubles 1.5 at 16 and 32, 1.35 at 64, 1.2 at 128. Longer rows gain less, and their code would be longer than a page.
    /// </summary>
    public const int LongestRow = 128;

    /// <summary>
    /// The longest row of floats with an incomplete last vector that is unrolled. Above, there are sixteen vectors of doubles and an incomplete one,
    /// more than the JIT inlines into one loop: LayerNorm of 121 to 127 took 43 ns unrolled, 17 ns in the library.
    /// </summary>
    public const int LongestRaggedRow = 120;

    /// <summary>
    /// The longest row of doubles that is transposed. Measured in the same way, LayerNorm and RMSNorm: 2.35 and 2.0 at 4 elements, 1.75 and 1.4 at 5,
    /// 1.65 and 1.35 at 7 (with 256-bit vectors 7 to 10). A row of eight is a whole vector: 1.4 and 1.65 as it is, 1.4 and 1.15 transposed.
    /// </summary>
    public const int LongestTransposedDoubles = 7;

    public static KernelPlan Plan(KernelDefinition definition)
    {
        string? reason = WhyNotSpecialised(definition);
        if (reason is not null)
        {
            return new LibraryPlan(reason);
        }

        bool isDouble = definition.Element == ElementType.Double;
        return definition.SegmentLength > (isDouble ? LongestTransposedDoubles : LongestTransposed)
            ? new RowVectorsPlan(definition.SegmentLength, definition.Element)
            : new TransposedPlan(definition.SegmentLength, definition.Element, isDouble ? NormPrecision.Strict : definition.Options.Precision);
    }

    /// <summary>
    /// Kernels with learned statistics are not unrolled. Measured with prototypes on 2026-11-21 (Zen 5, AVX-512, in cache, one core, paired medians),
    /// time of the library's loop divided by time of unrolled code: BatchNorm of floats 1.1 at 4 and 8 channels, 1.0 at 16 and 64, 1.1 at 768; of
    /// doubles 1.05 at 4, 8 and 16, 1.4 to 1.7 at 64, 1.0 at 768.
    /// </summary>
    private static string? WhyNotSpecialised(KernelDefinition definition) => definition switch
    {
        { Norm.Fitted: true } => "the library's loop over channels is as fast at nearly every size",
        { Norm.Segment: not NormSegment.Row } => "statistics per channel or group take the same steps at every size",
        { Element: ElementType.Half } => "rows of Half are not unrolled",
        { Element: ElementType.Single, Options.Precision: NormPrecision.Exact } => "the library's exact loop takes the same steps at every size",
        { SegmentLength: < ShortestRow } => "a row of one element has no deviation",
        { Element: ElementType.Single, SegmentLength: > LongestRaggedRow and < LongestRow } =>
            $"a row of more than {LongestRaggedRow} elements that does not fill its vectors is too long for the JIT when unrolled",
        { SegmentLength: > LongestRow } => $"a row of more than {LongestRow} elements is not faster when unrolled",
        _ => null,
    };
}
