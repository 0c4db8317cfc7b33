using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Fit;

/// <summary>Files as other programs write them: read right, or named with what was not read.</summary>
public sealed class ForeignFileTests : IDisposable
{
    private readonly Workplace _place = new();

    [Theory]
    [InlineData("sep=;\n2020;2021\n1;10\n3;30\n")]
    [InlineData("\uFEFFsep=;\r\n2020;2021\r\n1;10\r\n3;30\r\n")]
    [InlineData("\"sep=;\"\n\"2020\";2021\n1;\"10\"\n3;30\n")]
    [InlineData("sep=\t\n2020\t2021\n1\t10\n3\t30\n")]
    [InlineData("sep=\\t\n2020\t2021\n1\t10\n3\t30\n")]
    [InlineData("SEP=|\n\n2020|2021\n1|10\n3|30")]
    public void A_first_line_that_names_the_separator_is_no_row(string text)
    {
        string data = _place.Write("data.csv", text);
        Outcome whole = Fit(data).Succeeded();
        Assert.Equal(["2", "0", "2", "1", "1", "3"], whole.Table()["2020"][1..]);
        foreach (string cut in (string[])["bytes", "chunks"])
        {
            for (int i = 1; i <= 2; i++)
            {
                _place.Run("fit", data, "--shard", $"{i}/2", "--cut", cut, "--stats", _place.At($"{cut}{i}.nstat")).Succeeded();
            }

            Assert.Equal(whole.Table()["2020"], _place.Run("merge", _place.At($"{cut}?.nstat")).Succeeded().Table()["2020"]);
        }

        _place.Run("apply", _place.At("model.zip"), data, "--out", _place.At("result.csv")).Succeeded();
        Outcome again = _place.Run("fit", _place.At("result.csv"), "--stats", _place.At("again.nstat")).Succeeded();
        Assert.Equal(["2", "0", "0", "1", "-1", "1"], again.Table()["2020"][1..]);
        Assert.Contains("2020", _place.Run("inspect", data).Succeeded().Out);
    }

    [Theory]
    [InlineData("N/A")]
    [InlineData("?")]
    [InlineData("None")]
    [InlineData("#N/A")]
    [InlineData("-")]
    [InlineData(@"\N")]
    [InlineData(".")]
    [InlineData("<NA>")]
    [InlineData("-nan")]
    public void The_usual_spellings_of_missing_do_not_make_a_text_of_a_column(string missing) =>
        Assert.Equal(["3", "1", "2", "1", "1", "3"], Fit(_place.Write("data.csv", $"a,b\n{missing},1\n1,2\n3,4\n")).Succeeded().Table()["a"][1..]);

    [Theory]
    [InlineData("1,5", "'--decimal ,' reads it as a number")]
    [InlineData("1,500", "'--decimal ,' reads it as a number")]
    [InlineData("$1", "'--na $1' says so")]
    public void A_column_that_is_left_out_is_named_with_cell_line_count_and_option(string cell, string advice)
    {
        Outcome outcome = Fit(_place.Write("data.csv", $"a;b\n{cell};1\n2;2\n3;4\n")).Succeeded();
        Assert.Contains($"a (text: '{cell}' in line 2; 2 of the first 3 values are numbers)", outcome.Error);
        Assert.Contains(advice, outcome.Error);
    }

    [Fact]
    public void Decimal_commas_and_other_missing_values_are_read_as_told_by_every_command()
    {
        string data = _place.Write("data.csv", "a;b\n1,5;1\n2,5;-999\n1.003,5;4\n");
        string[] told = ["--decimal", ",", "--thousands", ".", "--na", "-999"];
        Assert.Equal(["3", "0", "1.5", "1003.5"], Pick(_place.Run(["fit", data, "--out", _place.At("model.zip"), .. told]).Succeeded().Table()["a"]));
        Assert.Contains("1003.5", _place.Run(["inspect", data, .. told]).Succeeded().Out);
        _place.Run(["report", data, "--out", _place.At("report.html"), .. told]).Succeeded();
        _place.Run(["apply", _place.At("model.zip"), data, "--out", _place.At("result.csv"), .. told]).Succeeded();
        Assert.Equal("-999", _place.Read("result.csv").Split('\n')[2].Split(';')[1]);

        static string[] Pick(string[] row) => [row[1], row[2], row[5], row[6]];
    }

