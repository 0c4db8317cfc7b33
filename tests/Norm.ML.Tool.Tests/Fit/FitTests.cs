using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Fit;

public sealed class FitTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public void The_table_has_a_line_per_column_and_the_rest_goes_to_the_error_stream()
    {
        Outcome outcome = _place.Run("fit", _place.Write("data.csv", "a,long name,t\n1,-10,x\n3,NA,y\n8,30,z\n"), "--out", _place.At("model.zip"))
            .Succeeded();
        string deviation = Math.Sqrt(26.0 / 3).ToString("R");
        Assert.Equal(
            [
                "column     rows  missing  mean  standard deviation  min  max",
                $"a             3        0     4  {deviation,18}    1    8",
                "long name     3        1    10                  20  -10   30",
            ],
            outcome.Out.Split('\n')[..^1]);
        Assert.Equal($"{_place.At("model.zip")}: BatchNorm of 2 of the 3 columns of {_place.At("data.csv")}. Left as they are: t (text: 'x' in line "
            + $"2; 0 of the first 3 values are numbers).\n", outcome.Error);
        Assert.Equal(["data.csv", "model.zip"], _place.Files);
    }

    [Fact]
    public void Lines_are_never_wrapped()
    {
        string name = new('n', 300);
        Outcome outcome = _place.Run("fit", _place.Write("data.csv", $"{name}\n1\n2\n")).Succeeded();
        Assert.Equal(2, outcome.Out.Split('\n')[..^1].Length);
        Assert.Equal(["2", "0", "1.5", "0.5", "1", "2"], outcome.Table()[name][1..]);
    }

    [Fact]
    public void The_model_stands_beside_the_data_unless_told_otherwise()
    {
        _place.Run("fit", _place.Write("some.data.csv", "a\n1\n2\n")).Succeeded();
        Assert.Equal(["some.data.csv", "some.data.model.zip"], _place.Files);
    }

    [Theory]
    [InlineData(new[] { "--ignore", "b" }, "a,c d,e")]
    [InlineData(new[] { "--ignore", "b,t,c d" }, "a,e")]
    [InlineData(new[] { "--ignore", "b", "--ignore", "e" }, "a,c d")]
    [InlineData(new[] { "--columns", "e, b" }, "b,e")]
    [InlineData(new[] { "--columns", "a,b", "--ignore", "b" }, "a")]
    [InlineData(new[] { "--columns", "a,b,t", "--ignore", "t" }, "a,b")]
    public void Columns_can_be_chosen(string[] options, string chosen)
    {
        Outcome outcome = _place.Run(["fit", _place.Write("data.csv", "a,b,c d,t,e\n1,2,3,x,4\n2,3,4,y,5\n"), .. options]).Succeeded();
        Assert.Equal(chosen.Split(','), outcome.Table().Keys);
    }

    [Fact]
    public void A_name_with_a_comma_can_be_chosen()
    {
        Outcome outcome = _place.Run("fit", _place.Write("data.csv", "\"a,b\",c\n1,2\n2,3\n"), "--columns", "a,b").Succeeded();
        Assert.Equal(["a,b"], outcome.Table().Keys);
    }

    [Fact]
    public void A_column_is_what_its_first_value_is()
    {
        Outcome outcome = _place.Run("fit", _place.Write("data.csv", "a,b,c\n,,\nNA,x,\n1,2,\n3,4,\n")).Succeeded();
        Assert.Equal(["4", "2", "2", "1", "1", "3"], Assert.Single(outcome.Table()).Value[1..]);
        Assert.Contains("Left as they are: b (text: 'x' in line 3; 2 of the first 3 values are numbers), c (no values).", outcome.Error);
    }

    [Fact]
    public void Infinity_is_counted_as_a_row_and_left_out_of_the_statistics()
    {
        Outcome outcome = _place.Run("fit", _place.Write("data.csv", "a\n1\ninf\n3\n")).Succeeded();
        Assert.Equal(["3", "0", "2", "1", "1", "3"], outcome.Table()["a"][1..]);
    }

    [Theory]
    [InlineData("a;b\n1;2\n3;4\n")]
    [InlineData("a\tb\n1\t2\n3\t4\n")]
    [InlineData("a,b\r\n1,2\r\n3,4\r\n")]
    [InlineData("\uFEFFa,b\n1,2\n3,4")]
    [InlineData("\"a\",\"b\"\n\"1\",\"2\"\n\"3\",\"4\"\n")]
    [InlineData("\n a , b \n\n 1 , 2 \n\n 3 , 4 \n\n")]
    public void However_the_text_is_laid_out_the_statistics_are_the_same(string text)
    {
        Dictionary<string, string[]> table = _place.Run("fit", _place.Write("data.csv", text)).Succeeded().Table();
        Assert.Equal(["2", "0", "2", "1", "1", "3"], table["a"][1..]);
        Assert.Equal(["2", "0", "3", "1", "2", "4"], table["b"][1..]);
    }

    [Fact]
    public void A_separator_can_be_told()
    {
        Outcome outcome = _place.Run("fit", _place.Write("data.csv", "a,b:c\n1,2:3\n4,5:6\n"), "--separator", ":").Succeeded();
        Assert.Equal(["c"], outcome.Table().Keys);
    }

    public void Dispose() => _place.Dispose();
}
