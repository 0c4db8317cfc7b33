using System.Text;
using Norm.ML.Tool.Csv;

namespace Norm.ML.Tool.Tests.Csv;

public class CellTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData(" -2.5 ", -2.5)]
    [InlineData("+3", 3)]
    [InlineData("1e-3", 1e-3)]
    [InlineData("1E3", 1e3)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("4.9406564584124654E-324", double.Epsilon)]
    [InlineData("inf", double.PositiveInfinity)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    public void Numbers_are_read(string cell, double expected)
    {
        Assert.True(CellRules.Default.TryParse(Encoding.UTF8.GetBytes(cell), out double value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("NaN")]
    [InlineData("nan")]
    [InlineData("NA")]
    [InlineData("na")]
    [InlineData("NULL")]
    [InlineData(" null ")]
    [InlineData("N/A")]
    [InlineData("n/a")]
    [InlineData("#N/A")]
    [InlineData("<NA>")]
    [InlineData("-nan")]
    [InlineData("None")]
    [InlineData("?")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData(@"\N")]
    public void Missing_values_are_NaN(string cell)
    {
        Assert.True(CellRules.Default.IsMissing(Encoding.UTF8.GetBytes(cell)));
        Assert.True(CellRules.Default.TryParse(Encoding.UTF8.GetBytes(cell), out double value));
        Assert.True(double.IsNaN(value));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("1,5")]
    [InlineData("1 000")]
    [InlineData("1.2.3")]
    [InlineData("0x10")]
    [InlineData("1e999")]
    [InlineData("\u22125")]
    public void Other_texts_are_no_numbers(string cell)
    {
        Assert.False(CellRules.Default.TryParse(Encoding.UTF8.GetBytes(cell), out _));
        Assert.False(CellRules.Default.IsMissing(Encoding.UTF8.GetBytes(cell)));
    }

    [Fact]
    public void A_long_cell_is_shown_in_part_and_on_one_line()
    {
        string shown = Cell.Show(new string('x', 30) + "\n" + new string('y', 30));
        Assert.Equal("'" + new string('x', 30) + " " + new string('y', 9) + "...'", shown);
    }
}