    [Fact]
    public void A_header_of_numbers_is_asked_about_and_can_be_a_row()
    {
        string data = _place.Write("data.csv", "5.1,3.5\n4.9,3.0\n4.7,3.2\n");
        Outcome outcome = Fit(data).Succeeded();
        Assert.Contains("the header is all numbers (5.1, 3.5); if it is a row of data, '--no-header' reads it as one.", outcome.Error);
        outcome = Fit(data, "--no-header").Succeeded();
        Assert.Equal(["3", "0"], outcome.Table()["1"][1..3]);
        Assert.DoesNotContain("header", outcome.Error);
        _place.Run("apply", _place.At("model.zip"), data, "--no-header", "--out", _place.At("result.csv")).Succeeded();
        Assert.Equal(3, _place.Read("result.csv").Count(character => character == '\n'));
    }

    [Theory]
    [InlineData(" 1.5  2   7\n 4    5  \t 8\n\n9 1 \"3\"\n", "--no-header")]
    [InlineData("a b c\n1.5 2 7\n4 5 8\n9 1 3\n", "--workers=2")]
    [InlineData("a   b\tc\n1.5\t2 7\n4  5 8\n9 1 3\n", "--separator=blank")]
    public void Cells_may_stand_between_blanks(string text, string option)
    {
        Outcome outcome = Fit(_place.Write("data.txt", text), option).Succeeded();
        Assert.Equal(["3", "1.5", "9", "3", "1", "5", "3", "3", "8"], outcome.Table().Values.SelectMany(row => (string[])[row[1], row[5], row[6]]));
    }

    [Theory]
    [InlineData("a b\tc\n1.5 2 7\n4 5\t8\n9 1 3\n", "a b c", false)]
    [InlineData("a\tb c\n1\t2\t3\n4 5 6\n", "a b c", false)]
    [InlineData("a b\tc\n1 2\t3\n4 5\t6\n", "c", true)]
    [InlineData("a\tb\n1\t2\n3\t4\n", "a b", false)]
    [InlineData("a \t b\n1 \t 2\n3\t4\n", "a b", false)]
    [InlineData("first name\tb\nx\t2\ny\t4\n", "b", false)]
    [InlineData("\ta\tb\n1\t2\t3\n4\t5\t6\n", "a b", false)]
    public void A_tab_in_the_first_line_of_text_between_blanks_is_a_blank_or_asked_about(string text, string columns, bool asked)
    {
        string data = _place.Write("data.txt", text);
        Outcome outcome = Fit(data).Succeeded();
        Assert.Equal(columns.Split(' '), outcome.Table().Keys);
        Assert.Equal(asked, outcome.Error.Contains(
            "the first line holds tabs and spaces; cells stand between tabs, and '--separator blank' separates at both.", StringComparison.Ordinal));
        if (asked)
        {
            Assert.Contains("'--separator blank'", _place.Run("inspect", data).Succeeded().Error);
            Assert.Equal(["a", "b", "c"], Fit(data, "--separator", "blank").Succeeded().Table().Keys);
            Assert.DoesNotContain("tabs and spaces", Fit(data, "--separator", "tab").Succeeded().Error);
        }
    }

    [Theory]
    [InlineData(",a,b\n0,1,2\n1,3,5\n", "column 1")]
    [InlineData("\"\",a,b\n0,1,2\n1,3,5\n", "column 1")]
    [InlineData("a,,b\n1,7,2\n3,8,5\n", "column 2")]
    [InlineData("a,b,\n1,2,\n3,5,\n", "column 3")]
    public void A_column_without_a_name_is_left_out_and_named(string text, string name)
    {
        string data = _place.Write("data.csv", text);
        Outcome outcome = Fit(data).Succeeded();
        Assert.Equal(["a", "b"], outcome.Table().Keys);
        Assert.Contains($"'{name}' and left out unless '--columns' names it.", outcome.Error);
        _place.Run("apply", _place.At("model.zip"), data, "--out", _place.At("result.csv")).Succeeded();
        Assert.Equal(text.Split('\n')[0], _place.Read("result.csv").Split('\n')[0]);
        Assert.Contains(name, _place.Run("inspect", data).Succeeded().Error);
    }

    [Fact]
    public void Infinite_values_are_counted_and_named_and_a_column_of_them_is_left_as_it_is()
    {
        Outcome outcome = Fit(_place.Write("data.csv", "a,b\n1,inf\ninf,-inf\n4,inf\n")).Succeeded();
        Assert.Equal(["a"], outcome.Table().Keys);
        Assert.Contains("Left as they are: b (only infinite values).", outcome.Error);
        Assert.Contains("column 'a': 1 infinite value, the first is 'inf' in line 3; the statistics are of the 2 finite ones.", outcome.Error);
        Fit(_place.At("data.csv"), "--columns", "a,b").Failed(1, "column 'b': there is no finite value in any row");
    }

