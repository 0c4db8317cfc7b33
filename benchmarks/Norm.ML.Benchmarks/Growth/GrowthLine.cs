namespace Norm.ML.Benchmarks.Growth;

/// <summary>Seconds as a line over cells, by least squares through all measured points: what larger data takes on paper.</summary>
/// <param name="Start">At no cells.</param>
/// <param name="PerCell">For each cell.</param>
internal readonly record struct GrowthLine(double Start, double PerCell)
{
    /// <summary>Through points of (cells, seconds); at least two with different cells. Neither part is negative.</summary>
    public static GrowthLine Through(IReadOnlyList<(double Cells, double Seconds)> points)
    {
        double cells = points.Average(point => point.Cells), seconds = points.Average(point => point.Seconds);
        double across = points.Sum(point => (point.Cells - cells) * (point.Seconds - seconds)),
            spread = points.Sum(point => (point.Cells - cells) * (point.Cells - cells));
        double slope = spread > 0 ? Math.Max(0, across / spread) : seconds / cells;
        return new(Math.Max(0, seconds - (slope * cells)), slope);
    }

    public double At(double cells) => Start + (PerCell * cells);
}
