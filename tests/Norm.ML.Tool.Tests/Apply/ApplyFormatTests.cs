using System.Globalization;
using Norm.ML.Tool.Tests.Running;
using Norm.ML.Tool.Tests.SameEverywhere;

namespace Norm.ML.Tool.Tests.Apply;

/// <summary>Results in every format, of data in every format, and which columns they have.</summary>
public sealed class ApplyFormatTests : IDisposable
{
    private const string Data = "id,t,a,b\n9007199254740993,x,1,10\n2,\"y,z\",3,\n3,,5,30\n";

    private readonly Workplace _place = new();

    [Theory]
    [InlineData("parquet", "parquet")]
    [InlineData("arrow", "feather")]
    [InlineData("feather", "parquet")]
    [InlineData("parquet", "arrow")]
    public void Columns_pass_from_format_to_format(string first, string second)
    {
        string model = Fit("--columns", "a,b");
        Apply(model, "data.csv", "-o", _place.At($"1.{first}"), "--inverse");
        string back = _place.At($"0.{first}");
        Apply(model, $"1.{first}", "-o", back);
        Apply(model, $"0.{first}", "-o", _place.At($"2.{second}"), "--inverse");
        Apply(model, $"2.{second}", "-o", _place.At("last.csv"));
        string[][] expected = Cells(Data), given = Cells(_place.Read("last.csv"));
        Assert.Equal(expected.Select(row => string.Join('|', row[1..2])), given.Select(row => string.Join('|', row[1..2])));
        Assert.Equal(expected.Length, given.Length);
        for (int row = 1; row < expected.Length; row++)
        {
            for (int i = 2; i < 4; i++)
            {
                Assert.Equal(expected[row][i].Length == 0, given[row][i].Length == 0);
                if (expected[row][i].Length > 0)
                {
                    Assert.Equal(Number(expected[row][i]), Number(given[row][i]), 1e-12);
                }
            }
        }
    }

