using Norm.ML.Lab.Experiments.Grids;

namespace Norm.ML.Lab.Tests.Experiments;

/// <summary>Who depends on who else is in the batch.</summary>
public class FamilyDriftTests
{
    [Fact]
    public void Only_BatchNorm_depends_on_the_batch_in_any_scenario()
    {
        foreach (Grid grid in Scenarios.All)
        {
            for (int examples = 1; examples <= grid.Shape.Examples; examples++)
            {
                foreach (BatchStatistics mode in new[] { BatchStatistics.Train, BatchStatistics.Running })
                {
                    foreach (FamilyDriftLine line in FamilyDrift.Of(grid.Batch(0, examples), new NormSettings { Statistics = mode })
                        .Where(line => line.Refusal is null))
                    {
                        bool depends = line.Norm == NormKind.BatchNorm;
                        Assert.True(depends || (line.Drift, line.Modes) == (0, 0), $"{grid.Id}, {examples}: {line}");
                        Assert.True(!depends || (line.Drift > 0) == (examples < grid.Shape.Examples && mode == BatchStatistics.Train),
                            $"{grid.Id}, {examples}: {line}");
                    }
                }
            }
        }
    }

    [Fact]
    public void The_drift_is_the_greatest_change_of_a_result()
    {
        Grid whole = Scenarios.Named("plain"), batch = whole.Batch(0, 3);
        double[] all = new double[30], few = new double[15];
        BatchNorm.NormalizeBatch<double>(whole.Values, 5, 1, default, default, all, default, default);
        BatchNorm.NormalizeBatch<double>(whole.Values.AsSpan(0, 15), 5, 1, default, default, few, default, default);
        FamilyDriftLine line = FamilyDrift.Of(batch, new NormSettings())[0];
        Assert.Equal(few.Zip(all, (a, b) => Math.Abs(a - b)).Max(), line.Drift);

        // Inference: running statistics of the whole grid, not of the batch.
        GridResult inference = GridNorm.Run(whole, new NormSettings { Kind = NormKind.BatchNorm, Statistics = BatchStatistics.Running });
        Assert.Equal(few.Zip(inference.Output, (a, b) => Math.Abs(a - b)).Max(), line.Modes);
    }

    [Fact]
    public void A_batch_of_one_is_refused_by_BatchNorm_and_taken_by_the_others()
    {
        IReadOnlyList<FamilyDriftLine> lines = FamilyDrift.Of(Scenarios.Named("plain").Batch(0, 1), new NormSettings());
        Assert.Equal([NormKind.BatchNorm, NormKind.InstanceNorm], lines.Where(line => line.Refusal is not null).Select(line => line.Norm));
    }
}
