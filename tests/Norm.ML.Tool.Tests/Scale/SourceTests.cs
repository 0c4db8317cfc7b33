using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Norm.ML.Tool.Tests.Running;
using Norm.ML.Tool.Tests.SameEverywhere;

namespace Norm.ML.Tool.Tests.Scale;

/// <summary>Where rows come from: several files, pipes, cuts; and what is wrong with them.</summary>
public sealed class SourceTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public async Task Standard_input_is_read()
    {
        foreach (byte[] input in (byte[][])[Encoding.UTF8.GetBytes(DataSet.Csv()), Pack(DataSet.Csv()),
            [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(DataSet.Csv())]])
        {
            (await PipeAsync(input, "fit", "-", "--stats", "s.nstat")).Succeeded();
            Assert.Equal(DataSet.Statistics, RunningStatistics.Load(_place.At("s.nstat")).WithShard(null));
        }
    }

    [Theory]
    [InlineData("a,b\n1,x\n", "fit - --out m.zip --columns b", "standard input, line 2, column 'b': 'x' is not a number")]
    [InlineData("", "fit - --out m.zip", "standard input: the file is empty")]
    [InlineData("a\n1\n2\n", "fit -", "--out or --stats has to say")]
    [InlineData("a\n1\n2\n", "fit - --stats s.nstat --shard 1/2", "standard input: a pipe cannot be cut into shards")]
    [InlineData("a\n1\n2\n", "fit - --out m.zip --checkpoint c", "standard input: a pipe cannot be read again")]
    [InlineData("a\n1\n2\n", "fit - data.csv --out m.zip", "standard input cannot be read beside files")]
    public async Task Standard_input_that_does_not_do(string input, string args, string words)
    {
        (await PipeAsync(Encoding.UTF8.GetBytes(input), args.Split(' '))).Failed(1, words);
        Assert.Empty(_place.Files);
    }

    [Fact]
    public async Task A_pipe_that_gives_nothing_can_be_left()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using Process process = Start("fit", "-", "--out", "m.zip");
        // more than a pipe holds: it is being read
        await process.StandardInput.WriteAsync("a\n" + string.Concat(Enumerable.Repeat("1\n2\n", 100_000)));
        await process.StandardInput.FlushAsync();
        using Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(130, process.ExitCode);
        Assert.Equal("norm-ml: Stopped; nothing was written.\n", await error);
        Assert.Empty(_place.Files);
    }

    [Fact]
    public void Columns_may_stand_elsewhere_in_another_file()
    {
        _place.Write("1.csv", "a,b,t\n1,10,x\n2,20,y\n");
        _place.Write("2.csv", "t;b;a\nz;30;3\n");
        Dictionary<string, string[]> table = Fit("?.csv").Succeeded().Table();
        Assert.Equal(["a", "b"], table.Keys);
        Assert.Equal(["3", "0", "20", "8.16496580927726", "10", "30"], table["b"][1..]);
    }

    [Fact]
    public void Named_columns_are_all_that_files_have_to_share()
    {
        _place.Write("1.csv", "a,b\n1,10\n2,20\n");
        _place.Write("2.csv", "b,c\n30,7\n");
        Assert.Equal(["b"], Fit("?.csv", "--columns", "b").Succeeded().Table().Keys);
        Fit("?.csv").Failed(1, "2.csv: there is no column 'a', which", "1.csv has; the columns are b, c");
        _place.Write("2.csv", "b,c,a\n30,7,1\n");
        Fit("?.csv").Failed(1, "2.csv: column 'c' is not in", "1.csv; '--columns' says");
        _place.Write("2.csv", "b\n30\n");
        Assert.Equal(["b"], Fit("?.csv", "--ignore", "a").Succeeded().Table().Keys);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,x\n", "2.csv, line 3, column 'b': 'x' is not a number; '--ignore b'")]
    [InlineData("a,b\n1,2\n3\n", "2.csv, line 3: 1 cell, but the header has 2.")]
    [InlineData("a,b\n1,\"2\n", "2.csv, line 2: a quote is opened and never closed.")]
    [InlineData("a,b\n1,2\n\n\"\n3x\",4\n", "2.csv, line 4, column 'a'")]
    public void A_problem_is_found_in_the_file_that_has_it(string text, string words)
    {
        _place.Write("1.csv", "a,b\n1,2\n3,4\n");
        _place.Write("2.csv", text);
        Fit("1.csv").Succeeded();
        Fit("?.csv").Failed(1, words);
        File.Delete(_place.At("2.csv"));
        _place.Write("2.csv", Pack(text));
        Fit("?.csv").Failed(1, words);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("8")]
    public void The_first_of_several_problems_is_told(string workers)
    {
        string[] rows = [.. Enumerable.Range(0, 400_000).Select(i => $"{i},1.5")];
        rows[399_000] = "oops,1";
        rows[150_000] = "1";
        rows[350_000] = "1,no";
        _place.Write("data.csv", "a,b\n" + string.Join('\n', rows));
        Fit("data.csv", "--workers", workers).Failed(1, "data.csv, line 150002: 1 cell, but the header has 2.");
    }

    [Fact]
    public void A_column_is_what_its_first_value_is_however_far_down()
    {
        string[] rows = [.. Enumerable.Repeat("1.25,,,", 300_000)];
        rows[250_000] = "1,x,5,";
        rows[299_000] = "1,7,6,";
        _place.Write("data.csv", "a,text,number,none\n" + string.Join('\n', rows));
        Outcome outcome = Fit("data.csv").Succeeded();
        Assert.Equal(["a", "number"], outcome.Table().Keys);
        Assert.Equal(["300000", "299998", "5.5", "0.5", "5", "6"], outcome.Table()["number"][1..]);
        Assert.Contains("Left as they are: text (text), none (no values).", outcome.Error);

        // Shards agree on what the columns are.
        for (int i = 1; i <= 4; i++)
        {
            Fit("data.csv", "--shard", $"{i}/4", "--cut", "chunks", "--stats", _place.At($"p{i}.nstat")).Succeeded();
        }

        Assert.Equal(outcome.Out, _place.Run("merge", _place.At("p?.nstat")).Succeeded().Out);

        rows[299_500] = "1,8,oops,";
        _place.Write("data.csv", "a,text,number,none\n" + string.Join('\n', rows));
        Fit("data.csv").Failed(1, "data.csv, line 299502, column 'number': 'oops' is not a number");
        Fit("data.csv", "--shard", "4/4", "--stats", _place.At("p.nstat"))
            .Failed(1, "data.csv, line 299502, column 'number': 'oops' is not a number");
    }

    [Fact]
    public void More_shards_than_rows_are_empty()
    {
        _place.Write("data.csv", "a,b\n1,2\n3,4\n");
        foreach (string cut in (string[])["bytes", "chunks"])
        {
            for (int i = 1; i <= 9; i++)
            {
                Fit("data.csv", "--shard", $"{i}/9", "--cut", cut, "--stats", _place.At($"p{i}.nstat")).Succeeded();
            }

            Assert.Equal(["2", "0", "3", "1", "2", "4"], _place.Run("merge", _place.At("p?.nstat")).Succeeded().Table()["b"][1..]);
        }
    }

    [Fact]
    public void A_cut_in_a_cell_with_line_breaks_is_an_error_and_another_cut_helps()
    {
        string cell = "\"" + string.Concat(Enumerable.Repeat("1,2\n", 20)) + "\"";
        _place.Write("data.csv", "t,a\n" + string.Concat(Enumerable.Repeat($"{cell},5\nx,6\n", 100)));
        Outcome whole = Fit("data.csv").Succeeded();
        int refused = 0;
        for (int i = 1; i <= 7; i++)
        {
            Outcome outcome = Fit("data.csv", "--shard", $"{i}/7", "--stats", _place.At($"b{i}.nstat"));
            refused += outcome.ExitCode;
            if (outcome.ExitCode != 0)
            {
                Assert.Contains("line", outcome.Error);
            }

            Fit("data.csv", "--shard", $"{i}/7", "--cut", "chunks", "--stats", _place.At($"c{i}.nstat")).Succeeded();
        }

        Assert.True(refused > 0);
        Assert.Contains("'--cut chunks' can do it.", Fit("data.csv", "--shard", "1/7", "--stats", _place.At("b.nstat")).Error);
        Assert.Equal(whole.Out, _place.Run("merge", _place.At("c?.nstat")).Succeeded().Out);
    }

    [Fact]
    public void Quotes_without_line_breaks_can_be_cut_anywhere()
    {
        _place.Write("data.csv", "t,a\r\n" + string.Concat(
            Enumerable.Range(0, 2000).Select(i => $"\"x, \"\"{i}\"\"\",{i}\r\n{(i % 7 == 0 ? "\r\n  \r\n" : "")}")));
        string[] expected = Fit("data.csv").Succeeded().Table()["a"];
        for (int count = 2; count < 30; count += 9)
        {
            for (int i = 1; i <= count; i++)
            {
                Fit("data.csv", "--shard", $"{i}/{count}", "--stats", _place.At($"p{count}-{i}.nstat")).Succeeded();
            }

            string[] merged = _place.Run("merge", _place.At($"p{count}-*.nstat")).Succeeded().Table()["a"];
            Assert.Equal((expected[1], expected[5], expected[6]), (merged[1], merged[5], merged[6]));
        }
    }

    [Fact]
    public void Lines_that_end_in_carriage_returns_alone_are_not_lost()
    {
        _place.Write("data.csv", "a\r" + string.Concat(Enumerable.Repeat("1\r2\r", 500)));
        Assert.Equal("1000", Fit("data.csv").Succeeded().Table()["a"][1]);
        Fit("data.csv", "--shard", "1/2", "--stats", _place.At("p.nstat")).Failed(1, "'--cut chunks' can do it");
        Fit("data.csv", "--shard", "1/2", "--cut", "chunks", "--stats", _place.At("p.nstat")).Succeeded();
    }

    [Theory]
    [InlineData("m.npy x.csv", "x.csv: matrices and texts cannot be read as one source")]
    [InlineData("m.npy n.npy", "n.npy: the matrix has 7 columns, but")]
    [InlineData("cut.npy", "cut.npy: cannot be read as a .npy file: its header says 40 rows of 7", "so it was cut off")]
    [InlineData("m.npy --columns 1", "m.npy: there is no column '1', which --columns names; the columns are 0")]
    [InlineData("m.npy --shard 1/2 --cut bytes --stats s", "matrices are always cut between chunks")]
    [InlineData("x.csv x.csv", "x.csv: this file is named twice")]
    [InlineData("x.csv link.csv", "link.csv: this is the same file as", "x.csv; its rows would be counted twice")]
    [InlineData("part.nstat", "part.nstat: this is a statistics file, which 'norm-ml merge' reads")]
    [InlineData("text.csv", "'z w' is not a number", "'--na \"z w\"' says so")]
    [InlineData("long.csv", "if it stands for a missing value, '--na' with the text of the cell says so.")]
    [InlineData("lines.csv", "if it stands for a missing value, '--na' with the text of the cell says so.")]
    [InlineData("packed.npy.gz", "packed.npy.gz: this is a NumPy matrix")]
    [InlineData("broken.gz", "broken.gz: cannot be unpacked")]
    [InlineData("y*.csv", "y*.csv: there is no such file")]
    public void Files_that_do_not_fit(string args, params string[] words)
    {
        _place.Write("x.csv", "a\n1\n2\n");
        File.CreateSymbolicLink(_place.At("link.csv"), _place.At("x.csv"));
        _place.Write("text.csv", "a\n1\nz w\n");
        _place.Write("long.csv", $"a\n1\n{new string('z', 1000)}\n");
        _place.Write("lines.csv", "a\n1\n\"z\nw\"\n");
        Fit("x.csv", "--stats", _place.At("part.nstat")).Succeeded();
        _place.Write("m.npy", [.. Encoding.Latin1.GetBytes(
            "\u0093NUMPY\u0001\0F\0" + "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }".PadRight(69) + "\n"), .. new byte[16]]);
        _place.Write("n.npy", DataSet.Npy(0, 40));
        _place.Write("cut.npy", DataSet.Npy(0, 40)[..^8]);
        _place.Write("packed.npy.gz", Pack("\u0093NUMPY", Encoding.Latin1));
        _place.Write("broken.gz", Pack(DataSet.Csv(0, 2000))[..^8]);
        string[] all = args.Split(' ');
        string[] given = [.. all.Select(arg => arg.Contains('.', StringComparison.Ordinal) ? _place.At(arg) : arg == "s" ? _place.At("s") : arg)];
        _place.Run(["fit", .. given, .. args.Contains("--stats", StringComparison.Ordinal) ? (string[])[] : ["--out", _place.At("out.zip")]])
            .Failed(1, words);
        Assert.DoesNotContain("out.zip", _place.Files);
    }

    public void Dispose() => _place.Dispose();

    private static byte[] Pack(string text, Encoding? encoding = null)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write((encoding ?? Encoding.UTF8).GetBytes(text));
        }

        return packed.ToArray();
    }

    private Outcome Fit(string data, params string[] options) =>
        _place.Run(["fit", _place.At(data), .. options, .. options.Contains("--stats") ? (string[])[] : ["--out", _place.At("model.out")]]);

    private Process Start(params string[] args) => Process.Start(new ProcessStartInfo(ToolProcess.Host, [ToolProcess.Assembly, .. args])
    {
        WorkingDirectory = _place.Folder,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private async Task<Outcome> PipeAsync(byte[] input, params string[] args)
    {
        using Process process = Start(args);
        Task<Outcome> end = ToolProcess.EndAsync(process);
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It did not want to read so far.
        }

        return await end;
    }
}
