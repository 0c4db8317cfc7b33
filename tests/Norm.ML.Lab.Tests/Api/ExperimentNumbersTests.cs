using System.Text.Json;

namespace Norm.ML.Lab.Tests.Api;

/// <summary>The numbers of the other views: the kernels' where there is a kernel, and what theory says where there is a theory.</summary>
public sealed class ExperimentNumbersTests(LabClient lab) : IClassFixture<LabClient>
{
    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(256)]
    public async Task The_fixed_example_is_normalized_with_its_batch(int size)
    {
        JsonElement answer = await lab.AskAsync($"batch?size={size}&draw=3");
        double[] batch = answer.Numbers("batch"), y = new double[batch.Length];
        Assert.Equal(size * 4, batch.Length);
        Assert.Equal(answer.Numbers("example"), batch[..4]);
        BatchNorm.NormalizeBatch<double>(batch, 4, 1, default, default, y, default, default);
        JsonElement[] outputs = [.. answer.GetProperty("outputs").EnumerateArray()];
        JsonNumbers.SameBits(y[..4], [.. outputs[2].EnumerateArray().Select(one => one.Number())]);

        double[] first = [.. outputs.Select(output => output[0].Number())];
        double spread = Math.Sqrt(first.Average(value => (value - first.Average()) * (value - first.Average())));
        Assert.Equal(spread, answer.Numbers("spread")[0], 1e-12);
        Assert.Equal((first.Min(), first.Max()), (answer.Numbers("least")[0], answer.Numbers("greatest")[0]));
    }

    [Fact]
    public async Task A_batch_of_one_is_refused_as_the_library_refuses_it()
    {
        JsonElement answer = await lab.AskAsync("batch?size=1");
        ArgumentException refusal = Assert.Throws<ArgumentException>(
            () => BatchNorm.NormalizeBatch<double>(answer.Numbers("example"), 4, 1, default, default, new double[4], default, default));
        Assert.StartsWith(answer.GetProperty("refusal").GetString()!, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(answer.GetProperty("outputs").EnumerateArray());
    }

    [Fact]
    public async Task The_wobble_shrinks_as_the_batch_grows()
    {
        double[] spreads = [.. (await lab.AskAsync("batch?size=2")).GetProperty("bySize").EnumerateArray().Select(point => point.Number("spread"))];
        Assert.Equal(8, spreads.Length);
        Assert.Equal(spreads.OrderDescending(), spreads);
        Assert.True(spreads[^1] < spreads[0] / 5);
    }

    [Fact]
    public async Task Running_statistics_follow_the_formula_and_converge()
    {
        JsonElement answer = await lab.AskAsync("running?momentum=0.1&size=32&batches=200");
        (double mean, double variance) = (0, 1);
        foreach (JsonElement point in answer.GetProperty("points").EnumerateArray())
        {
            (mean, variance) = (0.9 * mean + 0.1 * point.Number("batchMean"), 0.9 * variance + 0.1 * point.Number("batchVariance"));
            Assert.Equal(mean, point.Number("runningMean"), 1e-12);
            Assert.Equal(variance, point.Number("runningVariance"), 1e-12);
            Assert.Equal((3 - mean) / Math.Sqrt(variance + 1e-5), point.Number("output"), 1e-10);
        }

        Assert.Equal(answer.Number("trueMean"), mean, 0.2);
        JsonElement last = answer.GetProperty("points")[199];
        Assert.Equal(answer.Number("trueMean"), last.Number("exactMean"), 0.05);
        Assert.Equal(answer.Number("trueVariance"), last.Number("exactVariance"), 0.05);
    }

    [Fact]
    public async Task Five_plus_minus_1e8th_is_constant_in_float_and_not_in_double()
    {
        JsonElement answer = await lab.AskAsync("epsilon?centre=5&distance=1e-8&epsilon=1e-16");
        Assert.All(answer.GetProperty("float").Numbers("input"), x => Assert.Equal(5, x));
        Assert.All(answer.GetProperty("float").Numbers("output"), y => Assert.Equal(0, y));
        double[] input = answer.GetProperty("double").Numbers("input"), y = new double[input.Length];
        Assert.Equal([5 + 1e-8, 5 - 1e-8], input[..2]);
        LayerNorm.Normalize<double>(input, input.Length, default, default, y, 1e-16);
        JsonNumbers.SameBits(y, answer.GetProperty("double").Numbers("output"));
        Assert.Equal(Math.Sqrt(0.5), answer.GetProperty("double").Number("outputSpread"), 1e-6);
    }

    [Theory]
    [InlineData("BatchNorm", 1, 6)]
    [InlineData("LayerNorm", 1, 1)]
    [InlineData("BatchNorm", 0.5, 0)]
    public async Task Gamma_and_beta_undo_what_their_ruler_did(string norm, double share, int back)
    {
        JsonElement answer = await lab.AskAsync(FormattableString.Invariant($"affine?norm={norm}&gamma={share}&beta={share}&row=3"));
        double[] distance = answer.GetProperty("result").Numbers("rowDistance");
        Assert.Equal(back, distance.Count(one => one < 1e-12));
        if (back > 0)
        {
            Assert.True(distance[2] < 1e-12);
        }

        JsonElement neutral = await lab.AskAsync($"affine?norm={norm}");
        Assert.All(neutral.GetProperty("result").Numbers("gamma"), gamma => Assert.Equal(1, gamma));
        Assert.All(neutral.GetProperty("result").Numbers("beta"), beta => Assert.Equal(0, beta));
    }

    [Fact]
    public async Task The_naive_formula_breaks_where_the_kernel_holds()
    {
        JsonElement at = (await lab.AskAsync("precision?mean=10000")).GetProperty("at");
        float[] x = [.. at.Numbers("input").Select(value => (float)value)], y = new float[x.Length];
        LayerNorm.Normalize<float>(x, x.Length, default, default, y);
        JsonNumbers.SameBits([.. y.Select(value => (double)value)], at.Numbers("ours"));
        Assert.True(at.Number("naiveVariance") < 0);
        Assert.All(at.Numbers("naive"), value => Assert.True(double.IsNaN(value)));
        Assert.True(double.IsNaN(at.Number("naiveError")));
        Assert.True(at.Number("oursError") < 3e-7);

        double mean = x.Average(value => (double)value);
        Assert.Equal(x.Average(value => (value - mean) * (value - mean)), at.Number("trueVariance"), 1e-9);
    }
}