    [Fact]
    public void Rows_that_LayerNorm_cannot_normalize_are_told_by_fit_and_counted_by_apply()
    {
        string data = _place.Write("data.csv", "a,b\n1,2\n3,\n4,7\n");
        Assert.Contains("LayerNorm makes NaN of every row that has a missing or infinite cell; such cells are in b (1).",
            Fit(data, "--norm", "layer").Succeeded().Error);
        Outcome outcome = _place.Run("apply", _place.At("model.zip"), data, "--out", _place.At("result.csv")).Succeeded();
        Assert.Contains("1 row has NaN where the data has numbers", outcome.Error);
        Assert.Contains("the first is row 2.", outcome.Error);
    }

    [Fact]
    public void A_column_that_is_only_shifted_is_named_by_fit_and_apply()
    {
        string data = _place.Write("data.csv", "a,b\n1,7\n3,7\n");
        Assert.Contains("'b' was 7 in every row of the fit: leave it out; its values are only shifted, not scaled.", Fit(data).Succeeded().Error);
        Assert.Contains("'b' was 7 in every row", _place.Run("apply", _place.At("model.zip"), data, "--out", _place.At("result.csv"))
            .Succeeded().Error);
    }

    [Fact]
    public void A_label_at_the_end_is_asked_about()
    {
        Assert.Contains("column 'target' holds only 3 different whole numbers", Fit(Workplace.Sample("wine.csv")).Succeeded().Error);
        Assert.DoesNotContain("if it is the label", Fit(Workplace.Sample("wine.csv"), "--ignore", "target").Succeeded().Error);
    }

    [Theory]
    [InlineData("fit <(cat data.csv) --out model.zip")]
    [InlineData("cat data.csv | \"$0\" \"$1\" fit /dev/stdin --out model.zip; true")]
    [InlineData("mkfifo pipe; cat data.csv > pipe & \"$0\" \"$1\" fit pipe --out model.zip; true")]
    [InlineData("fit <(gzip -c data.csv) --out model.zip")]
    [InlineData("fit <(printf 'sep=;\\na;b\\n1;2\\n3;5\\n') --out model.zip")]
    public async Task Pipes_are_read(string command)
    {
        if (OperatingSystem.IsWindows() || !File.Exists("/bin/bash"))
        {
            return;
        }

        _place.Write("data.csv", "a,b\n1,2\n3,5\n");
        var start = new ProcessStartInfo("/bin/bash", ["-c", command.StartsWith("fit", StringComparison.Ordinal) ? $"\"$0\" \"$1\" {command}"
            : command, ToolProcess.Host, ToolProcess.Assembly])
        {
            WorkingDirectory = _place.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Assert.Equal(["2", "0", "2", "1", "1", "3"], (await ToolProcess.EndAsync(process)).Succeeded().Table()["a"][1..]);
    }

    [Fact]
    public void What_is_packed_is_read_by_every_command()
    {
        using (var gzip = new GZipStream(File.Create(_place.At("data.csv.gz")), CompressionLevel.Fastest))
        {
            gzip.Write("a,b\n1,2\n3,5\n"u8);
        }

        string data = _place.At("data.csv.gz");
        Fit(data).Succeeded();
        Assert.Contains("a ", _place.Run("inspect", data).Succeeded().Out);
        _place.Run("apply", _place.At("model.zip"), data, "--out", _place.At("result.csv")).Succeeded();
        Assert.Equal("a,b\n-1,-1\n1,1\n", _place.Read("result.csv"));
    }

    [Fact]
    public void Names_in_Latin_1_are_read_and_pass_through_to_the_byte()
    {
        byte[] text = Encoding.Latin1.GetBytes("Größe,Länge\n1,2\n3,5\n");
        Assert.Equal(["Größe", "Länge"], Fit(_place.Write("data.csv", text)).Succeeded().Table().Keys);
        _place.Run("apply", _place.At("model.zip"), _place.At("data.csv"), "--out", _place.At("result.csv")).Succeeded();
        Assert.Equal(Encoding.Latin1.GetBytes("Größe,Länge\n-1,-1\n1,1\n"), File.ReadAllBytes(_place.At("result.csv")));
    }

    [Fact]
    public void A_file_that_is_read_another_way_is_another_source_for_checkpoints_and_shards()
    {
        string data = _place.Write("data.csv", "a,b\n-1,2\n3,5\n");
        _place.Run("fit", data, "--shard", "1/2", "--stats", _place.At("1.nstat")).Succeeded();
        _place.Run("fit", data, "--shard", "2/2", "--na", "-1", "--stats", _place.At("2.nstat")).Succeeded();
        Assert.Equal(1, _place.Run("merge", _place.At("?.nstat")).ExitCode);
    }

    public void Dispose() => _place.Dispose();

    private Outcome Fit(string data, params string[] options) => _place.Run(["fit", data, "--out", _place.At("model.zip"), .. options]);
}