    [Fact]
    public void Integers_beyond_2_to_53_pass_through_Parquet()
    {
        Fit();
        string path = _place.Write("ids.parquet", DataFiles.Integers("id", [9007199254740993, long.MinValue, null], "a", [1, 3, 5]));
        Assert.Equal("id,a\n9007199254740993,-1.2247448713915892\n-9223372036854775808,0\n,1.2247448713915892\n",
            Apply(Fit("--columns", "a"), "ids.parquet", "-o", "-").Out);
        Apply(_place.At("model.zip"), "ids.parquet", "-o", _place.At("again.arrow"));
        Assert.Contains("9007199254740993,", Apply(_place.At("model.zip"), "again.arrow", "-o", "-").Out);
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void Without_a_name_the_result_has_the_format_of_the_data()
    {
        string model = Fit("--columns", "a,b");
        Apply(model, "data.csv", "-o", _place.At("d.parquet"));
        Apply(model, "d.parquet");
        _place.Write("e.csv.gz", DataFiles.Gzip(Data));
        Apply(model, "e.csv.gz");
        Assert.Contains("d.normalized.parquet", _place.Files);
        Assert.Contains("e.normalized.csv", _place.Files);
    }

    [Fact]
    public void Numbers_have_the_digits_and_the_type_that_are_asked_for()
    {
        string model = Fit("--columns", "a,b");
        Assert.Equal(["-1.22", "0", "1.22"], Column(Apply(model, "data.csv", "-o", "-", "--digits", "3").Out, 2));
        Assert.Equal(["-1.2247449", "0", "1.2247449"], Column(Apply(model, "data.csv", "-o", "-", "--float").Out, 2));
        Apply(model, "data.csv", "-o", _place.At("f.npy"), "--select", "a,b", "--float");
        Assert.Equal(128 + 6 * sizeof(float), new FileInfo(_place.At("f.npy")).Length);
        Apply(model, "data.csv", "-o", _place.At("d.npy"), "--select", "a,b");
        Assert.Equal(128 + 6 * sizeof(double), new FileInfo(_place.At("d.npy")).Length);
        _place.Run("apply", model, _place.At("data.csv"), "-o", _place.At("x.npy"), "--select", "a", "--digits", "3")
            .Failed(1, "--digits is for CSV");
        _place.Run("apply", model, _place.At("data.csv"), "-o", _place.At("x.npy")).Failed(1, "column 't' does not; --select names");
        Assert.DoesNotContain("x.npy", _place.Files);
    }

    [Fact]
    public void Select_chooses_and_orders_columns()
    {
        string model = Fit("--columns", "a,b");
        Assert.Equal("b,a\n-1,-1.2247448713915892\n,0\n1,1.2247448713915892\n", Apply(model, "data.csv", "-o", "-", "--select", "b,a").Out);
        Assert.StartsWith("id,t,a\n", Apply(model, "data.csv", "-o", "-", "--select", "i*", "--select", "t,a").Out);
        _place.Run("apply", model, _place.At("data.csv"), "-o", "-", "--select", "none").Failed(1, "there is no column 'none', which --select names");
    }

    [Fact]
    public void Append_keeps_the_originals()
    {
        string model = Fit("--columns", "a,b");
        Assert.Equal("id,t,a,b,a_normalized,b_normalized", Apply(model, "data.csv", "-o", "-", "--append").Out.Split('\n')[0]);
        Assert.Equal("2,\"y,z\",3,,0,NaN", Apply(model, "data.csv", "-o", "-", "--append").Out.Split('\n')[2]);
    }

    [Fact]
    public void Inverse_puts_values_back()
    {
        string model = Fit("--columns", "a,b");
        Apply(model, "data.csv", "-o", _place.At("n.csv"));
        Assert.Equal(Data, Apply(model, "n.csv", "-o", "-", "--inverse", "--digits", "15").Out);
        _place.Run("fit", _place.At("data.csv"), "--columns", "a,b", "--norm", "layer", "--out", _place.At("layer.zip")).Succeeded();
        _place.Run("apply", _place.At("layer.zip"), _place.At("data.csv"), "-o", "-", "--inverse")
            .Failed(1, "layer.zip: --inverse goes back through BatchNorm, and there is none in the model");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("7")]
    public void Rows_stay_in_their_order_on_any_number_of_threads(string workers)
    {
        _place.Write("long.csv", "a,i\n" + string.Concat(Enumerable.Range(0, 300_000).Select(i => $"{i % 1000}.5,{i}\n")));
        _place.Run("fit", _place.At("long.csv"), "--columns", "a", "--out", _place.At("model.zip")).Succeeded();
        string[] lines = Apply(_place.At("model.zip"), "long.csv", "-o", "-", "--workers", workers).Out.Split('\n');
        Assert.Equal(Enumerable.Range(0, 300_000),
            lines.Skip(1).SkipLast(1).Select(line => int.Parse(line.Split(',')[1], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Bytes_go_to_standard_output()
    {
        string model = Fit("--columns", "a,b");
        if (!File.Exists("/bin/bash"))
        {
            return;
        }

        foreach (string format in (string[])["csv", "parquet", "arrow"])
        {
            string line = $"norm-ml apply {model} {_place.At("data.csv")} -o - --to {format} | norm-ml apply {model} - -o - --inverse --digits 15";
            Outcome outcome = (await ToolProcess.ShellAsync(_place.Folder, line)).Succeeded();
            Assert.Equal(["1", "3", "5"], Column(outcome.Out, 2));
        }
    }

    [Fact]
    public void Several_files_are_one_result()
    {
        string model = Fit("--columns", "a,b");
        _place.Write("2.csv", "b;a;t;id\n\"10\";1;\"y,z\";7\n");
        string result = Apply(model, "data.csv", _place.At("2.csv"), "-o", "-").Out;
        Assert.Equal("7,\"y,z\",-1.2247448713915892,-1", result.Split('\n')[4]);
        _place.Run("apply", model, _place.At("?.csv"), _place.At("data.csv")).Failed(1, "--out has to say where the result goes");
    }

    public void Dispose() => _place.Dispose();

    private string Fit(params string[] options)
    {
        _place.Write("data.csv", Data);
        _place.Run(["fit", _place.At("data.csv"), "--out", _place.At("model.zip"), .. options]).Succeeded();
        return _place.At("model.zip");
    }

    private Outcome Apply(string model, string data, params string[] options) =>
        _place.Run(["apply", model, _place.At(data), .. options]).Succeeded();

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string[] Column(string csv, int column) => [.. Cells(csv).Skip(1).Select(row => row[column])];

    private static string[][] Cells(string csv) =>
        [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Replace("\"y,z\"", "y;z").Split(','))];
}
