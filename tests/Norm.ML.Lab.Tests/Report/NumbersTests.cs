using Norm.ML.Inspection;
using Norm.ML.Lab.Experiments;
using Norm.ML.Lab.Report;
using Norm.ML.Lab.Report.Sections;

namespace Norm.ML.Lab.Tests.Report;

/// <summary>The numbers of the page are the library's.</summary>
public class NumbersTests
{
    private const int Seed = 11;

    private static readonly string Html = VisualReport.Create(Seed).ToHtml();

    [Fact]
    public void Each_norms_channels()
    {
        double[][] table = ReportSample.Table(Html, "norm-distributions-numbers");
        Assert.Equal(NormCatalog.All.Count + 1, table.Length);
        double[] x = NormsSection.Input(Seed);
        for (int norm = 0; norm < NormCatalog.All.Count; norm++)
        {
            double[] y = new double[x.Length];
            switch ((NormKind)norm)
            {
                case NormKind.BatchNorm: BatchNorm.NormalizeBatch<double>(x, 4, 32, default, default, y, default, default); break;
                case NormKind.LayerNorm: LayerNorm.Normalize<double>(x, 128, default, default, y); break;
                case NormKind.RmsNorm: RmsNorm.Normalize<double>(x, 128, default, y); break;
                case NormKind.GroupNorm: GroupNorm.Normalize<double>(x, 2, 4, 32, default, default, y); break;
                case NormKind.UnitNorm: UnitNorm.Normalize<double>(x, 128, y); break;
                default: InstanceNorm.Normalize<double>(x, 4, 32, default, default, y); break;
            }

            for (int channel = 0; channel < 4; channel++)
            {
                var moments = new StatisticsAccumulator(1);
                for (int example = 0; example < 64; example++)
                {
                    moments.Add(y.AsSpan((example * 4 + channel) * 32, 32));
                }

                ChannelStatistics expected = moments.ToStatistics()[0];
                Assert.Equal(expected.Mean, table[norm + 1][2 * channel], 1e-14);
                Assert.Equal(expected.StandardDeviation, table[norm + 1][2 * channel + 1], 1e-14);
            }
        }

        Assert.Single(ReportSample.Sentences(Html, "BatchNorm: channel means lie 0 apart"));
        Assert.Single(ReportSample.Sentences(Html, "InstanceNorm: channel means lie 0 apart"));
    }

    [Fact]
    public void LayerNorm_against_RmsNorm() =>
        Assert.Equal(CentringEffect.Sweep(seed: Seed).Select(point => new[] { point.Result.Correlation, point.Result.MeanDifference }),
        ReportSample.Table(Html, "centring-sweep-numbers"));

    [Fact]
    public void Epsilon_leaves_what_the_formula_says()
    {
        double[][] table = ReportSample.Table(Html, "epsilon-effect-numbers");
        Assert.Equal(41, table.Length);
        for (int step = 0; step < table.Length; step++)
        {
            double epsilon = Math.Pow(10, step / 2.0 - 20);
            foreach ((int column, double distance, double tolerance) in new[] { (0, 0.1, 1e-9), (1, 1e-3, 1e-9), (2, 1e-6, 1e-6) })
            {
                // 5 + d and 5 - d are rounded; the formula takes what is left.
                double spread = ((5 + distance) - (5 - distance)) / 2;
                Assert.Equal(spread / Math.Sqrt(spread * spread + epsilon), table[step][column], tolerance);
            }

            Assert.Equal(0, table[step][^1]); // 5 +- 1e-8 in float
        }
    }

    [Fact]
    public void Gamma_and_beta()
    {
        double[][] table = ReportSample.Table(Html, "affine-undo-numbers");
        Assert.Equal(8, table.Length);
        Assert.All(table, row => Assert.True(row[0] < 1e-12));
        Assert.True(table[0][1] < 1e-12);
        Assert.All(table[1..], row => Assert.True(row[1] > 0.1));
    }

    [Fact]
    public void Gradients_and_activations()
    {
        double[][] byDepth = ReportSample.Table(Html, "gradient-flow-numbers"), byLayer = ReportSample.Table(Html, "norm-placement-numbers");
        NormPlacement[] placements = [NormPlacement.None, NormPlacement.PreNorm, NormPlacement.PostNorm];
        int[] depths = [2, 4, 8, 12, 16, 24, 32, 48, 64, 96];
        Assert.Equal(depths.Select(depth => placements.Select(
            placement => ResidualStack.Run(new StackSettings(placement, depth, Seed: Seed))[0].GradientNorm)), byDepth);
        for (int i = 0; i < 3; i++)
        {
            IReadOnlyList<StackLayer> layers = ResidualStack.Run(new StackSettings(placements[i], 48, Seed: Seed));
            Assert.Equal(layers.Select(layer => layer.ActivationScale), byLayer.Select(row => row[i]));
            Assert.Equal(layers.Select(layer => layer.WeightGradientNorm), byLayer.Select(row => row[i + 3]));
            Assert.Equal(layers.Select(layer => layer.InputShare), byLayer.Select(row => row[i + 6]));
        }

        // The inspector's advice about the same numbers.
        Assert.Contains("no norm: activations grow layer by layer", Html);
        Assert.Contains("missing pre-norm", Html);
    }

