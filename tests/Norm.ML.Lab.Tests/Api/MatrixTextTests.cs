using Norm.ML.Lab.Experiments.Grids;
using Norm.ML.Lab.Server;

namespace Norm.ML.Lab.Tests.Api;

/// <summary>Matrices as people paste them, and as addresses keep them.</summary>
public class MatrixTextTests
{
    [Theory]
    [InlineData("1 2 3_4 5 6")]
    [InlineData("1, 2, 3\n4, 5, 6\n")]
    [InlineData("1\t2\t3\r\n4\t5\t6\r\n")]
    [InlineData("1;2;3\n4;5;6")]
    [InlineData("[1, 2, 3]\n[4, 5, 6]")]
    [InlineData("[[1, 2, 3], [4, 5, 6]]")]
    [InlineData("  1  2 3 \n\n 4 5   6 ")]
    [InlineData("1,0 2,0 3,0\n4,0 5,0 6,0")]
    [InlineData("1,0\t2,0\t3\n4\t5\t6e0")]
    public void Rows_are_read(string text) => Assert.Equal([[1, 2, 3], [4, 5, 6]], MatrixText.Parse(text));

    [Fact]
    public void A_gap_is_a_missing_value() =>
        Assert.Equal([[1, double.NaN, 3], [double.NaN, 5, -6]], MatrixText.Parse("1,,3\nNaN,5,\u22126"));

    [Theory]
    [InlineData("", "The matrix is empty")]
    [InlineData("1 2\n3", "Row 2 of the matrix has 1 number and row 1 has 2")]
    [InlineData("1 2\n3 four", "Row 2, column 2 of the matrix is 'four'; it has to be a finite number")]
    [InlineData("1e999 2", "Row 1, column 1 of the matrix is '1e999'; it has to be a finite number")]
    public void What_is_not_a_matrix_gets_one_message(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => MatrixText.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Too_much_is_refused_with_what_is_accepted()
    {
        string wide = string.Join(' ', Enumerable.Range(0, 41)), tall = string.Join('\n', Enumerable.Range(0, 61));
        foreach (string text in new[] { wide, tall, string.Join('\n', Enumerable.Repeat(string.Join(' ', Enumerable.Range(0, 31)), 10)) })
        {
            Assert.Contains("at most 60 rows, 40 columns and 300 numbers", Assert.Throws<ArgumentException>(() => MatrixText.Parse(text)).Message,
                StringComparison.Ordinal);
        }

        Assert.Contains("at most 8000 are read", Assert.Throws<ArgumentException>(() => MatrixText.Parse(new string('1', 9000))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Every_double_comes_back_from_an_address()
    {
        double[] values = [0.1, -1.0 / 3, 1e300, -5e-324, 4.9999999900000000001, double.NaN];
        Assert.Equal(values, MatrixText.Parse(MatrixText.Format(values, 3)).SelectMany(row => row));
    }

    [Fact]
    public void Changed_numbers_keep_the_shape_of_their_scenario()
    {
        Grid image = Scenarios.Named("image"), changed = TypedGrid.Of(image, MatrixText.Format([.. image.Values.Select(value => value + 1)], 9));
        Assert.True(changed.Shape.IsImage);
        Assert.Equal(image.RowNames, changed.RowNames);
        Assert.Equal(new GridShape(2, 3), TypedGrid.Of(image, "1 2 3_4 5 6").Shape);
    }
}
