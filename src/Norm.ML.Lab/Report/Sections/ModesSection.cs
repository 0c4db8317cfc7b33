using Norm.ML.Lab.Experiments;
using Norm.ML.Lab.Report.Figures;

namespace Norm.ML.Lab.Report.Sections;

/// <summary>The same input while training, in a batch, and at inference, one example at a time: which norms give the same.</summary>
internal static class ModesSection
{
    private const int Batches = 10, Drawn = 400;

    private const double Momentum = 0.1;

    public static Section Create(int seed)
    {
        double[] x = NormsSection.Input(seed);
        (string Name, double[] Training, double[] Inference)[] all =
            [.. NormCatalog.All.Select(norm => (norm.DisplayName, NormsSection.Outputs(norm.Kind, x), Inference(norm.Kind, x)))];
        string[] findings = [.. all.Select(Sentence)];
        string[] same = [.. all.Where(one => Apart(one.Training, one.Inference) == 0).Select(one => one.Name)],
            other = [.. all.Where(one => Apart(one.Training, one.Inference) > 0).Select(one => one.Name)];
        return new Section("modes", "Same at training and inference",
            $"The input of the section before, twice: as one batch while training, and one example at a time at inference. BatchNorm uses its "
                + $"running statistics then, here after {Batches} batches at momentum {ReportText.Number(Momentum)}; the other norms have none.")
        {
            Summary = $"{string.Join(", ", same)} are the same at training and inference, to the bit; {string.Join(" and ", other)} is not.",
            Findings = findings,
            Figures =
            [
                new PanelFigure
                {
                    Id = "training-inference",
                    Title = "Each value at inference against the same value while training",
                    Description = "A scatter plot per norm; a norm that is the same in both lies on the diagonal. " + string.Join(" ", findings),
                    Columns = 3,
                    PanelHeight = 230,
                    Panels = [.. all.Select(Panel)],
                    Numbers = new NumberTable(["norm", "greatest difference", "values that differ"],
                        [.. all.Select(one => (one.Name, new double[] { Apart(one.Training, one.Inference),
                            one.Training.Zip(one.Inference).Count(pair => pair.First != pair.Second) }))]),
                },
            ],
        };
    }

    /// <summary>Each example by itself; BatchNorm with running statistics of the whole input.</summary>
    public static double[] Inference(NormKind kind, double[] x)
    {
        const int Size = NormsSection.Channels * NormsSection.Positions;
        if (kind != NormKind.BatchNorm)
        {
            return [.. x.Chunk(Size).SelectMany(example => NormsSection.Outputs(kind, example))];
        }

        var batch = new StatisticsAccumulator(NormsSection.Channels);
        batch.AddChannelsFirst(x, NormsSection.Positions);
        ExponentialMoments running = ExponentialMoments.Start(NormsSection.Channels, MomentumRule.PyTorch(Momentum));
        for (int i = 0; i < Batches; i++)
        {
            running = running.Update(batch.ToStatistics());
        }

        double[] y = new double[x.Length];
        BatchNorm.Normalize<double>(x, NormsSection.Channels, NormsSection.Positions, running.Mean, running.Variance, default, default, y);
        return y;
    }

    private static double Apart(double[] training, double[] inference) => Measure.Farthest(training, inference);

    private static string Sentence((string Name, double[] Training, double[] Inference) one)
    {
        double apart = Apart(one.Training, one.Inference);
        return apart == 0 ? $"{one.Name}: the same at training and inference; every bit of {one.Training.Length} values is equal."
            : $"{one.Name}: values differ by up to {ReportText.Number(apart)}; running statistics that have not converged are one reason, "
                + "other company in the batch is the other.";
    }

    private static Panel Panel((string Name, double[] Training, double[] Inference) one)
    {
        int step = one.Training.Length / Drawn;
        return new Panel(one.Name, new Axis("while training"), new Axis("at inference"),
            [new Series("", 1, [.. Enumerable.Range(0, Drawn).Select(i => new Point(one.Training[i * step], one.Inference[i * step]))], Mark.Dots)]);
    }
}
