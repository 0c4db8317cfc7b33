using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Fit;

/// <summary>Lines that are not data: before the header, and comments.</summary>
public sealed class SkippedLinesTests : IDisposable
{
    private readonly Workplace _place = new();

    [Theory]
    [InlineData("written by a logger, 3\n\nunit: m\na,b\n1,2\n3,4\n", "--skip", "3")]
    [InlineData("\uFEFFtitle\r\na,b\r\n1,2\r\n3,4\r\n", "--skip", "1")]
    [InlineData("# made by x, with commas\na,b\n# and \"quotes\n1,2\n#\n3,4\n# end", "--comment", "#")]
    [InlineData("%, ,\na b\n1 2\n% c\n3 4\n", "--comment", "%")]
    public void They_are_passed_over_by_every_command(string text, string option, string value)
    {
        string data = _place.Write("data.csv", text), model = _place.At("m.zip");
        Outcome fit = _place.Run("fit", data, "--out", model, option, value).Succeeded();
        Assert.Equal(["2", "0", "3", "1", "2", "4"], fit.Table()["b"][1..]);
        Assert.Contains("\nb ", _place.Run("inspect", data, option, value).Succeeded().Out);
        Outcome applied = _place.Run("apply", model, data, "-o", "-", option, value).Succeeded();
        Assert.Equal(["-1", "1"], applied.Out.Split('\n').Skip(1).Take(2).Select(line => line.TrimEnd('\r').Split(',', ' ')[1]));
    }

    [Fact]
    public void Comments_in_a_text_of_one_column_are_not_rows() =>
        Assert.Equal("2", _place.Run("fit", _place.Write("data.csv", "a\n# x\n1\n# y\n3\n"), "--comment", "#", "--out", _place.At("m.zip"))
        .Succeeded()
            .Table()["a"][1]);

    [Fact]
    public void Lines_of_errors_are_those_of_the_file() =>
        _place.Run("fit", _place.Write("data.csv", "title\na\n1\n# y\nx\n"), "--comment", "#", "--skip", "1", "--out", _place.At("m.zip"))
            .Failed(1, "data.csv, line 5, column 'a': 'x' is not a number");

    [Fact]
    public void Shards_pass_over_them_too()
    {
        string data = _place.Write("data.csv", "title\na,b\n"
            + string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i},{i % 7}\n# note {i}, x\n")));
        Outcome whole = _place.Run("fit", data, "--comment", "#", "--skip", "1", "--out", _place.At("m.zip")).Succeeded();
        for (int i = 1; i <= 3; i++)
        {
            _place.Run("fit", data, "--comment", "#", "--skip", "1", "--shard", $"{i}/3", "--cut", "chunks", "--stats", _place.At($"c{i}.nstat"))
                .Succeeded();
            _place.Run("fit", data, "--comment", "#", "--skip", "1", "--shard", $"{i}/3", "--stats", _place.At($"b{i}.nstat")).Succeeded();
        }

        Assert.Equal(whole.Out, _place.Run("merge", _place.At("c?.nstat")).Succeeded().Out);
        Assert.Equal("3000", _place.Run("merge", _place.At("b?.nstat")).Succeeded().Table()["a"][1]);
    }

    [Theory]
    [InlineData("--skip -1", "--skip takes 0 to 1000 lines")]
    [InlineData("--skip x", "--skip")]
    [InlineData("--comment ab", "--comment takes one character")]
    [InlineData("--comment 1", "--comment takes one character")]
    public void Other_values_are_refused(string options, string words) =>
        _place.Run(["fit", _place.Write("data.csv", "a\n1\n2\n"), .. options.Split(' ')]).Failed(2, words);

    [Fact]
    public void More_lines_than_there_are_is_an_error() =>
        _place.Run("fit", _place.Write("data.csv", "a\n1\n2\n"), "--skip", "9").Failed(1, "data.csv: --skip passes over 9 lines, and there are 3");

    public void Dispose() => _place.Dispose();
}
