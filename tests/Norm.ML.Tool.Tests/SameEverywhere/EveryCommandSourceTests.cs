using System.Text.Json;
using Norm.ML.Tool.Tests.Lab;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.SameEverywhere;

/// <summary>Every command takes the same list of sources: patterns, several files, and standard input, packed or not.</summary>
public sealed class EveryCommandSourceTests : IDisposable
{
    private const int Parts = 3, PartRows = 700, Rows = Parts * PartRows;

    // What is given in place of DATA, and the file that comes on standard input.
    private static readonly Dictionary<string, (string[] Data, string? Input)> Sources = new()
    {
        ["a pattern of packed CSV"] = (["data/*.csv.gz"], null),
        ["names of packed CSV"] = (["data/0.csv.gz", "data/1.csv.gz", "data/2.csv.gz"], null),
        ["a pattern of Parquet"] = (["data/*.parquet"], null),
        ["names of Parquet"] = (["data/0.parquet", "data/1.parquet", "data/2.parquet"], null),
        ["packed CSV on standard input"] = (["-"], "whole.csv.gz"),
        ["Parquet on standard input"] = (["-"], "whole.parquet"),
    };

    private readonly Workplace _place = new();

    public EveryCommandSourceTests()
    {
        Directory.CreateDirectory(_place.At("data"));
        for (int part = 0; part < Parts; part++)
        {
            _place.Write($"data/{part}.csv.gz", DataFiles.Gzip(DataSet.Csv(part * PartRows, PartRows)));
            _place.Write($"data/{part}.parquet", Parquet(part * PartRows, PartRows));
        }

        _place.Write("whole.csv", DataSet.Csv(0, Rows));
        _place.Write("whole.csv.gz", DataFiles.Gzip(DataSet.Csv(0, Rows)));
        _place.Write("whole.parquet", Parquet(0, Rows));
        _place.Run("fit", _place.At("whole.csv"), "--out", _place.At("model.zip")).Succeeded();
    }

    public static TheoryData<string> Names => [.. Sources.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Fit(string source)
    {
        Outcome outcome = await Run(source, "fit DATA --stats s.nstat");
        Assert.Equal(_place.Run("fit", _place.At("whole.csv"), "--stats", _place.At("whole.nstat")).Out, outcome.Out);
        Assert.Equal(RunningStatistics.Load(_place.At("whole.nstat")).WithShard(null),
            RunningStatistics.Load(_place.At("s.nstat")).WithShard(null));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Apply(string source)
    {
        Outcome outcome = await Run(source, "apply model.zip DATA -o -");
        Assert.Equal(_place.Run("apply", _place.At("model.zip"), _place.At("whole.csv"), "-o", "-").Out, outcome.Out);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Inspect(string source)
    {
        string[] whole = _place.Run("inspect", _place.At("whole.csv")).Out.Split('\n');
        Assert.Equal(whole[1..], (await Run(source, "inspect DATA")).Out.Split('\n')[1..]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Inspect_of_a_model_and_data(string source)
    {
        Assert.Equal(_place.Run("inspect", _place.At("model.zip"), _place.At("whole.csv")).Out, (await Run(source, "inspect model.zip DATA")).Out);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Inspect_of_data_and_newer_data(string source)
    {
        string older = _place.Write("older.csv", DataSet.Csv(Rows, Rows).Replace(",1000000.", ",1000003.", StringComparison.Ordinal));
        Outcome whole = _place.Run("inspect", older, "--compare", _place.At("whole.csv")).Succeeded();
        Assert.Contains("'far' moved by", whole.Out);
        Assert.Equal(whole.Out, (await Run(source, "inspect older.csv --compare DATA")).Out);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Report(string source)
    {
        await Run(source, "report DATA --out r.html --compare whole.csv");
        Assert.Contains($"{Rows}", _place.Read("r.html"));
        await Run(source, "report whole.csv --compare DATA --out r2.html");
        Assert.Contains("whole.csv", _place.Read("r2.html"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Lab(string source)
    {
        await using LabProcess lab = await LabProcess.StartAsync(
            _place.Folder, new Dictionary<string, string>(), Input(source), ["--port", "0", .. Sources[source].Data]);
        using var http = new HttpClient();
        JsonElement about = JsonDocument.Parse(await http.GetStringAsync(new Uri(lab.Page, "/api/about"))).RootElement.GetProperty("data");
        Assert.Equal(Rows, about.GetProperty("rows").GetInt32());
    }

    [Theory]
    [InlineData("fit - - --stats s.nstat", "-: this is named twice")]
    [InlineData("inspect - --compare -", "standard input can be read once")]
    [InlineData("report - --compare - --out r.html", "standard input can be read once")]
    [InlineData("inspect data/0.parquet data/0.parquet", "this file is named twice")]
    [InlineData("report whole.csv whole.parquet --out r.html", "cannot be read as one source")]
    [InlineData("lab --port 0 whole.csv --data whole.parquet", "cannot be read as one source")]
    [InlineData("report none/*.parquet --out r.html", "none/*.parquet: there is no such file")]
    [InlineData("lab --port 0 data/0.csv.gz none.csv", "none.csv: there is no such file")]
    [InlineData("inspect data/0.parquet model.zip", "this is a model, which 'norm-ml apply' and 'norm-ml inspect' take as their first file")]
    public async Task What_cannot_be_read_is_one_line(string line, string words) =>
        (await ToolProcess.RunAsync(_place.Folder, File.ReadAllBytes(_place.At("whole.csv")), line.Split(' '))).Failed(1, words);

    [Fact]
    public void Two_files_that_may_be_meant_as_older_and_newer_are_asked_about() => Assert.Contains("'--compare NEWER' compares",
        _place.Run("inspect", _place.At("data/0.parquet"), _place.At("data/1.parquet")).Succeeded().Error);

    public void Dispose() => _place.Dispose();

    private static byte[] Parquet(int first, int rows) =>
        DataFiles.ParquetFile(DataSet.Columns, DataSet.Values[(first * DataSet.Columns.Length)..((first + rows) * DataSet.Columns.Length)], 300);

    private byte[]? Input(string source) => Sources[source].Input is { } file ? File.ReadAllBytes(_place.At(file)) : null;

    // Each name is an argument, or a value of the option before it. Standard input needs a process.
    private async Task<Outcome> Run(string source, string line)
    {
        string[] words = [.. line.Split(' ').Select(word => word.Contains('.', StringComparison.Ordinal) ? _place.At(word) : word)];
        string[] data = [.. Sources[source].Data.Select(name => name == "-" ? name : _place.At(name))];
        string[] args = [.. words.SelectMany((word, i) => word != "DATA" ? [word]
            : data.SelectMany((name, place) => place > 0 && words[i - 1] == "--compare" ? [words[i - 1], name] : (string[])[name]))];
        return (Input(source) is { } input ? await ToolProcess.RunAsync(_place.Folder, input, args) : _place.Run(args)).Succeeded();
    }
}
