using System.Globalization;
using System.IO.Compression;
using System.Text;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Sources;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Fit;

/// <summary>
/// In a file of one column a blank line is a row whose cell is missing; at the end of the file, and in files of several columns, it is no row.
/// </summary>
public sealed class BlankLineTests : IDisposable
{
    private readonly Workplace _place = new();

    [Theory]
    [InlineData("x\n1\n\n3\n")]
    [InlineData("x\n1\n\n3")]
    [InlineData("x\r\n1\r\n\r\n3\r\n\r\n\r\n")]
    [InlineData("\"x\"\n\n1\n3\n\n \n\t\n")]
    [InlineData("\n\nx\n1\n \t\n3\n")]
    [InlineData("x\n1\n\"\"\n3\n")]
    [InlineData("x\r1\r\r3\r")]
    [InlineData("\uFEFFsep=;\nx\n1\n\n3\n")]
    [InlineData("1\n\n3\n", "--no-header")]
    [InlineData("\n1\n3\n\n\n", "--no-header")]
    [InlineData("x\n1\n\n 3 \n", "--separator=blank")]
    public void A_blank_line_of_a_one_column_file_is_a_row_with_a_missing_cell(string text, string option = "--workers=1")
    {
        string data = _place.Write("data.csv", text);
        string[] format = option.StartsWith("--workers", StringComparison.Ordinal) ? [] : [option];
        Outcome fit = _place.Run(["fit", data, "--out", _place.At("model.zip"), option]).Succeeded();
        Assert.Equal(["3", "1", "2", "1", "1", "3"], fit.Table().Values.Single()[1..]);

        string json = _place.Run(["inspect", data, "--json", .. format]).Succeeded().Out;
        Assert.Contains("\"rows\": 3", json);
        _place.Run(["apply", _place.At("model.zip"), data, "--out", _place.At("result.csv"), .. format]).Succeeded();
        Outcome again = _place.Run(["fit", _place.At("result.csv"), "--stats", _place.At("again.nstat"), .. format]).Succeeded();
        Assert.Equal(["3", "1", "0", "1", "-1", "1"], again.Table().Values.Single()[1..]);
        _place.Run(["report", data, "--out", _place.At("report.html"), .. format]).Succeeded();
        using RowSource source = Workplace.Source(data, new TextFormat { NoHeader = option == "--no-header" });
        Assert.Equal(3, TableSample.Read(new Terminal(TextWriter.Null, TextWriter.Null), source, default).Table.RowCount);
    }

    [Fact]
    public void Results_stand_in_the_lines_of_the_data()
    {
        string model = _place.Fit("x\n1\n3\n");
        Assert.Equal("x\n\n-1\n\n\n1\n", _place.Apply(model, "x\n\n1\n\n\n3\n\n\n"));
        Assert.Equal("x\r\n\"\"\r\n-1\r\nNA\r\n1\r\n", _place.Apply(model, "x\r\n\"\"\r\n1\r\nNA\r\n3\r\n"));
        _place.Run("apply", model, _place.Write("wide.csv", "x,y\n\n1,2\n\n3,4\n"), "--out", _place.At("wide.out")).Succeeded();
        Assert.Equal("x,y\n-1,2\n1,4\n", _place.Read("wide.out"));
    }

    [Theory]
    [InlineData("x\n\n\n", "there are no rows below the header")]
    [InlineData("\n \n\r\n", "the file is empty")]
    [InlineData("\n\n", "the file is empty", "--no-header")]
    public void A_file_of_blank_lines_has_no_rows(string text, string message, params string[] options)
    {
        string data = _place.Write("data.csv", text);
        _place.Run(["fit", data, "--out", _place.At("model.zip"), .. options]).Failed(1, message);
        _place.Run(["inspect", data, .. options]).Failed(1, message);
        _place.Run(["apply", _place.Fit("x\n1\n3\n"), data, "--out", _place.At("result.csv"), .. options]).Failed(1, message);
        Assert.DoesNotContain("result.csv", _place.Files);
    }

