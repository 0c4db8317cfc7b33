namespace Norm.ML.Benchmarks.Goals;

enum Verdict
{
    Met,

    /// <summary>Met in some comparisons.</summary>
    Partly,
    Missed,
    NotMeasured,
}
