namespace Norm.ML.Benchmarks.Goals;

internal enum Verdict
{
    Met,

    /// <summary>Met in some comparisons.</summary>
    Partly,
    Missed,
    NotMeasured,
}