    [Fact]
    public void Positions_of_sequences()
    {
        double[][] table = ReportSample.Table(Html, "sequence-positions-numbers");
        Assert.Equal(24, table.Length);
        double[] x = SequenceSection.Input(Seed);
        for (int position = 0; position < table.Length; position++)
        {
            ChannelStatistics input = Measure.Of(SequenceSection.At(x, position));
            Assert.Equal(input.Mean, table[position][0], 1e-11);
            Assert.Equal(input.StandardDeviation, table[position][4], 1e-11);
            Assert.Equal(0, table[position][1], 1e-11);
            Assert.Equal(1, table[position][5], 1e-4); // epsilon takes a little
        }
    }

    [Fact]
    public void Running_statistics()
    {
        double[][] table = ReportSample.Table(Html, "running-statistics-numbers");
        double[] momenta = [0.5, 0.1, 0.02];
        for (int i = 0; i < momenta.Length; i++)
        {
            IReadOnlyList<RunningPoint> points = RunningConvergence.Run(momenta[i], 16, 200, Seed);
            Assert.Equal(Enumerable.Range(1, 20).Select(batch => points[10 * batch - 1].RunningMean), table.Select(row => row[i]));
            Assert.Equal(Enumerable.Range(1, 20).Select(batch => points[10 * batch - 1].RunningVariance), table.Select(row => row[i + 4]));
            Assert.Equal(points[199].ExactVariance, table[19][7]);
        }
    }

    [Fact]
    public void Batch_sizes_and_precision()
    {
        Assert.Equal(BatchWobble.Sweep(seed: Seed).Select(point => new[] { point.Spread }), ReportSample.Table(Html, "batch-wobble-numbers"));
        Assert.Equal(NaiveFormula.Sweep(seed: Seed).Select(point => new[] { point.OursError, point.NaiveError }),
            ReportSample.Table(Html, "mean-above-spread-numbers"));
    }

    [Fact]
    public void The_users_data_before_and_after_and_its_drift()
    {
        double[] older = ReportSample.Rows(500), newer = ReportSample.Rows(400, 2, shift: 1.5);
        string html = VisualReport.Create(Seed, ReportSample.Data(older), ReportSample.Data(newer, name: "newer.csv")).ToHtml();
        DataInspection inspection = DataInspection.Of(older, 4, ["c0", "c1", "c2", "c3"]);
        Assert.Equal(
            inspection.Columns.Select(c => new[] { c.Statistics.Count, c.Statistics.Missing, c.Statistics.Mean, c.StandardDeviation, c.Statistics.Min,
                c.Median, c.Statistics.Max, c.Skewness, c.Outliers }),
            ReportSample.Table(html, "data-table"));
        Assert.All(inspection.Findings, finding => Assert.Contains(System.Security.SecurityElement.Escape(finding.Message), html));

        double[][] ranges = ReportSample.Table(html, "column-ranges-numbers");
        for (int i = 0; i < 4; i++)
        {
            ChannelStatistics column = inspection.Columns[i].Statistics;
            Assert.Equal((column.Min - column.Mean) / column.StandardDeviation, ranges[i][4], 1e-12);
            Assert.Equal((0.0, 1.0), (ranges[i][5], ranges[i][6]), (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-11
                && Math.Abs(a.Item2 - b.Item2) < 1e-11);
        }

        RunningStatistics now = DataInspection.Of(newer, 4).Statistics;
        double[][] drift = ReportSample.Table(html, "drift-table");
        ChannelDrift moved = inspection.Statistics.Compare(now.WithChannelNames(null))[0];
        Assert.Equal([moved.MeanShift, moved.SpreadRatio, 0, moved.Before.Mean, moved.Now.Mean], drift[0]);
        Assert.Single(ReportSample.Sentences(html, "&apos;c0&apos; moved most"));

        double[] layer = new double[older.Length];
        LayerNorm.Normalize<double>(older, 4, default, default, layer);
        double[][] rows = ReportSample.Table(html, "row-distributions-numbers");
        ChannelStatistics widest = Measure.Of([.. Enumerable.Range(0, 500).Select(row => layer[4 * row + 1])]);
        Assert.Equal([widest.Mean, widest.StandardDeviation], rows[2][..2], (a, b) => Math.Abs(a - b) < 1e-12);
    }
}
