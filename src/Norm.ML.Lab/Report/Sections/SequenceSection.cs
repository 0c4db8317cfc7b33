using Norm.ML.Lab.Experiments;
using Norm.ML.Lab.Report.Figures;

namespace Norm.ML.Lab.Report.Sections;

/// <summary>Sequences [batch, length, features]: one ruler for each position.</summary>
internal static class SequenceSection
{
    public const int Batch = 16, Length = 24, Features = 32;

    public static Section Create(int seed)
    {
        double[] x = Input(seed), each = RowNorm.Forward(NormKind.LayerNorm, x, Features),
            whole = RowNorm.Forward(NormKind.LayerNorm, x, Length * Features);
        double[] batch = new double[x.Length];
        BatchNorm.NormalizeBatch<double>(x, Features, Length, default, default, batch, default, default, layout: NormLayout.ChannelsLast);
        (string Name, double[] Values)[] all = [("Input", x), ("LayerNorm per position", each), ("LayerNorm over the sequence", whole),
            ("BatchNorm per feature", batch)];
        Series[] means = [.. all.Select((one, i) => Course(one.Name, i, one.Values, statistics => statistics.Mean))],
            spreads = [.. all.Select((one, i) => Course(one.Name, i, one.Values, statistics => statistics.StandardDeviation))];
        string[] findings = [.. spreads.Zip(means, Sentence)];
        return new Section("sequences", "Sequences, normalized per position",
            $"A batch of shape [{Batch}, {Length}, {Features}] whose level and spread grow along the sequence, as sums over time do. With a "
                + $"normalized shape of [{Features}], every position is a row of its own and sees neither the others nor the padding.")
        {
            Findings = findings,
            Summary = $"Spreads of positions run from {ReportText.Number(spreads[0].Points.Min(p => p.Y))} to "
                + $"{ReportText.Number(spreads[0].Points.Max(p => p.Y))} before, and from {ReportText.Number(spreads[1].Points.Min(p => p.Y))} to "
                + $"{ReportText.Number(spreads[1].Points.Max(p => p.Y))} after LayerNorm per position.",
            Figures =
            [
                new PanelFigure
                {
                    Id = "sequence-positions",
                    Title = "Mean and spread of each position, before and after",
                    Description = "Two panels by position. " + string.Join(" ", findings),
                    Columns = 2,
                    PanelHeight = 300,
                    Panels = [new Panel("mean of a position", new Axis("position"), new Axis("mean"), means),
                        new Panel("spread of a position", new Axis("position"), new Axis("standard deviation", Low: 0), spreads)],
                    Numbers = NumberTable.Of("position", [.. means.Select(series => series with { Name = $"mean, {series.Name}" }),
                        .. spreads.Select(series => series with { Name = $"spread, {series.Name}" })]),
                },
            ],
        };
    }

    /// <summary>Shape [batch, length, features].</summary>
    public static double[] Input(int seed)
    {
        var noise = new Noise(seed);
        double[] values = new double[Batch * Length * Features];
        for (int i = 0; i < values.Length; i++)
        {
            double along = (double)(i / Features % Length) / (Length - 1);
            values[i] = 4 * along + (0.5 + 2.5 * along) * noise.Normal();
        }

        return values;
    }

    /// <summary>All values at one position.</summary>
    public static double[] At(double[] values, int position) =>
        [.. Enumerable.Range(0, Batch).SelectMany(example => values.Skip((example * Length + position) * Features).Take(Features))];

    private static Series Course(string name, int index, double[] values, Func<ChannelStatistics, double> what) => new(name, index == 0 ? 6 : index,
        [.. Enumerable.Range(0, Length).Select(position => new Point(position + 1, Math.Round(what(Measure.Of(At(values, position))), 12)))],
        index is 0 or 3 ? Mark.Dashed : Mark.Line);

    private static string Sentence(Series spread, Series mean)
    {
        double least = spread.Points.Min(point => point.Y), most = spread.Points.Max(point => point.Y), low = mean.Points.Min(point => point.Y),
            high = mean.Points.Max(point => point.Y);
        return $"{spread.Name}: means of positions run from {ReportText.Number(low)} to {ReportText.Number(high)}, spreads from "
            + $"{ReportText.Number(least)} to "
            + $"{ReportText.Number(most)}" +
            (most / least < 1.01 ? "; every position is measured alike." : "; late positions still outweigh early ones.");
    }
}
