using System.Text.Json;

namespace Norm.ML.Tool.Tests.Running;

/// <summary>Options that every command has, and those of norms and columns.</summary>
public sealed class EveryCommandTests : IDisposable
{
    private readonly Workplace _place = new();

    [Theory]
    [InlineData("fit d.csv --out m2.zip", "columns")]
    [InlineData("apply m.zip d.csv --out r.csv", "replaced")]
    [InlineData("merge s.nstat --out m2.zip", "columns")]
    [InlineData("inspect d.csv", "findings")]
    [InlineData("inspect m.zip", "norms")]
    [InlineData("export m.zip --onnx m.onnx", "operators")]
    [InlineData("report d.csv --out r.html", "plots")]
    public void Json_is_one_object_and_quiet_is_silent(string line, string name)
    {
        _place.Write("d.csv", "sensor_1,sensor_2,b\n1,2,3\n2,5,4\n4,4,9\n");
        _place.Run("fit", _place.At("d.csv"), "--out", _place.At("m.zip"), "--stats", _place.At("s.nstat")).Succeeded();
        string[] args = [.. line.Split(' ').Select(word => word.Contains('.', StringComparison.Ordinal) ? _place.At(word) : word)];
        Outcome outcome = _place.Run([.. args, "--json", "--quiet"]).Succeeded();
        Assert.Equal("", outcome.Error);
        using var json = JsonDocument.Parse(outcome.Out);
        Assert.True(json.RootElement.TryGetProperty(name, out _));
        Assert.True(json.RootElement.TryGetProperty("remarks", out _));
    }

    [Fact]
    public void Quiet_does_not_hide_errors() => _place.Run("fit", _place.At("none.csv"), "--quiet").Failed(1, "none.csv: there is no such file");

    [Fact]
    public void Columns_may_be_patterns()
    {
        string data = _place.Write("d.csv", "sensor_1,sensor_2,b\n1,2,3\n2,5,4\n");
        Assert.Equal(["sensor_1", "sensor_2"], _place.Run("fit", data, "--columns", "sensor_*", "--out", _place.At("m.zip")).Succeeded()
            .Table().Keys);
        Assert.Equal(["b"], _place.Run("fit", data, "--ignore", "sensor_?", "--out", _place.At("m.zip")).Succeeded().Table().Keys);
        _place.Run("fit", data, "--columns", "x*", "--out", _place.At("m.zip")).Failed(1, "there is no column 'x*', which --columns names");
    }

    [Theory]
    [InlineData("problem", 0)]
    [InlineData("advice", 3)]
    public void Inspect_fails_on_what_it_is_told_to(string level, int expected) =>
        Assert.Equal(expected, _place.Run("inspect", Workplace.Sample("wine.csv"), "--ignore", "target", "--fail-on", level).ExitCode);

    [Theory]
    [InlineData("batch --constant zero --epsilon 0", "-1,-1,0,-1")]
    [InlineData("layer", "-0.44,-0.98,1.60,-0.17")]
    [InlineData("rms", "0.20,0,0.79,0.29")]
    [InlineData("group --groups 2", "0.99,-0.99,0.99,-0.99")]
    [InlineData("instance --groups 2 --epsilon 0", "1,-1,1,-1")]
    public void All_five_norms(string options, string expected)
    {
        string data = _place.Write("d.csv", "a,b,c,d\n1,0,4,2\n3,2,4,6\n");
        _place.Run(["fit", data, "--out", _place.At("m.zip"), "--norm", .. options.Split(' ')]).Succeeded();
        string[] row = _place.Run("apply", _place.At("m.zip"), data, "-o", "-").Succeeded().Out.Split('\n')[1].Split(',');
        double[] wanted = options.StartsWith("layer", StringComparison.Ordinal) ? Layer([1, 0, 4, 2]) : options == "rms" ? Rms([1, 0, 4, 2])
            : [.. expected.Split(',').Select(cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture))];
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(wanted[i], double.Parse(row[i], System.Globalization.CultureInfo.InvariantCulture), 0.011);
        }
    }

    [Theory]
    [InlineData("--norm group", "--norm group needs --groups N")]
    [InlineData("--groups 2", "--groups is for --norm group and instance")]
    [InlineData("--norm layer --constant zero", "--constant is for --norm batch")]
    [InlineData("--epsilon -1", "--epsilon takes a number of 0 or more")]
    public void Options_that_do_not_go_together(string options, string words) =>
        _place.Run(["fit", "d.csv", .. options.Split(' ')]).Failed(2, words);

    public void Dispose() => _place.Dispose();

    private static double[] Layer(double[] x)
    {
        double mean = x.Average(), deviation = Math.Sqrt(x.Average(value => (value - mean) * (value - mean)) + 1e-5);
        return [.. x.Select(value => (value - mean) / deviation)];
    }

    private static double[] Rms(double[] x) => [.. x.Select(value => value / Math.Sqrt(x.Average(one => one * one) + 1e-5))];
}
