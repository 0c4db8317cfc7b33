using System.Globalization;
using System.Text;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Apply;

public sealed class ApplyTests : IDisposable
{
    private readonly Workplace _place = new();

    [Theory]
    [InlineData("breast_cancer.csv", 31)]
    [InlineData("diabetes.csv", 11)]
    [InlineData("iris.csv", 5)]
    [InlineData("wine.csv", 14)]
    public void Columns_get_mean_0_and_standard_deviation_1(string sample, int columns)
    {
        _place.Run("fit", Workplace.Sample(sample), "--out", _place.At("model.zip")).Succeeded();
        Outcome outcome = _place.Run("apply", _place.At("model.zip"), Workplace.Sample(sample), "--out", _place.At("result.csv")).Succeeded();
        Assert.Contains($"{columns} columns normalized in place", outcome.Error);

        string[][] before = Cells(File.ReadAllText(Workplace.Sample(sample))), after = Cells(_place.Read("result.csv"));
        Assert.Equal(before[0], after[0]);
        Assert.Equal(before.Length, after.Length);
        for (int i = 0; i < before[0].Length; i++)
        {
            if (before[0][i] == "target_name")
            {
                Assert.Equal(before.Select(row => row[i]), after.Select(row => row[i]));
            }
            else
            {
                AssertNormalized(before[0][i], [.. after.Skip(1).Select(row => double.Parse(row[i], CultureInfo.InvariantCulture))]);
            }
        }
    }

    [Fact]
    public void Layer_norm_gives_each_row_mean_0_and_standard_deviation_1()
    {
        _place.Run("fit", Workplace.Sample("wine.csv"), "--norm", "layer", "--ignore", "target", "--out", _place.At("model.zip")).Succeeded();
        _place.Run("apply", _place.At("model.zip"), Workplace.Sample("wine.csv"), "--out", _place.At("result.csv")).Succeeded();
        foreach (string[] row in Cells(_place.Read("result.csv")).Skip(1))
        {
            AssertNormalized("a row", [.. row[..13].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))]);
        }
    }

    [Fact]
    public void New_data_is_normalized_with_the_statistics_of_the_old()
    {
        string model = _place.Fit("a,b\n1,10\n3,30\n");
        Assert.Equal("b,x,a\n8,t,-4\n-2,u,0.5\n", _place.Apply(model, "b,x,a\n100,t,-2\n0,u,2.5\n"));
    }

    [Fact]
    public void Other_columns_pass_unchanged_to_the_byte()
    {
        string model = _place.Fit("a\n1\n3\n");
        Assert.Equal(
            " n ,\"a\",\"q\"\n  x ,-1,\"1,\"\"5\"\"\"\n\"\",1,5\" \n",
            _place.Apply(model, " n ,\"a\",\"q\"\n  x , 1 ,\"1,\"\"5\"\"\"\n\"\",\"3\",5\" \n"));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_pass_unchanged()
    {
        string model = _place.Fit("a\n1\n3\n");
        byte[] text = [.. "a,b\n1,"u8, 0xE4, 0xFF, .. "\n"u8];
        _place.Run("apply", model, _place.Write("latin.csv", text), "--out", _place.At("result.csv")).Succeeded();
        Assert.Equal([.. "a,b\n-1,"u8, 0xE4, 0xFF, .. "\n"u8], File.ReadAllBytes(_place.At("result.csv")));
    }

    [Fact]
    public void Missing_values_stay_as_they_were_written() =>
        Assert.Equal(
            "a,b\n,-1\nNA,\n\"null\",nan\n-1,1\n1,-1\n",
            _place.Apply(_place.Fit("a,b\n1,2\n3,4\n"), "a,b\n,2\nNA,\n\"null\",nan\n1,4\n3,2\n"));

    [Fact]
    public void A_missing_value_makes_the_whole_row_NaN_under_layer_norm() =>
        Assert.Equal("a,b,c\nNaN,,NaN\n", _place.Apply(_place.Fit("a,b,c\n1,2,3\n3,4,5\n", "--norm", "layer"), "a,b,c\n1,,3\n"));

    [Theory]
    [InlineData("a;t\n1;x\n3;y\n", "a;t\n-1;x\n1;y\n")]
    [InlineData("a\tt\n1\tx\n3\ty\n", "a\tt\n-1\tx\n1\ty\n")]
    [InlineData("a,t\r\n1,x\r\n3,y\r\n", "a,t\r\n-1,x\r\n1,y\r\n")]
    [InlineData("a,t\r\n1,\"x\ny\"\r\n", "a,t\r\n-1,\"x\ny\"\r\n")]
    [InlineData("\uFEFFa,t\n1,x", "\uFEFFa,t\n-1,x\n")]
    [InlineData("a\n\"\"\n3\n", "a\n\"\"\n1\n")]
    public void The_layout_of_the_text_is_kept(string text, string expected)
    {
        _place.Run("apply", _place.Fit("a\n1\n3\n"), _place.Write("data.csv", text), "--out", _place.At("result.csv")).Succeeded();
        Assert.Equal(Encoding.UTF8.GetBytes(expected), File.ReadAllBytes(_place.At("result.csv")));
    }

    [Fact]
    public void Numbers_are_written_so_that_they_read_back_the_same()
    {
        string model = _place.Fit("a\n0\n2\n");
        string result = _place.Apply(model, "a\n1.1\n1e-300\n1e300\n-12345.678901234567\n");
        Assert.Equal(["a", R(1.1 - 1), "-1", "1E+300", R(-12345.678901234567 - 1), ""], result.Split('\n'));
    }

    [Fact]
    public void The_result_stands_beside_the_data_unless_told_otherwise()
    {
        string model = _place.Fit("a\n1\n3\n");
        _place.Run("apply", model, _place.Write("new.data.csv", "a\n1\n")).Succeeded();
        Assert.Equal(["model.zip", "new.data.csv", "new.data.normalized.csv"], _place.Files);
    }

    [Fact]
    public void The_data_itself_is_never_replaced()
    {
        string model = _place.Fit("a\n1\n3\n"), data = _place.Write("data.csv", "a\n3\n");
        _place.Run("apply", model, data, "--out", data).Failed(1, "data.csv: --out names the same file as DATA");
        Assert.Equal("a\n3\n", _place.Read("data.csv"));
        Assert.Equal(["data.csv", "model.zip"], _place.Files);
    }

    [Fact]
    public void One_row_is_enough_for_a_model_that_is_fitted() =>
        Assert.Equal("a\n-1\n", _place.Apply(_place.Fit("a\n1\n3\n"), "a\n1\n"));

    public void Dispose() => _place.Dispose();

    private static string R(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string[][] Cells(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(','))];

    private static void AssertNormalized(string name, double[] values)
    {
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        Assert.True(Math.Abs(mean) < 1e-6 && Math.Abs(deviation - 1) < 1e-6, $"{name}: mean {mean}, standard deviation {deviation}");
    }
}
