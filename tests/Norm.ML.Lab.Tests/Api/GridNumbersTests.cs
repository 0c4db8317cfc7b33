using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Norm.ML.Lab.Experiments.Grids;

namespace Norm.ML.Lab.Tests.Api;

/// <summary>The numbers of the grid are the kernels', to the bit.</summary>
public sealed class GridNumbersTests(LabClient lab) : IClassFixture<LabClient>
{
    private const double Epsilon = 1e-3, Gamma = 1.5, Beta = 0.25;

    public static TheoryData<string, NormKind, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, NormKind, bool>();
            foreach (Grid grid in Scenarios.All)
            {
                foreach (NormKind norm in Enum.GetValues<NormKind>())
                {
                    foreach (bool single in new[] { false, true })
                    {
                        cases.Add(grid.Id, norm, single);
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Results_have_the_bits_of_a_direct_call(string scenario, NormKind norm, bool single)
    {
        JsonElement answer = await lab.AskAsync(string.Create(CultureInfo.InvariantCulture,
            $"grid?scenario={scenario}&norm={norm}&groups=1&element={(single ? "Float" : "Double")}"
            + $"&epsilon={Epsilon}&gamma={Gamma}&beta={Beta}&rows=60&width=40"));
        Grid grid = Scenarios.Named(scenario);
        double[]? expected;
        string? refusal = null;
        try
        {
            expected = single ? Direct<float>(grid, norm) : Direct<double>(grid, norm);
        }
        catch (ArgumentException problem)
        {
            (expected, refusal) = (null, problem.Message.Replace(" (Parameter 'x')", "", StringComparison.Ordinal));
        }

        Assert.Equal(refusal, answer.GetProperty("refusal").GetString());
        if (expected is null)
        {
            Assert.Equal(JsonValueKind.Null, answer.GetProperty("output").ValueKind);
            return;
        }

        JsonNumbers.SameBits(expected, answer.Numbers("output"));
        JsonNumbers.SameBits([.. grid.Values.Select(value => single ? (float)value : value)], answer.Numbers("input"));
        AssertArithmetic(answer.GetProperty("arithmetic"), expected[0]);
    }

    // Written down once more, without the lab's code: what a user of the library would call.
    private static double[] Direct<T>(Grid grid, NormKind norm) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GridShape shape = grid.Shape;
        int size = shape.Layout == NormLayout.ChannelsFirst ? shape.Channels * shape.Spatial : shape.Channels;
        T[] x = Array.ConvertAll(grid.Values, T.CreateTruncating), y = new T[x.Length];
        T[] Fill(double value, int length) => [.. Enumerable.Repeat(T.CreateTruncating(value), length)];
        T[] gamma = Fill(Gamma, norm is NormKind.LayerNorm or NormKind.RmsNorm ? size : shape.Channels), beta = Fill(Beta, gamma.Length);
        if (norm == NormKind.BatchNorm)
        {
            BatchNorm.NormalizeBatch<T>(x, shape.Channels, shape.Spatial, gamma, beta, y, default, default, Epsilon, shape.Layout);
        }
        else if (norm == NormKind.LayerNorm)
        {
            LayerNorm.Normalize<T>(x, size, gamma, beta, y, Epsilon);
        }
        else if (norm == NormKind.RmsNorm)
        {
            RmsNorm.Normalize<T>(x, size, gamma, y, Epsilon);
        }
        else if (norm == NormKind.UnitNorm)
        {
            UnitNorm.Normalize<T>(x, size, y, Epsilon);
        }
        else if (norm == NormKind.GroupNorm)
        {
            GroupNorm.Normalize<T>(x, 1, shape.Channels, shape.Spatial, gamma, beta, y, Epsilon, shape.Layout);
        }
        else
        {
            InstanceNorm.Normalize<T>(x, shape.Channels, shape.Spatial, gamma, beta, y, Epsilon, shape.Layout);
        }

        return Array.ConvertAll(y, double.CreateTruncating);
    }

    private static void AssertArithmetic(JsonElement arithmetic, double kernel)
    {
        Assert.Equal(kernel, arithmetic.Number("kernel"));
        JsonElement[] lines = [.. arithmetic.GetProperty("lines").EnumerateArray()];
        double byHand = lines[^1].Number("value");
        Assert.Equal("result", lines[^1].GetProperty("name").GetString());
        Assert.Equal(Math.Abs(byHand - kernel), arithmetic.Number("distance"));

        // The kernel is within one unit; a difference and a quotient by hand, in double, lose a few units of double.
        Assert.True(arithmetic.Number("distance") <= 8 * arithmetic.Number("unit"), $"{byHand} by hand, {kernel} by the kernel");
    }

    [Fact]
    public async Task The_lines_of_a_cell_are_the_formula()
    {
        JsonElement answer = await lab.AskAsync("grid?scenario=copies&norm=LayerNorm&row=3&column=1&epsilon=0.001&gamma=2&beta=1");
        Dictionary<string, double> lines = answer.GetProperty("arithmetic").GetProperty("lines").EnumerateArray()
            .ToDictionary(line => line.GetProperty("name").GetString()!, line => line.Number("value"));
        Assert.Equal(10, lines["x"]);
        Assert.Equal(20, lines["mean"]);
        Assert.Equal(200 / 3.0, lines["variance"], 1e-13);
        Assert.Equal(0.001, lines["epsilon"]);
        Assert.Equal(Math.Sqrt(200 / 3.0 + 0.001), lines["deviation"], 1e-13);
        Assert.Equal(-10, lines["difference"]);
        Assert.Equal(-10 / Math.Sqrt(200 / 3.0 + 0.001), lines["normalized"], 1e-13);
        Assert.Equal(1 - 20 / Math.Sqrt(200 / 3.0 + 0.001), lines["result"], 1e-13);
        Assert.Equal(3, answer.GetProperty("arithmetic").GetProperty("shared").GetInt32());
    }

    [Fact]
    public async Task What_survives_tells_the_norms_apart()
    {
        JsonElement[] lines = [.. (await lab.AskAsync("grid?scenario=copies&row=3&column=2&epsilon=0")).GetProperty("survival").EnumerateArray()];
        Assert.Equal(["", "BatchNorm", "LayerNorm", "RmsNorm", "GroupNorm", "InstanceNorm", "UnitNorm"],
            lines.Select(line => line.GetProperty("norm").GetString() ?? ""));
        JsonElement input = lines[0], batch = lines[1], layer = lines[2], rms = lines[3];
        Assert.Equal((20, Math.Sqrt(200 / 3.0), Math.Sqrt(1400), 1.0),
            (input.Number("rowMean"), input.Number("rowSpread"), input.Number("rowLength"), Math.Round(input.Number("rowCosine"), 12)));
        Assert.Equal((0.0, 1.0), (Math.Round(layer.Number("rowMean"), 12), Math.Round(layer.Number("rowSpread"), 12)));
        Assert.Equal((0.0, 1.0), (Math.Round(batch.Number("columnMean"), 12), Math.Round(batch.Number("columnSpread"), 12)));
        Assert.Equal(1, rms.Number("rowCosine"), 1e-12);
        Assert.Equal(Math.Sqrt(3), rms.Number("rowLength"), 1e-12);
        Assert.Equal((1.0, 1.0), (Math.Round(lines[6].Number("rowCosine"), 12), Math.Round(lines[6].Number("rowLength"), 12)));
        Assert.True(layer.Number("rowCosine") < 0.5);
        Assert.Contains("at least 2 values", lines[5].GetProperty("refusal").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statistics_of_BatchNorm_can_run_or_skip_padding()
    {
        Grid grid = Scenarios.Named("padding");
        double[] real = [.. Enumerable.Range(0, grid.Shape.Rows).Where(row => !grid.Padding[row]).Select(row => grid.Values[row * 3])];
        JsonElement skipping = await lab.AskAsync("grid?scenario=padding&norm=BatchNorm&skipPadding=true&epsilon=0");
        Assert.Equal((grid.Values[0] - real.Average()) / Math.Sqrt(real.Average(x => x * x) - real.Average() * real.Average()),
            skipping.Numbers("output")[0], 1e-12);

        // Never seen a batch: mean 0 and variance 1.
        JsonElement fresh = await lab.AskAsync("grid?scenario=plain&norm=BatchNorm&statistics=Running&steps=0&epsilon=0");
        JsonNumbers.SameBits(fresh.Numbers("input"), fresh.Numbers("output"));

        // One batch at momentum 1: its mean, and its sample variance.
        double[] heights = [6.1, 4.8, 5.5, 7.2, 3.9, 5.0];
        double mean = heights.Average(), variance = heights.Sum(x => (x - mean) * (x - mean)) / 5;
        JsonElement once = await lab.AskAsync("grid?scenario=plain&norm=BatchNorm&statistics=Running&steps=1&momentum=1&epsilon=0");
        Assert.Equal((6.1 - mean) / Math.Sqrt(variance), once.Numbers("output")[0], 1e-12);
    }
}
