using Norm.ML.Lab.Experiments;
using Norm.ML.Lab.Report.Figures;

namespace Norm.ML.Lab.Report.Sections;

/// <summary>BatchNorm's running statistics converging.</summary>
internal static class RunningSection
{
    private const int BatchSize = 16, Batches = 200, Last = 50;

    private static readonly double[] Momenta = [0.5, 0.1, 0.02];

    public static Section Create(int seed)
    {
        (double Momentum, IReadOnlyList<RunningPoint> Points)[] runs =
            [.. Momenta.Select(momentum => (momentum, RunningConvergence.Run(momentum, BatchSize, Batches, seed)))];
        Series[] means = Lines(runs, point => point.RunningMean, point => point.ExactMean),
            variances = Lines(runs, point => point.RunningVariance, point => point.ExactVariance);
        string[] findings = [.. runs.Select(run => Sentence(run.Momentum, run.Points)), Exact(runs[0].Points)];
        return new Section("running", "BatchNorm's running statistics converging",
            $"Batches of {BatchSize} examples; the running mean starts at 0 and the running variance at 1. The feature has mean "
                + $"{ReportText.Number(RunningConvergence.TrueMean)} and variance {ReportText.Number(RunningConvergence.TrueVariance)}.")
        {
            Findings = findings,
            Summary = $"After {Batches} batches the running means are "
                + string.Join(", ", runs.Select(run =>
                    $"{ReportText.Number(run.Points[^1].RunningMean)} at momentum {ReportText.Number(run.Momentum)}"))
                + $"; the exact mean is {ReportText.Number(runs[0].Points[^1].ExactMean)}, the truth "
                + $"{ReportText.Number(RunningConvergence.TrueMean)}.",
            Figures =
            [
                new PanelFigure
                {
                    Id = "running-statistics",
                    Title = "Running mean and variance, batch by batch, beside the exact statistics",
                    Description = "Two panels. " + string.Join(" ", findings),
                    Columns = 2,
                    PanelHeight = 300,
                    Panels = [new Panel("mean", new Axis("batches seen"), new Axis("running mean"), means),
                        new Panel("variance", new Axis("batches seen"), new Axis("running variance"), variances)],
                    Numbers = new NumberTable(["batches", .. means.Select(series => $"mean, {series.Name}"),
                        .. variances.Select(series => $"variance, {series.Name}")],
                        [.. Enumerable.Range(0, Batches / 10).Select(i =>
                            (ReportText.Number((i + 1) * 10), means.Concat(variances).Select(series => series.Points[(i + 1) * 10 - 1].Y)
                            .ToArray()))]),
                },
            ],
        };
    }

    private static Series[] Lines((double Momentum, IReadOnlyList<RunningPoint> Points)[] runs, Func<RunningPoint, double> running,
        Func<RunningPoint, double> exact) =>
    [
        .. runs.Select((run, i) => new Series($"momentum {ReportText.Number(run.Momentum)}", i + 1,
            [.. run.Points.Select(point => new Point(point.Batch, running(point)))])),
        new("exact, as fitted here", 6, [.. runs[0].Points.Select(point => new Point(point.Batch, exact(point)))], Mark.Dashed),
    ];

    private static string Sentence(double momentum, IReadOnlyList<RunningPoint> points)
    {
        RunningPoint? there = points.FirstOrDefault(
            point => Math.Abs(point.RunningMean - RunningConvergence.TrueMean) < 0.05 * RunningConvergence.TrueMean);
        double wobble = Measure.Spread([.. points.TakeLast(Last).Select(point => point.RunningMean)]);
        string reached = there is null
            ? $"not within 5 % of the truth after {Batches} batches"
            : $"within 5 % of the truth after {ReportText.Number(there.Batch)} batches";
        return $"Momentum {ReportText.Number(momentum)}: the mean is {reached}, and wobbles by {ReportText.Number(wobble)} over the last {Last}.";
    }

    private static string Exact(IReadOnlyList<RunningPoint> points) =>
        $"The exact statistics of all {ReportText.Number(points.Count * (double)BatchSize)} examples: mean "
        + $"{ReportText.Number(points[^1].ExactMean)}, "
        + $"variance {ReportText.Number(points[^1].ExactVariance)}; nothing to tune, and the start leaves no trace.";
}
