namespace Norm.ML.Benchmarks.Growth;

/// <summary>Seconds as a line over cells, through the least and the largest measured point: what larger data takes on paper.</summary>
/// <param name="Start">At no cells.</param>
/// <param name="PerCell">For each cell.</param>
readonly record struct GrowthLine(double Start, double PerCell)
{
    /// <summary>Through points of (cells, seconds); at least one.</summary>
    public static GrowthLine Through(IReadOnlyList<(double Cells, double Seconds)> points)
    {
        (double Cells, double Seconds) least = points.MinBy(point => point.Cells), most = points.MaxBy(point => point.Cells);
        double slope = most.Cells > least.Cells ? (most.Seconds - least.Seconds) / (most.Cells - least.Cells) : most.Seconds / most.Cells;
        return new(Math.Max(0, least.Seconds - (slope * least.Cells)), slope);
    }

    public double At(double cells) => Start + (PerCell * cells);
}
