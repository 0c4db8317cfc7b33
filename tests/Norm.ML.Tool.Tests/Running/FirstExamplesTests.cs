using System.Text.RegularExpressions;
using Norm.ML.Tool.Tests.SameEverywhere;

namespace Norm.ML.Tool.Tests.Running;

/// <summary>The first examples of both READMEs, followed to the end as they stand there: on packed CSV, and the same on Parquet.</summary>
public sealed partial class FirstExamplesTests : IDisposable
{
    private readonly Workplace _place = new();

    [Theory]
    [InlineData("README.md", "csv.gz")]
    [InlineData("README.md", "parquet")]
    [InlineData("src/Norm.ML.Tool/README.md", "csv.gz")]
    [InlineData("src/Norm.ML.Tool/README.md", "parquet")]
    public async Task They_can_be_followed(string document, string format)
    {
        if (!File.Exists("/bin/bash"))
        {
            return;
        }

        Directory.CreateDirectory(_place.At("data"));
        for (int i = 0; i < 3; i++)
        {
            int first = 500 * i * DataSet.Columns.Length, end = 500 * (i + 1) * DataSet.Columns.Length;
            File.WriteAllBytes(_place.At($"data/part-{i}.{format}"), format == "parquet"
                ? DataFiles.ParquetFile(DataSet.Columns, DataSet.Values[first..end], 200) : DataFiles.Gzip(DataSet.Csv(500 * i, 500)));
        }

        string[] lines = [.. Command().Matches(File.ReadAllText(Path.Combine(Repository, document))).Select(match => match.Groups[1].Value.Trim())
            .Where(line => line.Contains("'data/*.csv.gz'", StringComparison.Ordinal))];
        Assert.Equal(["fit", "apply", "inspect", "report"], lines.Select(line => line.Split(' ')[1]));
        foreach (string line in lines)
        {
            (await ToolProcess.ShellAsync(_place.Folder, line.Replace("csv.gz", format))).Succeeded();
        }

        Assert.True(File.Exists(_place.At("model.zip")) && File.Exists(_place.At("report.html")));
        Assert.Equal(1501, File.ReadLines(_place.At("normalized.csv")).Count());

        // The result is normalized, and the page is about all of the data.
        _place.Run("fit", _place.At("normalized.csv"), "--stats", _place.At("s.nstat")).Succeeded();
        var result = RunningStatistics.Load(_place.At("s.nstat"));
        Assert.All(Enumerable.Range(0, result.ChannelCount).Where(i => DataSet.Columns[i] != "constant"), i =>
        {
            Assert.Equal(0, result[i].Mean, 1e-9);
            Assert.Equal(1, result[i].StandardDeviation, 1e-9);
        });
        Assert.Contains("1500", _place.Read("report.html"));
    }

    public void Dispose() => _place.Dispose();

    private static string Repository
    {
        get
        {
            string folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Norm.ML.sln")))
            {
                folder = Path.GetDirectoryName(folder)!;
            }

            return folder;
        }
    }

    [GeneratedRegex(@"^\s*(norm-ml [^#\n]*)", RegexOptions.Multiline)]
    private static partial Regex Command();
}
