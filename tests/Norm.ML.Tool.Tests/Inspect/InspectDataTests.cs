using System.Globalization;
using System.Text.Json;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Inspect;

public sealed class InspectDataTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public void The_wine_data_is_shown_with_its_advice()
    {
        Outcome outcome = _place.Run("inspect", Workplace.Sample("wine.csv"), "--ignore", "target").Succeeded();
        string[] lines = outcome.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("column", lines[0]);
        string[] proline = lines.Single(line => line.StartsWith("proline", StringComparison.Ordinal))
            .Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(["proline", "178", "0", "746.89", "314.02", "278", "673.5", "1680", "0.76134", "0"], proline);
        Assert.Equal(
            "advice: columns differ by 1e3 in scale ('proline' spreads 314, 'nonflavanoid_phenols' spreads 0.124): BatchNorm per column; a norm "
                + "per row would keep little but 'proline'",
            lines[^1]);
        Assert.Contains("not looked at: target_name", outcome.Error);
    }

    [Fact]
    public void Json_holds_every_number_and_finding()
    {
        Outcome outcome = _place.Run("inspect", _place.Write("data.csv", "a,b,c\n1,10,\n2,20000,\n3,30000,\nNA,-inf,\n"), "--json").Succeeded();
        using var json = JsonDocument.Parse(outcome.Out);
        JsonElement root = json.RootElement, a = root.GetProperty("columns")[0], b = root.GetProperty("columns")[1],
            c = root.GetProperty("columns")[2];
        Assert.Equal(4, root.GetProperty("rows").GetInt64());
        Assert.Equal(("a", 2.0, 1L), (a.GetProperty("name").GetString(), a.GetProperty("mean").GetDouble(), a.GetProperty("missing").GetInt64()));
        Assert.Equal(Math.Sqrt(2 / 3.0), a.GetProperty("standardDeviation").GetDouble(), 1e-15);
        Assert.Equal(1, b.GetProperty("infinite").GetInt64());
        Assert.Equal(JsonValueKind.Null, c.GetProperty("mean").ValueKind);
        string[] kinds = [.. root.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("kind").GetString()!)];
        Assert.Equal(["few-rows", "scales-differ", "missing", "infinite", "empty"], kinds);
    }

    [Fact]
    public void Sound_data_has_no_advice()
    {
        Outcome outcome = _place.Run("inspect", Workplace.Sample("iris.csv")).Succeeded();
        Assert.Contains("nothing to advise", outcome.Error);
        Assert.DoesNotContain("advice:", outcome.Out);
    }

    [Fact]
    public void Newer_data_that_drifted_is_named()
    {
        string[] lines = File.ReadAllLines(Workplace.Sample("wine.csv"));
        string older = _place.Write("older.csv", string.Join('\n', lines[..60])),
            newer = _place.Write("newer.csv", string.Join('\n', lines[..1].Concat(lines[60..])));
        Assert.Contains("advice: 'flavanoids' moved by -", _place.Run("inspect", older, "--compare", newer).Succeeded().Out);
        Assert.DoesNotContain("moved by", _place.Run("inspect", older, "--compare", older).Succeeded().Out);
        _place.Run("inspect", older, "--compare", Workplace.Sample("iris.csv")).Failed(1, "iris.csv: there is no column", "which", "older.csv has");
    }

    [Fact]
    public void Activations_that_grow_lack_a_pre_norm()
    {
        string Layers(double growth) =>
            string.Join(',', Enumerable.Range(1, 8).Select(i => $"layer{i}")) + "\n" + string.Concat(Enumerable.Range(0, 40).Select(row =>
            string.Join(',', Enumerable.Range(0, 8)
            .Select(i => (Math.Sin(row * 1.7 + i) * Math.Pow(growth, i)).ToString(CultureInfo.InvariantCulture))) + "\n"));
        Assert.Contains("problem: activations grow layer by layer, 2 times each",
            _place.Run("inspect", _place.Write("grow.csv", Layers(2)), "--activations").Succeeded().Out);
        Assert.DoesNotContain("layer by layer", _place.Run("inspect", _place.Write("stay.csv", Layers(1)), "--activations").Succeeded().Out);
        _place.Run("inspect", _place.Write("three.csv", "a,b,c\n1,2,3\n"), "--activations")
            .Failed(1, "--activations needs 4 columns of numbers or more", "there are 3");
    }

    [Fact]
    public void Many_columns_are_shown_in_part_and_it_is_said()
    {
        string header = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"c{i}"));
        string row(int j) => string.Join(',', Enumerable.Range(0, 5000).Select(i => $"{(i * 7 + j * 13) % 11}"));
        string path = _place.Write("wide.csv", string.Join('\n', Enumerable.Range(0, 40).Select(row).Prepend(header)));
        Outcome part = _place.Run("inspect", path).Succeeded(), whole = _place.Run("inspect", path, "--all").Succeeded();
        Assert.Equal(101, part.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("5000 columns and 0 findings; the first 100 of each are shown, --all shows every one.", part.Error);
        Assert.Equal(5001, whole.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,x\n", "line 3", "'b'", "'x' is not a number")]
    [InlineData("a\nx\n", "no column of numbers is left")]
    [InlineData("a,b\n1\n", "line 2", "1 cell, but the header has 2")]
    [InlineData("a\n", "there are no rows below the header")]
    [InlineData("", "the file is empty")]
    [InlineData("PK\u0003\u0004 no zip", "this is not an ML.NET model")]
    public void Bad_files_are_one_line(string text, params string[] words) => _place.Run("inspect", _place.Write("bad.csv", text)).Failed(1, words);

    [Fact]
    public void Missing_files_are_one_line()
    {
        _place.Run("inspect", _place.At("none.csv")).Failed(1, "there is no such file");
        _place.Run("inspect", Workplace.Sample("iris.csv"), "--compare", _place.At("none.csv")).Failed(1, "none.csv: there is no such file");
        _place.Run("inspect", _place.Folder).Failed(1, "this is a folder");
    }

    public void Dispose() => _place.Dispose();
}
