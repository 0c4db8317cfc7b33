using System.Globalization;
using System.Text;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Report;

public sealed class ReportTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public void A_demo_is_one_page_and_the_same_each_time()
    {
        Assert.Contains("a.html: 13 plots.", _place.Run("report", "--demo", "--out", _place.At("a.html")).Succeeded().Error);
        _place.Run("report", "--demo", "--seed", "42", "--out", _place.At("b.html")).Succeeded();
        _place.Run("report", "--demo", "--seed", "43", "--out", _place.At("c.html")).Succeeded();
        Assert.Equal(_place.Read("a.html"), _place.Read("b.html"));
        Assert.NotEqual(_place.Read("a.html"), _place.Read("c.html"));
        Assert.Equal(["a.html", "b.html", "c.html"], _place.Files);
    }

    [Fact]
    public void Data_and_its_drift_are_drawn()
    {
        string[] lines = File.ReadAllLines(Workplace.Sample("wine.csv"));
        string older = _place.Write("older.csv", string.Join('\n', lines[..60])),
            newer = _place.Write("newer.csv", string.Join('\n', lines[..1].Concat(lines[60..])));
        File.SetLastWriteTimeUtc(older, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        File.SetLastWriteTimeUtc(newer, new DateTime(2026, 5, 6, 7, 8, 9, DateTimeKind.Utc));
        Outcome outcome = _place.Run("report", older, "--compare", newer, "--ignore", "target", "--out", _place.At("wine.html")).Succeeded();
        Assert.Contains("wine.html: 18 plots.", outcome.Error);
        Assert.Contains("not looked at: target_name", outcome.Error);
        string html = _place.Read("wine.html");
        Assert.Contains("older.csv of 2026-01-02 03:04 UTC, 59 rows and 13 columns of numbers, against newer.csv of 2026-05-06 07:08 UTC, 119 rows "
            + "and 13 columns of numbers; experiments with seed 42.", html);
        Assert.Contains("<li><strong>target</strong>: &apos;--ignore&apos; names it.</li>", html);
        Assert.Contains("<li><strong>target_name</strong>: it holds no numbers, but text: &apos;class_0&apos; in line 2", html);
        Assert.Contains("Drift from older.csv to newer.csv", html);
        Assert.DoesNotContain(_place.Folder, html);
    }

    [Fact]
    public void A_column_that_was_not_asked_for_is_told_with_the_reason()
    {
        _place.Run("report", Workplace.Sample("wine.csv"), "--columns", "ash", "--columns", "hue", "--out", _place.At("two.html")).Succeeded();
        string html = _place.Read("two.html");
        Assert.Contains("<li><strong>alcohol</strong>: &apos;--columns&apos; does not name it.</li>", html);
        Assert.DoesNotContain("<strong>ash</strong>", html);
    }

    [Fact]
    public void Plots_are_written_as_files()
    {
        Directory.CreateDirectory(_place.At("images"));
        _place.Run("report", "--demo", "--out", _place.At("a.html"), "--images", _place.At("images"), "--only", "norm-distributions,gradient-flow")
            .Succeeded();
        Assert.Equal(["gradient-flow.svg", "norm-distributions.svg"], Directory.EnumerateFiles(_place.At("images")).Select(Path.GetFileName).Order());
        Assert.StartsWith("<svg", _place.Read("images/gradient-flow.svg"));
        _place.Run("report", "--demo", "--out", _place.At("b.html"), "--images", _place.At("images"), "--only", "none")
            .Failed(1, "there is no plot 'none'; there are norm-distributions, ");
        _place.Run("report", "--demo", "--out", _place.At("b.html"), "--images", _place.At("nowhere")).Failed(1, "there is no such folder");
        Assert.Equal(["a.html", "images"], _place.Files);
    }

    [PrinterFact]
    public void A_page_is_printed()
    {
        _place.Run("report", "--demo", "--out", _place.At("a.html"), "--pdf", _place.At("a.pdf")).Succeeded();
        byte[] pdf = File.ReadAllBytes(_place.At("a.pdf"));
        Assert.Equal("%PDF-", Encoding.ASCII.GetString(pdf, 0, 5));
        Assert.True(pdf.Length > 100_000);
        Assert.Equal(["a.html", "a.pdf"], _place.Files);
    }

    [Theory]
    [InlineData("there is no such file", "nowhere/chromium")]
    [InlineData("printed nothing", "fails.sh")]
    public async Task A_browser_that_does_not_print_is_one_line_and_leaves_nothing(string message, string program)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string script = _place.Write("fails.sh", "#!/bin/sh\necho no display >&2\nexit 3\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        // A process of its own, which has its own environment.
        Outcome outcome = await ToolProcess.RunAsync(
            _place.Folder, new Dictionary<string, string> { ["CHROMIUM_PATH"] = _place.At(program) }, "report", "--demo", "--out", "a.html", "--pdf",
            "a.pdf");
        outcome.Failed(1, "--pdf: ", message);
        Assert.Equal(["fails.sh"], _place.Files);
    }

    [Fact]
    public async Task Without_a_browser_the_page_is_not_written_either()
    {
        Outcome outcome = await ToolProcess.RunAsync(
            _place.Folder, new Dictionary<string, string> { ["CHROMIUM_PATH"] = "", ["PATH"] = _place.Folder }, "report", "--demo", "--out", "a.html",
            "--pdf", "a.pdf");
        outcome.Failed(1, "there is no Chromium on the PATH", "CHROMIUM_PATH");
        Assert.Empty(_place.Files);
    }

    [Fact]
    public void Many_rows_are_sampled_and_it_is_said()
    {
        var text = new StringBuilder("a,b\n");
        for (int i = 0; i < 70_000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i % 97},{i % 89 * 0.5}\n");
        }

        Outcome outcome = _place.Run("report", _place.Write("long.csv", text.ToString()), "--out", _place.At("a.html")).Succeeded();
        Assert.Contains("long.csv: 70000 rows; plots are drawn from a sample of 65536, and statistics are of all.", outcome.Error);
    }

    [Fact]
    public void Bad_input_is_one_line_and_writes_nothing()
    {
        string bad = _place.Write("bad.csv", "a,b\n1,2\n3,x\n"), empty = _place.Write("empty.csv", "a\n"),
            good = _place.Write("good.csv", "a,b\n1,2\n3,4\n");
        string[] rest = ["--out", _place.At("a.html")];
        _place.Run(["report", bad, .. rest]).Failed(1, "bad.csv, line 3, column 'b': 'x' is not a number");
        _place.Run(["report", empty, .. rest]).Failed(1, "empty.csv: there are no rows below the header");
        _place.Run(["report", good, "--compare", _place.At("none.csv"), .. rest]).Failed(1, "none.csv: there is no such file");
        _place.Run(["report", good, "--compare", Workplace.Sample("iris.csv"), .. rest]).Failed(1, "iris.csv: there is no column 'a', 'b'");
        _place.Run("report", good, "--out", _place.At("nowhere/a.html")).Failed(1, "there is no folder to write it in");
        Assert.Equal(["bad.csv", "empty.csv", "good.csv"], _place.Files);
    }

    public void Dispose() => _place.Dispose();
}