    [Theory]
    [InlineData("\n", false)]
    [InlineData("\r\n", false)]
    [InlineData("\n", true)]
    [InlineData("\r\n", true)]
    public void Shards_count_blank_lines_as_one_pass_does(string newLine, bool quotes)
    {
        var random = new Random(11);
        for (int round = 0; round < 6; round++)
        {
            int rows = random.Next(1, 1800), blank = 0;
            var text = new StringBuilder("x").Append(newLine);
            for (int i = 0; i < rows; i++)
            {
                bool missing = i < rows - 1 && random.Next(2 + (i >> 7)) > 0;
                blank += missing ? 1 : 0;
                text.Append(missing ? "" : quotes ? $"\"{i}\"" : i.ToString(CultureInfo.InvariantCulture)).Append(newLine);
            }

            for (int i = random.Next(2) * random.Next(2000); i > 0; i--)
            {
                text.Append(newLine);
            }

            string data = _place.Write("data.csv", text.ToString());
            string[] whole = Fit(data, "whole");
            Assert.Equal([rows.ToString(CultureInfo.InvariantCulture), blank.ToString(CultureInfo.InvariantCulture)], whole[1..3]);
            foreach (string cut in (string[])["bytes", "chunks"])
            {
                int count = random.Next(2, 8);
                string[] parts = [.. Enumerable.Range(1, count).Select(i => _place.At($"{cut}.{i}.nstat"))];
                for (int i = 1; i <= count; i++)
                {
                    _place.Run("fit", data, "--shard", $"{i}/{count}", "--cut", cut, "--stats", parts[i - 1]).Succeeded();
                }

                string[] merged = _place.Run(["merge", .. parts]).Succeeded().Table()["x"];
                Assert.Equal(Number(whole[3]), Number(merged[3]), 1e-14 * Number(whole[3]));
                Assert.Equal(cut == "chunks" ? whole : [.. whole[..3], .. merged[3..5], .. whole[5..]], merged);
            }

            using (var gzip = new GZipStream(File.Create(_place.At("data.csv.gz")), CompressionLevel.Fastest))
            {
                gzip.Write(Encoding.UTF8.GetBytes(text.ToString()));
            }

            Assert.Equal(whole, Fit(_place.At("data.csv.gz"), "gzip"));
            File.WriteAllText(_place.At("wide.csv"), text.ToString(), Encoding.Unicode);
            Assert.Equal(whole, Fit(_place.At("wide.csv"), "utf16"));
        }
    }

    [Fact]
    public void Blank_lines_longer_than_a_block_are_rows_or_the_end()
    {
        const int Blank = 3_000_000;
        string lines = new('\n', Blank);
        Assert.Equal([$"{Blank + 2}", $"{Blank}", "2"], Fit(_place.Write("data.csv", $"x\n1\n{lines}3\n{lines}"), "long")[1..4]);
    }

    [Theory]
    [InlineData("--workers=1")]
    [InlineData("--workers=1", "--shard", "2/3")]
    [InlineData("--workers=1", "--shard", "3/3", "--cut", "chunks")]
    public async Task A_stopped_fit_goes_on_among_blank_lines(params string[] options)
    {
        var random = new Random(5);
        string data = _place.Write("data.csv", "x\n" + string.Concat(Enumerable.Range(0, 600_000).Select(i => random.Next(3) > 0 ? "\n" : $"{i}\n"))
            + "7\n\n\n\n");
        string[] fit = ["fit", data, .. options, "--stats"];
        _place.Run([.. fit, _place.At("whole.nstat")]).Succeeded();
        fit = [.. fit, _place.At("s.nstat"), "--checkpoint", _place.At("ck"), "--checkpoint-every", "0"];
        for (int attempt = 0; attempt < 50 && !File.Exists(_place.At("ck")); attempt++)
        {
            using var stop = new CancellationTokenSource();
            using var watcher = new FileSystemWatcher(_place.Folder, "ck");
            watcher.Renamed += (_, _) => stop.Cancel();
            watcher.Created += (_, _) => stop.Cancel();
            watcher.EnableRaisingEvents = true;
            await Workplace.RunAsync(fit, stop.Token);
        }

        Assert.Contains("going on after row", _place.Run(fit).Succeeded().Error);
        Assert.Equal(File.ReadAllBytes(_place.At("whole.nstat")), File.ReadAllBytes(_place.At("s.nstat")));
    }

    public void Dispose() => _place.Dispose();

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private string[] Fit(string data, string name) => _place.Run("fit", data, "--stats", _place.At($"{name}.nstat")).Succeeded().Table()["x"];
}
